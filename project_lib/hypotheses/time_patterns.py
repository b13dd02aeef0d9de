"""Ready-made tests of patterns in daily totals: by weekday, at weekends, by month of the year.

Each takes a daily table (``totals.totals_by_day``) and says `what` the column counts: "revenue",
"purchases".
"""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.errors import InputError
from project_lib.findings import ALPHA, Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.time_charts import ratio_chart
from project_lib.time_series.autocorrelation import autocorrelation_table
from project_lib.time_series.daily import WEEKDAYS, read_daily
from project_lib.time_series.decomposition import Decomposition, decompose, monthly_components
from project_lib.time_series.seasonality import (
    compare_weekend,
    explain_by_month,
    month_ratios,
    weekday_month_means,
    weekday_ratios,
)
from project_lib.time_series.weekly_season import explain_by_weekday

if TYPE_CHECKING:
    import pandas as pd

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MOST_LAGS = 28
SOME = Claim("above", relevant=0.01)
WEEKLY_METHOD = (
    "Power at the weekly frequencies against that of the frequencies beside them, which "
    "allows for trend and for days that resemble each other (harmonic F tests, combined); "
    "adjusted share of the variance around the mean of seven days, whose interval "
    "allows for weeks that resemble each other"
)
YEARLY_METHOD = (
    "F test of eleven month effects beside a straight line, on logarithms of the mean day "
    "of each whole month; omega squared with the interval of the noncentral F distribution"
)
ONE_PERIOD = "One period was looked at; a habit of other years may differ."


def weekly_season(
    days: "pd.DataFrame",
    *,
    column: str = "total",
    what: str = "revenue",
    claim: Claim = SOME,
    meaning: Meaning | None = None,
) -> Result:
    """Return whether days of the week differ: the share of ups and downs that they explain.

    Parameters
    ----------
    claim : about a share from 0; its threshold must be 0
    """
    _require_from_zero(claim)
    series = read_daily(days, column)
    share = explain_by_weekday(series)
    table = weekday_ratios(series)
    sure = share.p <= ALPHA
    ends = _ends(table, "weekday") if sure else ()
    explained = (
        f"The day of the week explains {prose.percent(share.value)} of the ups and downs of daily "
        f"{what} around its trend"
    )
    return Result(
        statement=_extremes(table, "weekday", what, "day of the week") if sure else explained,
        method=WEEKLY_METHOD,
        effect=share.value,
        unit="share",
        interval=(share.low, share.high),
        n=len(series),
        counted="days",
        p=share.p,
        claim=claim,
        chart=ratio_chart(
            table, "weekday", what=what, compared="average day of the week", accent=ends
        ),
        meaning=meaning or _weekly_meaning(what),
        limits=(
            f"{explained}. {ONE_PERIOD} Public holidays were not treated apart. The test asks "
            "whether there is a weekly rhythm, the interval how much it explains: where it "
            "explains little, the interval may reach 0 although the rhythm is clear."
        ),
        exhibits=_weekly_exhibits(series, table, what),
    )


def weekend_below(
    days: "pd.DataFrame",
    *,
    column: str = "total",
    what: str = "revenue",
    weekend: tuple[int, ...] = (5, 6),
    claim: Claim | None = None,
    meaning: Meaning | None = None,
) -> Result:
    """Return whether a weekend day brings less than a weekday: the one as a share of the other.

    Parameters
    ----------
    weekend : its days, 0 being Monday
    claim : about the ratio; "below 1" where not given
    """
    claim = claim or Claim("below", threshold=1.0)
    series = read_daily(days, column)
    ratio = compare_weekend(series, weekend=weekend, against=claim.threshold)
    names = tuple(WEEKDAYS[day] for day in sorted(set(weekend)))
    table = weekday_ratios(series)
    usual = names == WEEKDAYS[5:]
    each = "weekend day" if usual else " or ".join(names)
    return Result(
        statement=(
            f"A {each} brings {prose.estimate(ratio.value, ratio.low, ratio.high, 'share')} of "
            f"the {what} of "
            f"{'a weekday' if usual else 'an average other day'}"
        ),
        method=(
            "Ratio of mean days, each around the mean of its seven days so that a trend does not "
            f"count; weekend: {prose.listing(names)}; error of weekly values that may resemble "
            "each other (long-run variance by cosine transforms), Student's t on the logarithm"
        ),
        effect=ratio.value,
        unit="share",
        interval=(ratio.low, ratio.high),
        n=len(series),
        counted="days",
        p=ratio.p,
        claim=claim,
        chart=ratio_chart(
            table, "weekday", what=what, compared="average day of the week", accent=names
        ),
        meaning=meaning or _weekend_meaning(),
        limits=f"{ONE_PERIOD} A day is a calendar day of the data's clock, not of the buyer's.",
        exhibits=_weekly_exhibits(series, table, what),
    )


def yearly_season(
    days: "pd.DataFrame",
    *,
    column: str = "total",
    what: str = "revenue",
    claim: Claim = SOME,
    meaning: Meaning | None = None,
) -> Result:
    """Return whether months of the year differ; needs 24 whole months.

    Parameters
    ----------
    claim : about the share of ups and downs that the month explains; its threshold must be 0

    Raises
    ------
    InputError
        When there are fewer than 24 whole months, or one adds up to nothing or less.
    """
    _require_from_zero(claim)
    series = read_daily(days, column)
    share = explain_by_month(series)
    table = month_ratios(series).assign(month=MONTHS)
    sure = share.p <= ALPHA
    months = int(table["years"].sum())
    explained = (
        f"The month of the year explains {prose.percent(share.value)} of the ups and downs of "
        f"monthly {what} around its trend"
    )
    return Result(
        statement=_extremes(table, "month", what, "month") if sure else explained,
        method=YEARLY_METHOD,
        effect=share.value,
        unit="share",
        interval=(share.low, share.high),
        n=months,
        counted="months",
        p=share.p,
        claim=claim,
        chart=ratio_chart(
            table,
            "month",
            what=what,
            compared="trend",
            accent=_ends(table, "month") if sure else (),
        ),
        meaning=meaning or _yearly_meaning(what),
        limits=(
            f"{explained}. Each month of the year was seen "
            f"{prose.number(int(table['years'].min()))} to "
            f"{prose.number(int(table['years'].max()))} times; one unusual year weighs heavily."
        ),
        exhibits=(
            Exhibit(f"{prose.capital(what)} by month of the year against the trend", table),
            _components(decompose(series), what),
        ),
    )


def _weekly_meaning(what: str) -> Meaning:
    return Meaning(
        f"Plan staff, stock and campaigns by the day of the week, and compare {what} of a day "
        "with the same day a week before.",
        "All days of the week may be planned alike.",
        "The days of the week cannot be told apart yet: plan them alike.",
    )


def _weekend_meaning() -> Meaning:
    return Meaning(
        "Weekends are the quiet days: plan service and spending for them accordingly.",
        "Weekends are not the quiet days: do not cut service or spending then.",
        "Whether weekends are quieter is open; plan them like other days.",
    )


def _yearly_meaning(what: str) -> Meaning:
    return Meaning(
        f"Compare {what} of a month with the same month a year before, and plan stock by it.",
        "Months may be compared with the months before them.",
        "A season of the year cannot be told from chance yet; more years will tell.",
    )


def _weekly_exhibits(series: "pd.Series", table: "pd.DataFrame", what: str) -> tuple[Exhibit, ...]:
    grid = weekday_month_means(series).pivot(index="weekday", columns="month", values="mean")
    grid = grid.reindex(WEEKDAYS).rename(columns=lambda month: f"{month:%b %Y}")
    grid.columns.name = None
    parts = decompose(series)
    around = parts.table["observed"] - parts.table["trend"]
    lags = autocorrelation_table(around, lags=min(MOST_LAGS, len(around) // 3))
    return (
        Exhibit(f"{prose.capital(what)} by weekday against the average day of the week", table),
        Exhibit(f"Mean daily {what} by weekday and month", grid.reset_index()),
        Exhibit(f"How much daily {what} around its trend resembles that of days before", lags),
        _components(parts, what),
    )


def _components(parts: Decomposition, what: str) -> Exhibit:
    """Return the table of trend, season and remainder per month."""
    caption = (
        f"Daily {what} taken apart, mean day per month: strength of the trend "
        f"{prose.number(parts.trend_strength, 2)}, of the weekly season "
        f"{prose.number(parts.season_strength, 2)} (0 none, 1 nothing else)"
    )
    return Exhibit(caption, monthly_components(parts))


def _ends(table: "pd.DataFrame", label: str) -> tuple[str, str]:
    return tuple(table[label][table["ratio"].agg(end)] for end in ("idxmax", "idxmin"))


def _extremes(table: "pd.DataFrame", label: str, what: str, noun: str) -> str:
    """Return the strongest and the weakest in words."""
    top, low = (table.loc[table["ratio"].agg(end)] for end in ("idxmax", "idxmin"))
    more, less = (
        prose.estimate(abs(row["ratio"] - 1), row["low"], row["high"], "share")
        for row in (top, low)
    )
    return (
        f"{top[label]} brings {more} more {what} than the average {noun}, {low[label]} {less} less"
    )


def _require_from_zero(claim: Claim) -> None:
    if claim.threshold != 0 or claim.side != "above":
        where = f"claim '{claim.side} {claim.threshold:g}'"
        problem = "does not fit a share of ups and downs, which is tested against none"
        raise InputError(where, problem, "use Claim('above', relevant=...)")
