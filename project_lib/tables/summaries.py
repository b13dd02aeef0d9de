"""Summaries of numbers, categories and times, read from the profiles; identifiers have none."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.tables.profiles import TableProfile, shorten

if TYPE_CHECKING:
    import pandas as pd

NUMERIC_COLUMNS = (
    "mean", "median", "std", "iqr", "min", "q25", "q75", "max", "range", "skew", "kurtosis",
)
LONG_TAIL, HEAVY_TAIL = 1.0, 3.0  # skew and excess kurtosis from which the mean misleads
DOMINANT = 0.95  # share of the rows from which one category leaves little to learn


def numeric_summary(profiles: Mapping[str, TableProfile]) -> "pd.DataFrame":
    """Return one row per column of numbers, each figure as pandas defines it.

    Columns: table, column, values (not missing), mean, median, std (n - 1), iqr, min, q25, q75,
    max, range, skew, kurtosis (excess; both adjusted for bias), zero_share, infinite (values that
    are infinite and count nowhere else). Integers beyond 2**53 stay exact.
    """
    import pandas as pd

    rows = []
    for name, profile in profiles.items():
        for column in profile.of_kind("number"):
            numbers, values = column.numbers, profile.n_rows - column.missing
            rows.append({
                "table": name, "column": column.name, "values": values,
                **{key: numbers[key] for key in NUMERIC_COLUMNS},
                "zero_share": numbers["zeros"] / values if values else 0.0,
                "infinite": numbers["infinite"],
            })
    columns = ["table", "column", "values", *NUMERIC_COLUMNS, "zero_share", "infinite"]
    table = pd.DataFrame(rows, columns=columns)
    for name in ("min", "max", "range"):
        exact = [row[name] for row in rows]
        if any(isinstance(value, int) and abs(value) > 2**53 for value in exact):
            table[name] = pd.Series(exact, dtype=object)
    return table


def numeric_sentence(summary: "pd.DataFrame") -> str:
    """Say which number has the longest tail, and what its largest value is compared with."""
    if summary.empty:
        return "No column holds numbers to summarise."
    text = _infinite_sentence(summary)
    usable = summary[summary["std"] > 0]
    if usable.empty:
        return f"{text} No column of numbers varies.".strip()
    row = usable.loc[usable["skew"].abs().fillna(0).idxmax()]
    mean = 0.0 if abs(row["mean"]) < 1e-4 * row["std"] else row["mean"]  # as of z-scores
    text += (
        f" *{row['column']}* is at its median {_n(row['median'])} and on average {_n(mean)}, "
        f"between {_n(row['min'])} and {_n(row['max'])}"
    )
    many = len(usable) > 1
    if abs(row["skew"]) < LONG_TAIL:
        which = "all numbers are" if many else "the column is"
        return f"{text}; {which} fairly symmetric (skew {_n(row['skew'])} at most).".strip()
    side = "large" if row["skew"] > 0 else "small"
    text += f"; a few very {side} values make a long tail (skew {_n(row['skew'])})"
    text += ", so the median describes it better than the mean"
    if row["skew"] > 0 and row["median"] > 0:
        text += f": the largest value is {_n(row['max'] / row['median'])} times the median"
    heavy = int((usable["kurtosis"] > HEAVY_TAIL).sum())
    if many:
        text += f". {prose.plural(heavy, 'column')} of {len(usable)} "
        text += f"{'has' if heavy == 1 else 'have'} heavier tails than a normal distribution"
    return f"{text.strip()}."


def _infinite_sentence(summary: "pd.DataFrame") -> str:
    infinite = summary[summary["infinite"] > 0]
    if infinite.empty:
        return ""
    named = [f"*{r.column}* ({prose.plural(r.infinite, 'value')})" for r in infinite.itertuples()]
    return f"Infinite values, left out of the figures, are in {prose.listing(named)}."


def categorical_summary(profiles: Mapping[str, TableProfile]) -> "pd.DataFrame":
    """Return one row per category, flag or text column.

    Columns: table, column, role, values (not missing), distinct, most_frequent, its count and
    share of the values, second, second_share, once (levels that occur one single time), longest
    (characters of the longest text; missing for numbers).
    """
    import pandas as pd

    rows = []
    for name, profile in profiles.items():
        for column in profile.of_kind("category", "text"):
            numbers, values = column.numbers, profile.n_rows - column.missing
            rows.append({
                "table": name, "column": column.name, "role": column.role, "values": values,
                "distinct": column.distinct, "most_frequent": _short(numbers["top"]),
                "count": numbers["top_count"],
                "most_frequent_share": numbers["top_count"] / values if values else 0.0,
                "second": _short(numbers["second"]),
                "second_share": numbers["second_count"] / values if values else 0.0,
                "once": numbers["once"], "longest": numbers.get("longest"),
            })
    names = (
        "table", "column", "role", "values", "distinct", "most_frequent", "count",
        "most_frequent_share", "second", "second_share", "once", "longest",
    )
    return pd.DataFrame(rows, columns=names).astype({"longest": "Int64"})


def categorical_sentence(summary: "pd.DataFrame") -> str:
    """Say which category is most concentrated, and which leave little to learn."""
    filled = summary[summary["values"] > 0]
    if filled.empty:
        return "No column holds categories, flags or texts to summarise."
    row = filled.loc[filled["most_frequent_share"].idxmax()]
    text = (
        f"*{row['column']}* is the most concentrated of {prose.plural(len(filled), 'column')}: "
        f"'{row['most_frequent']}' makes {prose.percent(row['most_frequent_share'])} of "
        f"{prose.plural(row['values'], 'value')}"
    )
    if row["second_share"]:
        text += f", '{row['second']}' {prose.percent(row['second_share'])}"
    dominated = filled.loc[filled["most_frequent_share"] >= DOMINANT, "column"].tolist()
    if dominated:
        text += (
            f". {prose.plural(len(dominated), 'column')} ({prose.listing(dominated)}) "
            f"{'is' if len(dominated) == 1 else 'are'} nearly constant: "
            f"one value makes {prose.percent(DOMINANT)} or more"
        )
    return f"{text}."


def datetime_summary(profiles: Mapping[str, TableProfile]) -> "pd.DataFrame":
    """Return one row per column of dates or times (UTC where they have a zone).

    Columns: table, column, dtype, values (not missing), distinct, earliest, median (the lower
    middle row), latest, days (latest less earliest; of dates both ends count), largest_gap_days
    (between two neighbouring moments), gap_from, gap_to.
    """
    import pandas as pd

    rows = []
    for name, profile in profiles.items():
        for column in profile.of_kind("time"):
            found = dict(column.numbers)
            row = {
                "table": name, "column": column.name, "dtype": column.dtype,
                "values": profile.n_rows - column.missing, "distinct": column.distinct,
            }
            if found:
                row["days"] = (found["latest"] - found["earliest"]).total_seconds() / 86400
                row["days"] += column.dtype == "date"
                gap = found["gap_to"] - found["gap_from"]
                row["largest_gap_days"] = gap.total_seconds() / 86400
            rows.append({**row, **found})
    names = (
        "table", "column", "dtype", "values", "distinct", "earliest", "median", "latest", "days",
        "largest_gap_days", "gap_from", "gap_to",
    )
    return pd.DataFrame(rows, columns=names)


def datetime_sentence(summary: "pd.DataFrame") -> str:
    """Say which time the data cover and where the largest hole is."""
    known = summary.dropna(subset=["earliest"])
    if known.empty:
        return "No column holds dates or times."
    parts = []
    for row in known.itertuples():
        if row.distinct == 1:
            parts.append(f"*{row.column}* holds one single moment, {prose.day(row.earliest)}.")
            continue
        gap = f"its largest gap is {_gap(row.largest_gap_days)}, from {prose.day(row.gap_from)}"
        if row.dtype == "date" and row.largest_gap_days == 1:
            gap = "each of these days has a row"
        parts.append(
            f"*{row.column}* runs from {prose.day(row.earliest)} to {prose.day(row.latest)}, "
            f"{prose.number(row.days)} days; {gap}."
        )
    return " ".join(parts)


def _gap(days: float) -> str:
    if days >= 1:
        return prose.plural(days, "day") if float(days).is_integer() else f"{_n(days)} days"
    minutes = days * 24 * 60
    return f"{_n(minutes / 60)} hours" if minutes >= 60 else f"{_n(minutes)} minutes"


def _short(level: str | None) -> str | None:
    return None if level is None else shorten(level)


def _n(value: float) -> str:
    return prose.number(value)
