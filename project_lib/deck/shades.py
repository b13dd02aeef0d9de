"""Colours of a chart's series: one accent for the message, greys for the rest."""

from collections.abc import Sequence

from project_lib.charts import Chart
from project_lib.drawing.palette import LIGHT

# On the first one ink can be read, on the others paper.
GREYS = (LIGHT["quiet"], LIGHT["muted"], "#3d444e", "#6d7682", "#4f5864")
CATEGORIES = 7  # of the palette


def series_shades(chart: Chart, names: Sequence[str], accent: str) -> list[str]:
    """Return a colour per series: the accent for those that carry the message, else greys.

    Without an accent, categories have their own colours.
    """
    if not any(name in chart.accent for name in names):
        return [LIGHT[f"category-{place % CATEGORIES + 1}"] for place in range(len(names))]
    greys = iter(GREYS * len(names))
    return [accent if name in chart.accent else next(greys) for name in names]
