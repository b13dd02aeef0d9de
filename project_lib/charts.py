"""A chart as data: the numbers, and what each of them is, for figures, pages and slides alike."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from project_lib.errors import InputError, nearest
from project_lib.plain_values import plain_value

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
MOST_ROWS = 5_000  # of one chart; nobody sees more, and the page must stay light
MOST_LETTERS = 200  # of a label
HIGHEST = 1e300  # what lies beyond cannot be drawn


@dataclass(frozen=True)
class Chart:
    """The numbers of one chart in long form, a list per column, all of the same length.

    Numpy's numbers and moments are taken as plain numbers and ISO dates.

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
        for name in ("alt", "x_label", "y_label", "unit", "reference_label"):
            if not isinstance(getattr(self, name), str):
                raise InputError(f"chart's {name}", f"is {getattr(self, name)!r}", "give a text")
        accent = (self.accent,) if isinstance(self.accent, str) else tuple(self.accent)
        object.__setattr__(self, "accent", accent)
        if self.reference is not None:
            object.__setattr__(self, "reference", _finite("reference", self.reference))
        plain = {name: [_plain(value) for value in self.data[name]] for name in self.data}
        object.__setattr__(self, "data", plain)
        self._require_columns()
        for name, values in self.data.items():
            _require_plain(name, values)

    def _require_columns(self) -> None:
        """Raise InputError for missing, unknown or ragged columns, or far too many rows."""
        required, optional = KINDS[self.kind]
        where = f"{self.kind} chart"
        for name in required:
            if name not in self.data:
                raise InputError(where, f"has no column '{name}'", "add it")
        for name in self.data:
            if name not in (*required, *optional):
                known = nearest(name, (*required, *optional))
                raise InputError(where, f"has the column '{name}'", known)
        lengths = {name: len(values) for name, values in self.data.items()}
        if len(set(lengths.values())) > 1:
            problem = f"has columns of lengths {lengths}"
            raise InputError(where, problem, "give columns of one table")
        rows = max(lengths.values())
        if rows > MOST_ROWS:
            remedy = f"summarise or sample them: at most {MOST_ROWS:,}"
            raise InputError(where, f"has {rows:,} rows", remedy)


def chart_data(table: "pd.DataFrame", columns: dict[str, str]) -> dict[str, list]:
    """Return a chart's data from a table: chart column -> the table's column.

    Moments become ISO dates, missing numbers None.
    """
    return {
        name: [plain_value(value) for value in table[source]] for name, source in columns.items()
    }


def _plain(value: object) -> object:
    """Return a value of a chart plain; numbers that are not finite stay, to be refused."""
    return value if isinstance(value, float) and not math.isfinite(value) else plain_value(value)


def _finite(name: str, value: object) -> float:
    value = _plain(value)
    if value is None or not _is_number(value):
        raise InputError(f"chart's {name}", f"is {value!r}", "give a finite number or None")
    return value


def _require_plain(name: str, values: Sequence) -> None:
    """Raise InputError for the first value that a chart's column cannot have."""
    fits, remedy = _is_number, "give finite numbers or None"
    if name in TEXTS:
        fits, remedy = _is_label, f"give texts of at most {MOST_LETTERS} letters"
    elif name == "x" and any(isinstance(value, str) for value in values):
        fits, remedy = _is_moment, "give numbers, or ISO dates in every place"
    for place, value in enumerate(values):
        if not fits(value):
            shown = repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:57]}..."
            raise InputError(f"chart's column '{name}'", f"holds {shown} in place {place}", remedy)


def _is_number(value: object) -> bool:
    if value is None:
        return True
    return type(value) in (int, float) and abs(value) <= HIGHEST  # not so: infinity, nan


def _is_label(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MOST_LETTERS


def _is_moment(value: object) -> bool:
    try:
        return 1000 <= datetime.fromisoformat(value).year <= 9000  # what an axis can show
    except (TypeError, ValueError):
        return False
