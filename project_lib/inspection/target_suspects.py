"""Columns that may give the target away, by what their values and their names tell."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.inspection.inspection_types import ColumnLook, Suspect, TargetLook
from project_lib.inspection.raw_rows import RawRows
from project_lib.inspection.settled_columns import SettledColumn
from project_lib.leakage.labels import read_label
from project_lib.leakage.late_names import audit_names, late_hints
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.together import find_together
from project_lib.sources.reading import open_duckdb, quoted

if TYPE_CHECKING:
    import pandas as pd

MOST_CELLS = 1_000_000  # of the sample: rows times columns
MOST_ROWS, FEWEST_ROWS = 20_000, 2_000
MOST_CLASSES = 4  # that are told apart one by one
APART = 0.5  # difference of the shares that are there, from which gaps tell the target
SLIPS = 0.01  # share of the rows in which a date may lie after the row by mistake


def find_suspects(
    columns: Sequence[SettledColumn],
    looks: Sequence[ColumnLook],
    raw: RawRows,
    target: TargetLook,
    no_features: set[str],
    time: str = "",
) -> tuple[Suspect, ...]:
    """Return the columns that may give the target away, leaks first.

    The values of a sample are audited as those of a feature table are; names are hints alone. What
    decides the target together is a leak here, as nobody was asked yet: a human who knows that it
    is known in time takes it out of `leave_out`; notebook 03 says no more than `unknown` of it.

    Parameters
    ----------
    no_features : entity, time and identifiers, of which only the gaps can tell
    time : the column of the rows' moments, empty where they have none
    """
    gappy = {look.name for look in looks if 0 < look.missing_share < 1} & no_features
    features = [
        column for column in columns
        if column.name not in {*no_features - gappy, target.column} and column.present
    ]  # fmt: skip
    wanted = next(column for column in columns if column.name == target.column)
    moments = [column for column in columns if column.name == time]
    sample = _sample([*features, wanted, *moments], raw)
    for name in gappy & set(sample.columns):  # a number of a case says whether there is a case
        sample[name] = sample[name].notna().map({True: "filled"})
    label = sample[target.column]
    names = [column.name for column in features]
    found: dict[str, Suspect] = {}
    for one in _labels(label, target):
        table = sample.assign(**{target.column: one})
        for suspect in _by_values(table[one.notna()], target.column, names, wanted.raw_name):
            if target.kind == "classes" and one.dtype == float and suspect.verdict != "leak":
                continue  # one of several classes may well be easy to tell
            _note(found, suspect)
        for suspect in _by_gaps(table[one.notna()], target.column, names):
            found.setdefault(suspect.column, suspect)
    leaks = [name for name, suspect in found.items() if suspect.verdict == "leak"]
    whole = sample.assign(**{target.column: _labels(label, target)[0]})
    for suspect in _together(whole, target.column, names, leaks, time):
        _note(found, suspect)
    raw_names = {column.raw_name: column.name for column in features}
    for raw_name, evidence in late_hints(raw_names, wanted.raw_name).items():
        name = raw_names[raw_name]
        found.setdefault(name, Suspect(name, evidence, "suspect"))
    order = {look.name: place for place, look in enumerate(looks)}
    return tuple(sorted(found.values(), key=lambda s: (s.verdict != "leak", order[s.column])))


def _note(found: dict[str, Suspect], suspect: Suspect) -> None:
    """Add a suspect, unless the column is known to be as bad."""
    known = found.get(suspect.column)
    if known is None or (known.verdict == "suspect" and suspect.verdict == "leak"):
        found[suspect.column] = suspect


def _together(
    sample: "pd.DataFrame", target: str, names: Sequence[str], leaks: Sequence[str], time: str
) -> Iterator[Suspect]:
    """Yield the columns that decide the target together, and what the table holds with them.

    A table that holds its outcome in parts was written after it: then a date after the row's own
    day is a leak, too.
    """
    rows = sample[sample[target].notna()].reset_index(drop=True)
    found = find_together(rows, read_label(rows[target]), names, leaks)
    for decided in found:
        verdict = "leak" if decided.alone else "suspect"
        yield from (Suspect(name, why, verdict) for name, why in decided.evidence.items())
    if not time or not any(decided.alone for decided in found):
        return
    day = rows[time].dt.normalize()
    for name in names:
        if rows[name].dtype.kind == "M":
            share = float((rows[name].dt.normalize() > day).mean())
            text = (
                f"it is a day after `{time}` in {prose.percent(share)} of the rows, and other "
                "columns hold the outcome in parts"
            )
            if share > SLIPS:
                yield Suspect(name, text, "leak")


def _sample(columns: Sequence[SettledColumn], raw: RawRows) -> "pd.DataFrame":
    """Return some of the rows of some columns, in their declared types."""
    rows = max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // len(columns)))
    typed = ", ".join(f"{c.conversion(raw).typed} AS {quoted(c.name)}" for c in columns)
    with open_duckdb() as connection:
        frame = connection.from_arrow(raw.look(rows)).project(typed).df()
    for name in frame.columns:
        if frame[name].dtype == object and frame[name].dropna().isin([True, False]).all():
            frame[name] = frame[name].astype("float64")
    return frame


def _labels(label: "pd.Series", target: TargetLook) -> "list[pd.Series]":
    """Return the target as numbers: one class against the others, or the amount.

    Several classes come whole, too, as texts.
    """
    if target.kind == "amount":
        return [label.astype("float64")]
    known = label.dropna()
    values = [target.positive] if target.kind == "binary" else list(
        known.value_counts().index[:MOST_CLASSES]
    )
    each = [(label == value).astype("float64").where(label.notna()) for value in values]
    whole = [label.astype("str").where(label.notna())] if target.kind == "classes" else []
    return [*whole, *each]


def _by_values(
    table: "pd.DataFrame", target: str, features: Sequence[str], named: str
) -> list[Suspect]:
    """Return what the values tell, and the names: where both do, it is a leak."""
    rows = table.reset_index(drop=True)
    audit = audit_signs(rows, target, features, time="")
    audit = audit_names(audit, rows, target, features, named=named)
    verdicts = {"leak": "leak", "unknown": "suspect"}
    return [
        Suspect(row.column, row.evidence, verdicts[row.verdict])
        for row in audit.itertuples()
        if row.verdict in verdicts and row.column
    ]


def _by_gaps(
    table: "pd.DataFrame", target: str, features: Sequence[str]
) -> list[Suspect]:
    """Return the columns that are there mostly for one side of a class."""
    sides = table[target]
    if sides.nunique() != 2:
        return []
    there = table[list(features)].notna()
    yes, no = there[sides == 1].mean(), there[sides == 0].mean()
    return [
        Suspect(
            name,
            f"it is there in {prose.percent(yes[name])} of the positive rows and in "
            f"{prose.percent(no[name])} of the others",
            "suspect",
        )
        for name in features
        if abs(yes[name] - no[name]) >= APART
    ]
