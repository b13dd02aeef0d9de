"""The chart of models that compete: their scores fold by fold."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from project_lib.drawing.plots import ACCENT, MUTED, QUIET, themed


def _height(labels: Sequence[str], *_: object) -> float:
    return 1.0 + 0.3 * len(labels)


@themed(height=_height)
def plot_fold_scores(
    labels: Sequence[str],
    folds: Sequence[Sequence[float]],
    means: Sequence[float],
    *,
    ax: Axes,
    accent: Sequence[str] = (),
    x_label: str = "",
) -> Axes:
    """Draw a row per competitor, the first on top: small marks for folds, a large one for the mean.

    `accent` names the competitors that matter.
    """
    for row, (label, scores, mean) in enumerate(zip(labels, folds, means, strict=True)):
        colour = ACCENT if label in accent else MUTED
        ax.scatter(scores, [row] * len(scores), s=14, color=QUIET, linewidths=0)
        ax.scatter([mean], [row], s=52, color=colour, linewidths=0, zorder=3)
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(x_label)
    return ax
