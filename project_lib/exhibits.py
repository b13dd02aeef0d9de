"""Exhibits: tables behind a finding, small and plain enough for any page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib.errors import InputError
from project_lib.plain_values import plain_value

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS, MOST_COLUMNS = 100, 30  # an exhibit is a summary, and pages must stay light
MOST_LETTERS = 300  # of one cell


@dataclass(frozen=True)
class Exhibit:
    """A table behind a finding, for those who look closer: its caption and its rows.

    It keeps the first `MOST_ROWS` rows and `MOST_COLUMNS` columns, and its caption says so; a named
    index becomes a column, levels of column names become one.
    """

    caption: str
    table: "pd.DataFrame"

    def __post_init__(self) -> None:
        """Raise InputError for what is no table, or has two columns of one name."""
        where = f"exhibit '{self.caption}'"
        if not (hasattr(self.table, "columns") and hasattr(self.table, "reset_index")):
            kind = type(self.table).__name__
            raise InputError(where, f"is of type {kind}", "give a pandas DataFrame")
        named = any(name is not None for name in self.table.index.names)
        table = self.table.reset_index() if named else self.table
        names = [_flat_name(name) for name in table.columns[:MOST_COLUMNS]]
        for name in names:
            if names.count(name) > 1:
                raise InputError(where, f"has two columns '{name}'", "give each its own name")
        shown = table.iloc[:MOST_ROWS, :MOST_COLUMNS].set_axis(names, axis=1)
        columns = {name: _plain_texts(shown[name]) for name in shown.columns}
        object.__setattr__(self, "table", type(table)(columns, index=shown.index))
        object.__setattr__(self, "caption", f"{self.caption}{_left_out(table.shape)}")


def _flat_name(name: object) -> str:
    parts = name if isinstance(name, tuple) else (name,)
    return " ".join(str(part) for part in parts if str(part))


def _plain_texts(column: "pd.Series") -> "pd.Series":
    """Return a column of texts, or of anything else that is no number, with short plain values."""
    if column.dtype.kind in "biufM":
        return column
    values = [plain_value(value) for value in column]
    cut = MOST_LETTERS - 1
    values = [f"{v[:cut]}…" if isinstance(v, str) and len(v) > cut else v for v in values]
    return type(column)(values, index=column.index, dtype=object)


def _left_out(shape: tuple[int, int]) -> str:
    """Return what a caption says of the rows and columns that are not shown."""
    limits = (("rows", shape[0], MOST_ROWS), ("columns", shape[1], MOST_COLUMNS))
    parts = [f"the first {most} of {has:,} {what}" for what, has, most in limits if has > most]
    return f" ({' and '.join(parts)})" if parts else ""
