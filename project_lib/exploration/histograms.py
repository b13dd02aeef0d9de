"""Histograms whose bins show the bulk, also of numbers that reach a thousand times the usual."""

from dataclasses import dataclass

import numpy as np

from project_lib import prose

UNIT_BARS = 25  # whole numbers that span no more than this get a bar each
BINS = 30


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts between edges (one more than counts), and what lies outside of the drawing.

    `log` says that the edges are spaced by ratio; then `zeros` are not drawn. `beyond` values lie
    outside of the edges. `median` is that of all values.
    """

    edges: np.ndarray
    counts: np.ndarray
    log: bool
    zeros: int
    beyond: int
    median: float

    @property
    def note(self) -> str:
        """What the drawing leaves out, empty where it shows every value."""
        total = self.counts.sum() + self.zeros + self.beyond
        parts = ((self.zeros, "are zero"), (self.beyond, "lie beyond"))
        return ", ".join(f"{prose.percent(count / total)} {word}" for count, word in parts if count)


def find_histogram(values: object) -> Histogram:
    """Return bins that show the bulk: a bar per whole number, equal widths, or equal ratios.

    Equal ratios serve where the largest hundredth of the positive values is more than twenty times
    their median. With equal widths, values far outside of the inner 99 % are counted, not drawn.
    """
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    positive = values[values > 0]
    whole = bool(len(values)) and np.all(values == np.round(values))
    log = bool(len(positive)) and not (values < 0).any()
    log = log and np.quantile(positive, 0.99) > 20 * np.median(positive)
    if not len(values):
        edges = np.array([0.0, 1.0])
    elif whole and np.ptp(values) < UNIT_BARS:
        edges, log = np.arange(values.min() - 0.5, values.max() + 1), False
    elif log:
        edges = np.geomspace(positive.min(), positive.max(), BINS + 1)
    else:
        edges = _equal_widths(values, whole)
    drawn = positive if log else values
    counts = np.histogram(drawn, edges)[0]
    return Histogram(
        edges,
        counts,
        log,
        zeros=len(values) - len(positive) if log else 0,
        beyond=len(drawn) - int(counts.sum()),
        median=float(np.median(values)) if len(values) else np.nan,
    )


def _equal_widths(values: np.ndarray, whole: bool) -> np.ndarray:
    low, high = np.quantile(values, [0.005, 0.995])
    reach = 0.5 * (high - low) or np.ptp(values) or 1.0
    low = values.min() if values.min() > low - reach else low
    high = values.max() if values.max() < high + reach else high
    if whole:
        width = max(1.0, np.ceil((high - low + 1) / BINS))
        return np.arange(np.floor(low) - 0.5, np.ceil(high) + width, width)
    return np.linspace(low, high if high > low else low + 1, BINS + 1)


def histograms_title(histograms: list[Histogram]) -> str:
    """Return how many of the drawings show numbers bunched at their lower end."""
    bunched = sum(_bunched(histogram) for histogram in histograms)
    if not bunched:
        return "How the values spread; the line is the median"
    return (
        f"{prose.number(bunched)} of {prose.plural(len(histograms), 'feature')} "
        f"{'is' if bunched == 1 else 'are'} bunched at the low end; the line is the median"
    )


def _bunched(histogram: Histogram) -> bool:
    low, high = histogram.edges[0], histogram.edges[-1]
    return histogram.log or histogram.median < low + 0.25 * (high - low)
