"""One column at a time: which rows may be explored, and how their values are spread."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.exploration.feature_columns import FeatureColumns, count_levels
from project_lib.independent_rows import draw_one_each
from project_lib.statistics import quantiles
from project_lib.tables.levels import find_levels

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 25_000  # rows that bound the time of everything below, whatever the table's size
STEPS = (2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000)
TIMES = {2: "twice", 3: "three times", 5: "five times", 10: "ten times", 20: "twenty times"}
TIMES |= {100: "a hundred times", 1000: "a thousand times", 1_000_000: "a million times"}


def exploration_rows(
    table: "pd.DataFrame", columns: FeatureColumns, *, horizon_days: int = 0
) -> "pd.DataFrame":
    """Return the rows whose outcome was known by the last cutoff, which stays sealed as holdout.

    With one cutoff, or where nothing is predicted, every row is returned. Where the horizon is
    longer than the whole span of cutoffs, the rows before the last cutoff are. Where spans of time
    stand for cutoffs, the last of them stays sealed.
    """
    from project_lib.splits.time_spans import add_days

    last = held_from(table, columns)
    if last is None:
        return table
    times = table[columns.time].to_numpy()
    earlier = times < last
    known = earlier & (add_days(times, horizon_days) <= last)
    return table[known if known.any() else earlier]


def held_from(table: "pd.DataFrame", columns: FeatureColumns) -> "pd.Timestamp | None":
    """Return the moment from which rows are held back; None where none are."""
    import pandas as pd

    from project_lib.splits.row_parts import SPANS
    from project_lib.splits.time_spans import span_starts

    if not columns.time or not columns.target:
        return None
    starts = span_starts(table[columns.time].to_numpy(), SPANS)
    return pd.Timestamp(starts[-1]) if len(starts) > 1 else None


def rows_sentence(table: "pd.DataFrame", rows: "pd.DataFrame", columns: FeatureColumns) -> str:
    """Return which rows are explored and which are held back."""
    last, held = held_from(table, columns), len(table) - len(rows)
    if not columns.target:
        return (
            f"All {prose.plural(len(table), 'row')} are explored: nothing is predicted, so none "
            "has to be held back to test a model."
        )
    if last is None:
        return (
            f"All {prose.plural(len(table), 'row')} are explored: with a single moment "
            "no later one can be held back."
        )
    share, many = prose.percent(held / len(table)), prose.plural(len(rows), "row")
    others = prose.plural(held, "row")
    if columns.spans:
        return (
            f"Explored are {many}, from {prose.day(rows[columns.time].min())} to "
            f"{prose.day(rows[columns.time].max())}; the other {others} ({share}) are not looked "
            f"at: a later notebook tests the models on what came from {prose.day(last)} on."
        )
    cutoffs = rows[columns.time].nunique()
    return (
        f"Explored are {many} of {prose.plural(cutoffs, 'cutoff')}; the "
        f"other {others} ({share}), up to the cutoff "
        f"of {prose.day(last)}, are not looked at, because a later notebook tests the models on "
        "that cutoff."
    )


def sample_entities(
    rows: "pd.DataFrame",
    columns: FeatureColumns,
    *,
    most_rows: int = MOST_ROWS,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Return at most `most_rows` rows, one at most per entity, every row as likely as any other.

    One row per entity keeps the rows independent, so that intervals are as wide as they should be.
    """
    rows = rows.reset_index(drop=True)
    if columns.entity:
        drawn = draw_one_each(rows, columns.entity, random_state=random_state)
    else:
        drawn = rows.sample(frac=1, random_state=random_state)
    return drawn.head(most_rows).sort_index().reset_index(drop=True)


def sample_sentence(rows: "pd.DataFrame", sample: "pd.DataFrame", columns: FeatureColumns) -> str:
    """Return what the sample is, and why."""
    of_all = rows[columns.entity].nunique() if columns.entity else len(rows)
    part = "all" if len(sample) == of_all else "a random part"
    many = prose.plural(len(sample), columns.noun, columns.nouns)
    moments = bool(columns.time) and not columns.spans and rows[columns.time].nunique() > 1
    drawn = "cutoff" if moments else "row"
    again = f", one randomly drawn {drawn} each" if len(rows) > of_all else ""
    return f"What follows reads {many} ({part} of {prose.number(of_all)}){again}."


def number_table(sample: "pd.DataFrame", columns: FeatureColumns) -> "pd.DataFrame":
    """Return one row per numeric feature, in words.

    Columns: name, feature, in_words, unit, missing_share, zero_share, low (5 %), median, mean,
    high (95 %), largest, top_tenth_share (of the total, held by a tenth of the rows; NaN where
    values are negative).
    """
    import pandas as pd

    rows = [_number_row(sample[name], name, columns) for name in columns.names("number")]
    return pd.DataFrame(rows, columns=list(_number_row(None, "", columns)))


def _number_row(column: "pd.Series | None", name: str, columns: FeatureColumns) -> dict:
    values = np.array([]) if column is None else finite_values(column)
    levels = find_levels(values)
    low, median, high, largest = quantiles(levels.values, levels.counts, (0.05, 0.5, 0.95, 1))
    unit = columns.features.set_index("name")["unit"].get(name, "")
    return {
        "name": name,
        "feature": columns.label(name) if name else "",
        "in_words": spread_words(values, unit, columns.noun, columns.nouns),
        "unit": unit,
        "missing_share": float(column.isna().mean()) if column is not None else np.nan,
        "zero_share": float((values == 0).mean()) if len(values) else np.nan,
        "low": low,
        "median": median,
        "mean": values.mean() if len(values) else np.nan,
        "high": high,
        "largest": largest,
        "top_tenth_share": top_share(values, 0.1),
    }


def finite_values(column: "pd.Series") -> np.ndarray:
    """Return the values as floats, without missing and infinite ones."""
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return values[np.isfinite(values)]


def top_share(values: np.ndarray, part: float) -> float:
    """Return the share of the total that the largest `part` of the values holds, or NaN."""
    if not len(values) or values.min() < 0 or not values.sum():
        return np.nan
    count = max(1, round(part * len(values)))
    return float(np.sort(values)[-count:].sum() / values.sum())


def spread_words(values: np.ndarray, unit: str, noun: str, nouns: str) -> str:
    """Return how numbers are spread: ``a few customers reach about a hundred times the usual``."""
    if not len(values):
        return "no values"
    zeros = (values == 0).mean()
    rest = values[values != 0] if zeros > 0.5 else values
    if not len(rest):
        return "all are zero"
    start = f"{_share_words(zeros)} are zero; of the others " if zeros > 0.5 else ""
    low, usual, high = np.quantile(rest, [0.25, 0.5, 0.75])
    ends = prose.quantity(high, unit)
    if low < high:
        ends = f"between {prose.quantity(low, unit).removesuffix(f' {unit}')} and {ends}"
    words = f"{start}{'at least ' if low == high else ''}half are {ends}"
    if rest.min() < 0 or usual <= 0 or rest.max() < STEPS[1] * usual:
        return words
    ratio = rest.max() / usual
    many = int((rest >= ratio / 2 * usual).sum())
    who = f"one {noun} reaches" if many == 1 else f"a few {nouns} reach"
    if many > max(1, 0.01 * len(values)):
        who = f"{_share_words(many / len(values))} reach up to"
    return f"{words}; {who} {times_words(ratio)} the usual"


def _share_words(share: float) -> str:
    return "nearly all" if 0.995 <= share < 1 else prose.percent(share)


def times_words(ratio: float) -> str:
    """Return a ratio of at least 2 as people say it.

    >>> times_words(96), times_words(38)
    ('about a hundred times', 'about 30 times')
    """
    step = min(STEPS, key=lambda known: abs(np.log(ratio / known)))
    return f"about {TIMES.get(step, f'{prose.number(step)} times')}"


def number_sentence(table: "pd.DataFrame", columns: FeatureColumns) -> str:
    """Return which feature is spread most unevenly, in business words."""
    if table.empty:
        return "No feature is a number that differs between rows."
    calendar = columns.names("calendar", "constant")
    per = " per cutoff" if columns.names("calendar") else ""
    aside = (
        f" Left aside: {prose.plural(len(calendar), 'feature')} with one value{per}."
        if calendar
        else ""
    )
    money = table["unit"].str.fullmatch("[A-Z]{3}").astype(bool)
    table = table[money] if money.any() else table
    typical = table["median"].where((table["median"] > 0) & table["top_tenth_share"].notna())
    uneven = (table["largest"] / typical).replace(np.inf, np.nan).dropna()
    missing = table.loc[table["missing_share"].idxmax()]
    gaps = (
        f" Most often missing is *{missing['feature']}* "
        f"({prose.percent(missing['missing_share'])})."
        if missing["missing_share"] > 0
        else " No value is missing."
    )
    if uneven.empty:
        return f"{prose.plural(len(table), 'numeric feature')}.{gaps}{aside}"
    row = table.loc[uneven.idxmax()]
    held = (
        f"; the top tenth of the {columns.nouns} hold "
        f"{prose.percent(row['top_tenth_share'])} of the total"
        if row["top_tenth_share"] == row["top_tenth_share"] and row["top_tenth_share"] < 1
        else ""
    )
    return (
        f"Of {prose.plural(len(table), 'numeric feature')}{' of money' if money.any() else ''}, "
        f"*{row['feature']}* is spread most unevenly: {row['in_words']}{held}.{gaps}{aside}"
    )


def category_table(
    sample: "pd.DataFrame", columns: FeatureColumns, *, most_levels: int = 8
) -> "pd.DataFrame":
    """Return the most frequent levels of every category, as words.

    Columns: name, feature, level, rows, share (of the rows). The levels beyond `most_levels` are
    one level ``N others``, missing values one level ``missing``.
    """
    import pandas as pd

    tables = [pd.DataFrame(columns=["name", "feature", "level", "rows", "share"])]
    for name in columns.names("category"):
        counts = count_levels(sample[name], most_levels=most_levels)
        counts.insert(0, "name", name)
        counts.insert(1, "feature", columns.label(name))
        tables.append(counts)
    return pd.concat(tables[1:] or tables, ignore_index=True)


def category_sentence(table: "pd.DataFrame") -> str:
    """Return how categories are filled, or that there is none."""
    if table.empty:
        return "No feature is a category: each is a number, a date or a constant."
    first = table.groupby("name", sort=False).head(1)
    top = first.loc[first["share"].idxmax()]
    return (
        f"{prose.plural(len(first), 'category', 'categories')}; most one-sided is "
        f"*{top['feature']}*: {prose.percent(top['share'])} are {top['level']}."
    )


def handover_sentence(
    sample: "pd.DataFrame", columns: FeatureColumns, distinct: Sequence[str]
) -> str:
    """Return what exploration leaves behind."""
    features = prose.plural(len(columns.features), "feature")
    named = [f"*{columns.label(name)}*" for name in distinct[:3]]
    first = f" First in line: {prose.listing(named)}." if named else ""
    return (
        f"The next notebook reads the filtered table with its {features} as it was; what was seen "
        f"here in {prose.plural(len(sample), columns.noun, columns.nouns)} is a reason to ask, not "
        f"an answer, until a hypothesis is tested.{first}"
    )
