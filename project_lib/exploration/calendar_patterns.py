"""When rows happen: per month and per weekday, as rows per day so that short months compare."""

from datetime import date
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.exploration.feature_columns import FeatureColumns

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEVENFOLD = 2.69 / 1.96  # how much wider seven intervals are that hold together (Bonferroni, 1936)
NEARLY_EQUAL = 1.5  # below, two months compare better in per cent than in times
FEWEST_WEEKS = 4  # with fewer of a weekday its mean has no interval worth drawing


def count_days(events: object, time: str, *, before: date | None = None) -> "pd.DataFrame":
    """Return day and rows: one row per day from the first to the last, days without rows included.

    Parameters
    ----------
    events : any frame that Narwhals supports; only one row per day leaves its engine
    time : the column of dates or timestamps; missing ones do not count; empty where there is none
    before : leave out this day and what follows, such as the first day of the holdout
    """
    import narwhals as nw
    import pandas as pd

    if not time:
        return _no_days()
    frame = nw.from_native(events, pass_through=True).lazy().select(day=nw.col(time).cast(nw.Date))
    frame = frame.filter(~nw.col("day").is_null()).group_by("day").agg(rows=nw.len())
    found = frame.collect(backend="pandas").to_native()
    counts = pd.Series(found["rows"].to_numpy(dtype="int64"), index=pd.to_datetime(found["day"]))
    if before is not None:
        counts = counts[counts.index < pd.Timestamp(before).tz_localize(None).normalize()]
    if counts.empty:
        return _no_days()
    span = pd.date_range(counts.index.min(), counts.index.max())
    return counts.reindex(span, fill_value=0).rename_axis("day").reset_index(name="rows")


def event_time(case: "Case") -> str:
    """Return the column that says when a row of the main table happens, empty where none does.

    Without a prediction it is the table's first time. Given rows without a time of their own may
    hold dates, but these say nothing about when the row came to be.
    """
    if case.prediction:
        return case.prediction.time
    return next(iter(case.tables[case.main_table].having("time")), "")


def row_words(case: "Case") -> str:
    """Return what the rows of the main table are called: events by its name, given rows rows."""
    given = case.prediction is not None and bool(case.prediction.rows)
    return "rows" if given else case.main_table.replace("_", " ")


def _no_days() -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({"day": pd.to_datetime([]), "rows": pd.Series(dtype="int64")})


def month_table(days: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row per month: month (its first day), rows, days covered, rows_per_day, compared.

    A month is compared when half of its days are covered, or where fewer than two months are.
    """
    months = days["day"].dt.to_period("M").dt.to_timestamp()
    table = days.groupby(months.rename("month"))["rows"].agg(["sum", "size"]).reset_index()
    table.columns = ["month", "rows", "days"]
    half = table["days"] >= table["month"].dt.days_in_month / 2
    return table.assign(
        rows_per_day=table["rows"] / table["days"], compared=half | (half.sum() < 2)
    )


def weekday_table(days: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row per weekday: weekday, rows, share, ratio to the mean day, low, high.

    The ratio compares each day with the mean of the seven days around it, so that growth and
    season do not pass for a weekday's habit; low and high are its 95 % interval (normal
    approximation over weeks), NaN with fewer than four weeks.
    """
    import numpy as np
    import pandas as pd

    around = days["rows"].rolling(7, center=True).mean()
    ratio = (days["rows"] / around.where(around > 0)).rename("ratio")
    weekday = days["day"].dt.day_of_week
    spread = ratio.groupby(weekday).agg(["mean", "std", "count"]).reindex(range(7))
    half = 1.96 * spread["std"] / np.sqrt(spread["count"].where(spread["count"] >= FEWEST_WEEKS))
    rows = days["rows"].groupby(weekday).sum().reindex(range(7), fill_value=0)
    return pd.DataFrame(
        {
            "weekday": WEEKDAYS,
            "rows": rows.to_numpy(),
            "share": (rows / max(rows.sum(), 1)).to_numpy(),
            "ratio": spread["mean"].to_numpy(),
            "low": (spread["mean"] - half).to_numpy(),
            "high": (spread["mean"] + half).to_numpy(),
        }
    )


def month_title(months: "pd.DataFrame", what: str) -> str:
    """Return the busiest month as a title."""
    top = months.loc[months.loc[months["compared"], "rows_per_day"].idxmax()]
    return f"{top['month']:%B %Y} had most {what} per day"


def month_sentence(months: "pd.DataFrame", what: str) -> str:
    """Return the busiest and the quietest month, `what` being the rows in words (``purchases``)."""
    if months.empty:
        return f"There are no {what} with a time of their own to count by month."
    if len(months) < 2:
        return f"{prose.plural(len(months), 'month')} of {what}: nothing to compare."
    rates = months.loc[months["compared"], "rows_per_day"]
    places = rates.idxmax(), rates.idxmin(), rates.index[-1]
    top, low, latest = (months.loc[place] for place in places)
    ratio = top["rows_per_day"] / low["rows_per_day"] if low["rows_per_day"] else 0
    times = f", {prose.number(ratio, 2)} times as many as" if ratio else ", against"
    if 1 <= ratio < NEARLY_EQUAL:
        times = f", {prose.percent(ratio - 1)} more than"
    return (
        f"{top['month']:%B %Y} was the busiest month with {_per_day(top)} {what} per day{times} "
        f"the quietest, {low['month']:%B %Y} ({_per_day(low)}); the latest, "
        f"{latest['month']:%B %Y}, had {_per_day(latest)}.{_left_out(months)}"
    )


def _left_out(months: "pd.DataFrame") -> str:
    """Say which months are not compared, the first or the last, since few days are covered."""
    names = [
        f"{row.month:%B %Y} ({prose.plural(row.days, 'day')})"
        for row in months[~months["compared"]].itertuples()
    ]
    return f" Too short to be compared: {' and '.join(names)}." if names else ""


def weekday_title(weekdays: "pd.DataFrame", what: str) -> str:
    """Return the strongest weekday as a title, or that none stands out."""
    known = weekdays.dropna(subset=["low", "high"])
    if known.empty:
        return f"Too few weeks of {what}"
    if _apart(known).empty:
        return f"No weekday has more {what} than chance explains"
    top = known.loc[known["ratio"].idxmax()]
    return f"{top['weekday']} has most {what}, compared with the days around it"


def _apart(known: "pd.DataFrame") -> "pd.DataFrame":
    """Return the weekdays that differ from the days around them, seven comparisons allowed for."""
    half = (known["high"] - known["low"]) / 2 * SEVENFOLD
    return known[(known["ratio"] - 1).abs() > half]


def weekday_sentence(weekdays: "pd.DataFrame", what: str) -> str:
    """Return which weekdays differ from the days around them, seven comparisons allowed for."""
    known = weekdays.dropna(subset=["low", "high"])
    if not weekdays["rows"].any():
        return "Nor is there a weekday to compare."
    if known.empty:
        return f"There are too few weeks of {what} to compare weekdays."
    apart = _apart(known)
    if apart.empty:
        return f"No weekday differs beyond chance: the {what} come on all days alike."
    top, low = (known.loc[known["ratio"].agg(end)] for end in ("idxmax", "idxmin"))
    return (
        f"Against the seven days around it, {top['weekday']} brings {_against(top, what)} and "
        f"{low['weekday']} {_against(low, what)}; {prose.plural(len(apart), 'weekday')} of seven "
        f"{'differs' if len(apart) == 1 else 'differ'} more than chance among "
        "seven explains."
    )


def _against(row: "pd.Series", what: str) -> str:
    change, low, high = row["ratio"] - 1, row["low"] - 1, row["high"] - 1
    if high < 0:
        low, high = -high, -low
    word = "more" if change >= 0 else "fewer"
    return f"{prose.percent(abs(change))} {word} {what} ({prose.interval(low, high, 'share')})"


def _per_day(row: "pd.Series") -> str:
    return prose.number(row["rows_per_day"])


def time_table(sample: "pd.DataFrame", columns: FeatureColumns) -> "pd.DataFrame":
    """Return feature, first, median, last, missing_share of each feature that is a date."""
    import pandas as pd

    rows = [
        (
            columns.label(name),
            sample[name].min(),
            sample[name].quantile(0.5),
            sample[name].max(),
            float(sample[name].isna().mean()),
        )
        for name in columns.names("time")
    ]
    return pd.DataFrame(rows, columns=["feature", "first", "median", "last", "missing_share"])


def time_sentence(table: "pd.DataFrame") -> str:
    """Return the span of the features that are dates, or that there is none."""
    if table.empty:
        return "No feature is a date."
    widest = table.loc[(table["last"] - table["first"]).idxmax()]
    return (
        f"{prose.plural(len(table), 'feature')} "
        f"{'is a date' if len(table) == 1 else 'are dates'}; *{widest['feature']}* spans the "
        f"longest time, from {prose.day(widest['first'])} to {prose.day(widest['last'])}."
    )
