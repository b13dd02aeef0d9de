"""What a check is about and what it finds; shared by all kinds of checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from project_lib.configuration.case_schema import Table
from project_lib.errors import InputError
from project_lib.tables.columns import Columns
from project_lib.tables.profiles import shorten

EXAMPLES = 3


@dataclass(frozen=True)
class Outcome:
    """What a check found.

    `n_failed` counts the rows or groups at fault, None where no single row is; `sample` shows the
    first of them as text; `reason` says why the check failed, or passed without a value to check.
    """

    passed: bool
    observed: str
    expected: str
    n_failed: int | None = 0
    sample: str = ""
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Subject:
    """The table that a check is about, the other tables, and what case.toml declares."""

    name: str
    columns: Columns
    others: Mapping[str, Columns]
    declared: Mapping[str, Table]

    def examples(self, rows: Sequence[int], names: Sequence[str]) -> str:
        """Return the first of these rows (positions from 0) as text, with their grain."""
        rows = [int(row) for row in rows[:EXAMPLES]]
        if not rows:
            return ""
        grain = self.declared[self.name].grain if self.name in self.declared else []
        wanted = list(dict.fromkeys([*(g for g in grain if g in self.columns.names), *names]))
        values = {n: self.columns.fetch(n).take(pa.array(rows)).to_pylist() for n in wanted}
        return "; ".join(
            f"row {row + 1:,}: " + ", ".join(f"{n} = {as_text(values[n][i])}" for n in wanted)
            for i, row in enumerate(rows)
        )


def as_text(value: object) -> str:
    """Return a value as a report shows it; a moment at midnight as a day."""
    return "missing" if value is None else shorten(str(value).removesuffix(" 00:00:00"))


def refusal(check: object, problem: str, remedy: str) -> InputError:
    """Return the error of a check that cannot be run."""
    return InputError(f"check '{check.name}'", problem, remedy)
