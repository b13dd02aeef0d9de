"""ROC and precision-recall curves with pointwise bands, thinned for drawing but exact at the ends.

A band holds, at each place of the x axis, the middle 95 % of the curves of resampled entities.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.inference.estimates import TAILS
from project_lib.performance.entity_draws import draw_counts, number_entities
from project_lib.performance.parts import Part, check_part

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.performance.intervals import Scores

MOST_POINTS = 200
GRID = np.linspace(0, 1, 101)
BAND_RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class RankCurve:
    """A curve over all thresholds, from the highest to the lowest.

    `kind` is ``roc`` or ``precision_recall``. `points` has x, y and the threshold from which on
    rows are flagged; `band` has x, low and high, empty when the curve has none. Of a ROC
    curve, x is the share of negatives and y that of positives that are flagged; of a
    precision-recall curve, x is the latter (recall) and y the share of positives among the flagged
    (precision). `base` is the share of positives.
    """

    kind: str
    points: "pd.DataFrame"
    band: "pd.DataFrame"
    base: float

    def y_at(self, x: float) -> tuple[float, float, float]:
        """Return y at the place x, with the ends of the band (nan where there is none)."""
        at = float(np.interp(x, self.points["x"], self.points["y"]))
        if self.band.empty:
            return at, np.nan, np.nan
        low, high = (float(np.interp(x, self.band["x"], self.band[end])) for end in ("low", "high"))
        return at, min(low, at), max(high, at)


def roc_curve(
    part: Part, *, resamples: int = BAND_RESAMPLES, random_state: int = 0
) -> RankCurve | None:
    """Return the ROC curve of a binary target; None where the rows are of one class."""
    return _curve("roc", part, resamples, random_state)


def precision_recall_curve(
    part: Part, *, resamples: int = BAND_RESAMPLES, random_state: int = 0
) -> RankCurve | None:
    """Return precision by recall of a binary target; None where the rows are of one class."""
    return _curve("precision_recall", part, resamples, random_state)


def _curve(kind: str, part: Part, resamples: int, random_state: int) -> RankCurve | None:
    import pandas as pd

    check_part("curve", part, "binary")
    hit = np.asarray(part.actual) == 1
    if hit.all() or not hit.any():
        return None
    order = np.argsort(-part.predicted, kind="stable")
    ordered, hit = part.predicted[order], hit[order]
    ends = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)
    ones = np.ones((1, len(hit)))
    x, y = (values[0] for values in _axes(kind, ones, hit, ends))
    threshold = ordered[ends]
    if kind == "roc":  # nobody is flagged yet
        x, y, threshold = np.append(0.0, x), np.append(0.0, y), np.append(np.inf, threshold)
    kept = _thin(x, y)
    points = pd.DataFrame({"x": x[kept], "y": y[kept], "threshold": threshold[kept]})
    band = pd.DataFrame(columns=["x", "low", "high"], dtype=float)
    if resamples:
        band = _band(kind, part.entities[order], hit, ends, resamples, random_state)
    return RankCurve(kind, points, band, float(hit.mean()))


def _band(
    kind: str,
    entities: np.ndarray,
    hit: np.ndarray,
    ends: np.ndarray,
    resamples: int,
    random_state: int,
) -> "pd.DataFrame":
    import pandas as pd

    (codes,), count = number_entities([entities])
    draws = draw_counts(count, rows=len(hit), resamples=resamples, random_state=random_state)
    lines = [line for counts in draws for line in _lines(kind, counts[:, codes], hit, ends)]
    low, high = np.nanquantile(lines, TAILS, axis=0)
    band = pd.DataFrame({"x": GRID, "low": low, "high": high})
    return band[band["x"] > 0] if kind == "precision_recall" else band


def _axes(
    kind: str, weights: np.ndarray, hit: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y (resamples x thresholds)."""
    found = np.cumsum(weights * hit, axis=1)[:, ends]
    marked = np.cumsum(weights, axis=1)[:, ends]
    with np.errstate(divide="ignore", invalid="ignore"):
        recall = found / found[:, -1:]
        if kind == "precision_recall":
            return recall, found / marked
        false = marked - found
        return false / false[:, -1:], recall


def _lines(
    kind: str, weights: np.ndarray, hit: np.ndarray, ends: np.ndarray
) -> Iterator[np.ndarray]:
    """Yield y of each resample at the places of the grid."""
    for x, y in zip(*_axes(kind, weights, hit, ends), strict=True):
        if kind == "roc":
            yield np.interp(GRID, np.append(0.0, x), np.append(0.0, y))
        else:
            # between two thresholds a list cannot be cut: precision is that of the longer one
            yield y[np.minimum(np.searchsorted(x, GRID - 1e-12), len(y) - 1)]


def _thin(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the places of at most 200 points, evenly along the line, the ends among them."""
    if len(x) <= MOST_POINTS:
        return np.arange(len(x))
    way = np.append(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
    kept = np.searchsorted(way, np.linspace(0, way[-1], MOST_POINTS))
    return np.unique(np.concatenate([[0], np.minimum(kept, len(x) - 1), [len(x) - 1]]))


def roc_sentence(curve: RankCurve | None) -> str:
    """Say what it costs to find half of the positives, and most of them."""
    if curve is None:
        return "A ROC curve needs rows of two classes, yes and no: here there is none to draw."
    costs = [_cost(curve, share) for share in (0.5, 0.8)]
    return (
        "Read from left to right: to find half of the positives, the model also flags "
        f"{prose.percent(costs[0])} of the negatives; to find 80 % of them, "
        f"{prose.percent(costs[1])}. A list in random order would flag 50 % and 80 %."
    )


def _cost(curve: RankCurve, recall: float) -> float:
    return float(np.interp(recall, curve.points["y"], curve.points["x"]))


def precision_recall_sentence(curve: RankCurve | None) -> str:
    """Say how pure a list is that holds a part of the positives."""
    if curve is None:
        return "Precision and recall by threshold need rows of two classes: here there are none."
    half, most = (_precision(curve, share) for share in (0.5, 0.8))
    return (
        f"A list long enough to hold half of the positives is right in {half} of its rows, one "
        f"that holds 80 % of them in {most}; a list in random order in {prose.percent(curve.base)}."
    )


def _precision(curve: RankCurve, recall: float) -> str:
    at, low, high = curve.y_at(recall)
    if low != low:
        return prose.percent(at)
    return f"{prose.percent(at)} ({prose.interval(low, high, 'share')})"


def curve_title(curve: RankCurve, scores: "Scores") -> str:
    """Return what the curve of validation rows comes to, against chance."""
    roc = curve.kind == "roc"
    row = scores.row("validation", "auroc" if roc else "average_precision")
    words = "The area under the ROC curve" if roc else "Average precision"
    chance = "0.5" if roc else prose.number(curve.base)
    return f"{words} is {prose.number(row['value'])}; a list in random order reaches {chance}"
