"""Ready-made tests of changes in daily totals: trend, unusual days, one series before another.

Each takes a daily table (``totals.totals_by_day``) and says `what` the column counts ("revenue")
and in which `unit` ("USD"; where it counts things, their name again: "purchases").
"""

from datetime import date
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.errors import InputError
from project_lib.findings import ALPHA, Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.time_charts import trend_chart, unusual_chart
from project_lib.time_series.anomalies import expect_days, find_anomalies
from project_lib.time_series.daily import read_daily, select_days
from project_lib.time_series.decomposition import decompose
from project_lib.time_series.granger import MOST_LAGS, Lead, measure_lead
from project_lib.time_series.growth import Growth, estimate_growth
from project_lib.time_series.stationarity import WORDS, judge_stationarity

if TYPE_CHECKING:
    import pandas as pd

UNUSUAL_METHOD = (
    "Robust decomposition into trend and weekly season (STL, on square roots where no "
    "total is negative); distance of each day in robust standard deviations of the 91 "
    "days around it, Student's t, corrected for the number of days (Benjamini-Hochberg)"
)
UNUSUAL_MEANING = Meaning(
    "Ask what happened on these days (a campaign, an outage, faulty records) before they enter "
    "an average or a forecast.",
    "No day needs an explanation of its own.",
    "No day stands out clearly enough to ask what happened.",
)
MOST_SHOWN = 50  # unusual days in the exhibit


def trend_over_period(
    days: "pd.DataFrame",
    *,
    claim: Claim,
    column: str = "total",
    what: str = "revenue",
    unit: str = "",
    start: date | None = None,
    end: date | None = None,
    meaning: Meaning | None = None,
) -> Result:
    """Return the change of weekly totals per month, from `start` to before `end`.

    Parameters
    ----------
    claim : about the change per month as a fraction, such as ``Claim("above")``: it grows
    start, end : first day, and first day no longer in; the whole table where not given. They must
        not have been chosen by looking at the totals
    """
    series = read_daily(days, column)
    growth = estimate_growth(series, start=start, end=end, against=claim.threshold)
    weeks = growth.weekly
    return Result(
        statement=_trend_statement(growth, what, start, end),
        method=(
            f"Straight line through the {'logarithms of ' if growth.relative else ''}totals of "
            f"{len(weeks)} whole weeks, generalised least squares with errors of first-order "
            f"autoregression ({prose.number(growth.correlation, 2)}, restricted maximum "
            "likelihood), Student's t with the degrees of freedom of independent weeks"
        ),
        effect=growth.rate.value,
        unit="share",
        interval=(growth.rate.low, growth.rate.high),
        n=len(weeks),
        counted="weeks",
        p=growth.rate.p,
        claim=claim,
        chart=trend_chart(growth, what=what, unit=unit),
        meaning=meaning or _trend_meaning(claim, what),
        limits=(
            f"The trend leads {_levels(growth, what, unit)}. The trend of {what} describes this "
            "period and is no forecast; the totals do not tell where it comes from. A season of "
            "the year, where there is one, is part of the trend."
        ),
        exhibits=(
            Exhibit(f"Weekly {what} and its trend", weeks),
            _level_exhibit(series, start, end, what),
        ),
    )


def declines_after(
    days: "pd.DataFrame",
    *,
    start: date,
    column: str = "total",
    what: str = "revenue",
    unit: str = "",
    meaning: Meaning | None = None,
) -> Result:
    """Return whether weekly totals fall from `start` to the end of the table."""
    given = {"column": column, "what": what, "unit": unit, "meaning": meaning}
    return trend_over_period(days, claim=Claim("below"), start=start, **given)


def unusual_days(
    days: "pd.DataFrame",
    *,
    column: str = "total",
    what: str = "revenue",
    unit: str = "",
    claim: Claim | None = None,
    meaning: Meaning | None = None,
) -> Result:
    """Return whether days are out of line with trend and weekday: their share of all days.

    Parameters
    ----------
    claim : about the share of such days; "above 0" where not given, and its threshold must be 0
    """
    from scipy.stats import binomtest

    claim = claim or Claim("above")
    if claim.threshold != 0:
        raise InputError(f"claim's threshold {claim.threshold:g}", "is not 0", "use relevant=")
    expected = expect_days(read_daily(days, column))
    unusual = find_anomalies(expected)
    bounds = binomtest(len(unusual), len(expected)).proportion_ci(0.95, method="exact")
    shown = unusual.head(MOST_SHOWN).drop(columns=["low", "high", "score", "p"])
    return Result(
        statement=_unusual_statement(unusual, len(expected), what, unit),
        method=UNUSUAL_METHOD,
        effect=len(unusual) / len(expected),
        unit="share",
        interval=(float(bounds.low), float(bounds.high)),
        n=len(expected),
        counted="days",
        p=float(expected["p_adjusted"].min()),
        claim=claim,
        chart=unusual_chart(expected, unusual, what=what, unit=unit),
        meaning=meaning or UNUSUAL_MEANING,
        limits=(
            "A day is unusual in size only; why, the totals do not tell. Within long outages or "
            "campaigns only the first and last days may stand out."
        ),
        exhibits=(Exhibit(f"Days of unusual {what}, the most unusual first", shown),),
    )


def one_leads_another(
    first: "pd.DataFrame",
    second: "pd.DataFrame",
    *,
    first_column: str = "total",
    second_column: str = "total",
    first_what: str = "visits",
    second_what: str = "revenue",
    most_lags: int = MOST_LAGS,
    claim: Claim | None = None,
    meaning: Meaning | None = None,
) -> Result:
    """Return whether the past of one daily series tells of another's next day beyond its own past.

    Parameters
    ----------
    claim : about the share of what is otherwise unexplained; "above 0" where not given, and its
        threshold must be 0
    """
    claim = claim or Claim("above")
    if claim.threshold != 0:
        raise InputError(f"claim's threshold {claim.threshold:g}", "is not 0", "use relevant=")
    one, other = read_daily(first, first_column), read_daily(second, second_column)
    lead = measure_lead(one, other, most_lags=most_lags)
    back = measure_lead(other, one, most_lags=most_lags)
    past = "day before" if lead.lags == 1 else f"last {lead.lags} days"
    return Result(
        statement=(
            f"Knowing the {first_what} of the {past} explains "
            f"{prose.percent(lead.share.value)} of what the past of {second_what}, weekday and "
            f"trend leave open about daily {second_what}"
        ),
        method=(
            f"Granger's F test with {prose.plural(lead.lags, 'lag')} (Bayesian criterion, at most "
            f"{most_lags}), one further lag untested (Toda and Yamamoto), weekday and straight "
            "trend allowed for; partial omega squared with noncentral F interval"
        ),
        effect=lead.share.value,
        unit="share",
        interval=(lead.share.low, lead.share.high),
        n=lead.days,
        counted="days",
        p=lead.share.p,
        claim=claim,
        chart=_lead_chart(lead, back, first_what, second_what),
        meaning=meaning or _lead_meaning(first_what, second_what),
        limits=(
            "To come before is not to bring about: something third may move both. Leads of hours, "
            f"or of more than {most_lags} days, are not seen."
        ),
        exhibits=(_lead_exhibit(lead, back, first_what, second_what),),
    )


def _trend_statement(growth: Growth, what: str, start: date | None, end: date | None) -> str:
    rise = growth.rate.value >= 0
    ends = (growth.rate.low, growth.rate.high) if rise else (-growth.rate.high, -growth.rate.low)
    size = prose.estimate(abs(growth.rate.value), *ends, "share")
    moments = [f" from {prose.day(start)}"] if start else []
    moments += [f" until {prose.day(end)}"] if end else []
    chance = ", which may be chance" if growth.rate.p > ALPHA else ""
    return (
        f"The trend of weekly {what} is a {'rise' if rise else 'fall'} of {size} per month"
        f"{'' if growth.relative else ' (of its mean)'}{''.join(moments)}{chance}"
    )


def _levels(growth: Growth, what: str, unit: str) -> str:
    weeks = growth.weekly
    ends = (weeks["trend"].iloc[at] for at in (0, -1))
    span = prose.span(*ends, "" if unit == what else unit)
    return f"from {span} a week over {len(weeks)} weeks"


def _trend_meaning(claim: Claim, what: str) -> Meaning:
    up = f"Plan for more {what} than now, if things go on like this."
    down = f"Plan for less {what} than now, unless something changes."
    as_before = f"Plan with {what} at the present level."
    claimed = {"above": up, "below": down, "different": f"Do not plan with {what} at one level."}
    opposite = {"above": down, "below": up, "different": as_before}
    return Meaning(
        claimed[claim.side],
        as_before if claim.relevant else opposite[claim.side],
        f"Plan with {what} at the present level: a trend cannot be told from chance.",
    )


def _level_exhibit(series: "pd.Series", start: date | None, end: date | None, what: str) -> Exhibit:
    """Return both tests of whether the series keeps returning to its line."""
    import pandas as pd

    parts = decompose(series).table.set_index("day")
    unseasonal = select_days(parts["observed"] - parts["season"], start, end)
    judged = judge_stationarity(unseasonal, around="line")
    rows = [
        ("has no line to return to", judged.adf_statistic, judged.adf_lags, judged.adf_p),
        ("returns to its line", judged.kpss_statistic, judged.kpss_lags, judged.kpss_p),
    ]
    caption = (
        f"Around a straight line, the series of daily {what} {WORDS[judged.category]} (tests "
        "of Dickey and Fuller, and of Kwiatkowski and others, whose p is known from 1 % to 10 %)"
    )
    table = pd.DataFrame(rows, columns=["claim_tested", "statistic", "lags", "p"])
    return Exhibit(caption, table)


def _unusual_statement(unusual: "pd.DataFrame", count: int, what: str, unit: str) -> str:
    line = f"{what} out of line with trend and weekday"
    if unusual.empty:
        return f"None of {prose.number(count)} days has {line}"
    top, unit = unusual.iloc[0], "" if unit == what else unit
    actual, expected = (prose.number(round(top[name])) for name in ("actual", "expected"))
    one = len(unusual) == 1
    return (
        f"{prose.number(len(unusual))} of {prose.number(count)} days {'has' if one else 'have'} "
        f"{line}, {'' if one else 'most of all '}{prose.day(top['day'])}: "
        f"{f'{actual} {unit}'.strip()} instead of {expected}"
    )


def _lead_meaning(first: str, second: str) -> Meaning:
    return Meaning(
        f"A forecast of {second} gains by looking at {first} of the days before.",
        f"Looking at {first} does not help to foresee {second}.",
        f"Whether looking at {first} helps to foresee {second} is open.",
    )


def _lead_chart(lead: Lead, back: Lead, first: str, second: str) -> Chart:
    pairs = ((lead, f"{first} before {second}"), (back, f"{second} before {first}"))
    data = {
        "label": [label for _, label in pairs],
        "value": [item.share.value for item, _ in pairs],
        "low": [item.share.low for item, _ in pairs],
        "high": [item.share.high for item, _ in pairs],
    }
    alt = (
        f"How much the past of {first} explains of daily {second} beyond the past of {second} "
        f"({prose.percent(lead.share.value)}), and the other way round "
        f"({prose.percent(back.share.value)})."
    )
    label = "share of what is otherwise left open"
    return Chart("bar", data, alt, y_label=label, unit="share", accent=(data["label"][0],))


def _lead_exhibit(lead: Lead, back: Lead, first: str, second: str) -> Exhibit:
    import pandas as pd

    both = ((f"{first} before {second}", lead), (f"{second} before {first}", back))
    rows = [(name, i.lags, i.days, i.f, i.share.p, i.share.value, i.together) for name, i in both]
    names = ["direction", "lags", "days", "f", "p", "explained_share", "sum_of_coefficients"]
    return Exhibit("Both directions of the test", pd.DataFrame(rows, columns=names))
