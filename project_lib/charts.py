"""A chart as data: the numbers, and what each of them is, for figures, pages and slides alike."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

# kind -> required columns, optional columns
KINDS = {
    "bar": (("label", "value"), ("low", "high")),
    "stacked_bar": (("label", "series", "value"), ()),
    "histogram": (("start", "end", "count"), ()),
    "pareto": (("label", "value", "cumulative_share"), ()),
    "waterfall": (("label", "value"), ()),
    "heatmap": (("row", "column", "value"), ()),
    "line": (("x", "y", "series"), ("low", "high")),
    "steps": (("x", "y", "series"), ("low", "high")),
    "scatter": (("x", "y"), ("series", "label")),
}
TEXTS = {"label", "series", "row", "column"}


@dataclass(frozen=True)
class Chart:
    """The numbers of one chart in long form, a list per column, all of the same length.

    Attributes
    ----------
    kind : one of `KINDS`, which says what columns it has; ``x`` holds numbers or ISO dates
        (``1998-04-01``); ``low`` and ``high`` are ends of 95 % intervals; a waterfall's values are
        changes, a missing one (None) is drawn as the total up to there
    x_label, y_label : the axes' names in plain words, with the unit where it is no share
    unit : of the values, as findings write units: ``share``, ``USD``, ``days``
    accent : labels or series that carry the message; the rest is drawn quietly
    reference, reference_label : a value to compare with, such as the claim's threshold
    alt : what the chart shows, for readers who cannot see it
    """

    kind: str
    data: dict[str, list]
    alt: str
    x_label: str = ""
    y_label: str = ""
    unit: str = ""
    accent: tuple[str, ...] = field(default=())
    reference: float | None = None
    reference_label: str = ""

    def __post_init__(self) -> None:
        """Raise InputError for an unknown kind, or columns that do not fit it."""
        if self.kind not in KINDS:
            raise InputError(
                f"chart of kind '{self.kind}'", "is not known", nearest(self.kind, KINDS)
            )
        required, optional = KINDS[self.kind]
        for name in required:
            if name not in self.data:
                raise InputError(f"{self.kind} chart", f"has no column '{name}'", "add it")
        lengths = {name: len(values) for name, values in self.data.items()}
        if len(set(lengths.values())) > 1:
            raise InputError(
                f"{self.kind} chart",
                f"has columns of lengths {lengths}",
                "give columns of one table",
            )
        for name, values in self.data.items():
            if name not in (*required, *optional):
                raise InputError(
                    f"{self.kind} chart",
                    f"has the column '{name}'",
                    nearest(name, (*required, *optional)),
                )
            _require_plain(name, values)


def chart_data(table: "pd.DataFrame", columns: dict[str, str]) -> dict[str, list]:
    """Return a chart's data from a table: chart column -> the table's column.

    Moments become ISO dates, missing numbers None.
    """
    return {name: [_plain(value) for value in table[source]] for name, source in columns.items()}


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


def _require_plain(name: str, values: Sequence) -> None:
    kinds = (str,) if name in TEXTS else (int, float, str) if name == "x" else (int, float)
    for place, value in enumerate(values):
        plain = value is None or (isinstance(value, kinds) and not isinstance(value, bool))
        if not plain or (isinstance(value, float) and not math.isfinite(value)):
            raise InputError(
                f"chart's column '{name}'",
                f"holds {value!r} in place {place}",
                f"give {'texts' if name in TEXTS else 'finite numbers or None'}",
            )
