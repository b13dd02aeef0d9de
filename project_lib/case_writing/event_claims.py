"""The first claims about events: who returns, how much hangs on few, and what is to come."""

from project_lib import prose
from project_lib.case_writing.case_words import CaseWords
from project_lib.case_writing.event_features import event_types, thing_of, type_words
from project_lib.case_writing.first_claims import FirstClaim, by_day, span_days, told_by
from project_lib.case_writing.moments import Moments
from project_lib.case_writing.plain_python import write_text
from project_lib.inspection.inspection_types import Inspection

WAITS = (365, 180, 90, 30, 14, 7)  # days in which customers may come back
SPANS = 3  # times that the data are longer, so that most customers are followed for so many days
YEAR = 365
LONGEST = 34  # letters of a column in the name of a claim, which is that of a function
FORECAST_DAYS = 28  # the shortest forecast that can be scored


def event_claims(inspection: Inspection, words: CaseWords, moments: Moments) -> list[FirstClaim]:
    """Return the claims about transactions, or about other events, in the questions' order."""
    buying = inspection.shape == "transactions"
    claims = _about_history(inspection, words, moments) if buying or inspection.target else []
    claims += _about_return(inspection, words) if buying else []
    claims += _about_money(words, moments) if buying else [_few_events(words)]
    column, what = ("total", "revenue") if buying else ("count", "events")
    days = by_day(inspection, column=column, what=what, unit=words.unit if buying else "")
    claims += days
    if buying and days and _foresees(moments):
        claims += _about_forecasts(words, moments)
    return claims


def _about_history(
    inspection: Inspection, words: CaseWords, moments: Moments
) -> list[FirstClaim]:
    """Return the claims that the features of an entity tell the target."""
    thing, things = thing_of(inspection)
    window = moments.windows_days[0]
    last = f"the last {prose.plural(window, 'day')}" if window > 1 else "the last day"
    shared = {"outcome": "TARGET", "who": "WHO", "event": "EVENT", "entity": "ENTITY"}
    names = write_text(f"{words.who} with {_a(thing)} in {last}"), write_text("the others")
    claims = [
        FirstClaim(
            "recent_ones_differ", "target",
            f"{prose.capital(words.who)} with {_a(thing)} in {last} differ from the others in "
            f"whether they {words.event}",
            "recency", f"Compare {words.who} with and without {_a(thing)} lately.",
            "group_differences.rate_difference",
            f'evidence.moments.assign(recent=evidence.moments["{things}_{window}d"] > 0)',
            {**shared, "group": '"recent"', "pair": "(True, False)",
             "names": f"({', '.join(names)})", "claim": 'Claim("different", 0, relevant=2)'},
        )
    ]
    told = {
        f"{things}_all": f"the number of {things}",
        "days_active_all": f"the number of days with {things}",
        "tenure_all": f"the number of days since the first {thing}",
    }
    if inspection.shape == "transactions":
        told["mean_value_all"] = f"the mean value of a {thing}"
    else:
        told |= {
            f"{name}_all": f"the {type_words(inspection, value)}"
            for name, value in event_types(inspection).items()
            if value != inspection.target.positive
        }
    about = f"whether {words.who} {words.event}"
    given = {"about": "TARGET", "event": "EVENT"}
    for column, by in told.items():
        name = f"{column[:LONGEST]}_tells"
        claims.append(told_by(name, column, "evidence.latest", about, given, by))
    return claims


def _about_return(inspection: Inspection, words: CaseWords) -> list[FirstClaim]:
    """Return the claims about coming back after the first purchase, where there is time for it."""
    span = span_days(inspection)
    wait = next((days for days in WAITS if SPANS * days <= span), 0)
    if not wait:
        return []
    given = {"days": str(wait), "who": "WHO"}
    return [
        FirstClaim(
            "most_come_back", "target",
            f"More than half of the {words.who} buy again within {wait} days of the first time",
            "cohort", f"Follow all {words.who} for {wait} days after their first purchase.",
            "repeat_purchases.share_buys_again", "evidence.waits",
            {**given, "claim": 'Claim("above", 0.5)'}, seeded=False,
        ),
        FirstClaim(
            "later_ones_differ", "target",
            f"{prose.capital(words.who)} who came later return more, or less, often",
            "cohort", f"Compare the earlier and the later half over the same {wait} days.",
            "repeat_purchases.cohorts_return_differently", "evidence.waits, evidence.retention",
            {**given, "claim": 'Claim("different", 0, relevant=2)'}, seeded=False,
        ),
    ]


def _about_money(words: CaseWords, moments: Moments) -> list[FirstClaim]:
    """Return the claims about how much of revenue, past and expected, few hold."""
    who, holds = words.who, {"who": "WHO", "what": '"revenue"', "top": "0.2"}
    past = [
        FirstClaim(
            "few_hold_revenue", "money",
            f"A fifth of the {who} brings more than half of the revenue",
            "amount", "Add up the revenue of the best fifth.", "revenue_shares.top_share",
            "evidence.customers", {**holds, "claim_share": "0.5", "best": '"best"'},
        ),
        FirstClaim(
            "best_segment_holds_revenue", "money",
            f"The {who} who bought lately, often and much bring more than two fifths of revenue",
            "segment", "Segment by recency, frequency and money.",
            "customer_segments.best_segment_holds", "evidence.customers",
            {"who": "WHO", "unit": "UNIT", "claim": 'Claim("above", 0.4)'},
        ),
    ]
    return [*past, _few_hold_the_future(words, moments)] if _foresees(moments) else past


def _foresees(moments: Moments) -> bool:
    """Say whether the data reach far enough for a forecast that can be scored."""
    return moments.horizon_days >= FORECAST_DAYS


def _few_hold_the_future(words: CaseWords, moments: Moments) -> FirstClaim:
    ahead = YEAR if moments.horizon_days == 90 else moments.horizon_days
    return FirstClaim(
        "future_value_is_concentrated", "money",
        f"A tenth of the {words.who} holds more than half of what the next {ahead} days will bring",
        "lifetime value", "Expect spending from a model of buying and dropping out.",
        "customer_value.few_hold_future_value", "evidence.customers",
        {"share": "0.1", "horizon_days": str(ahead), "who": "WHO", "unit": "UNIT",
         "claim": 'Claim("above", 0.5)'},
    )


def _few_events(words: CaseWords) -> FirstClaim:
    return FirstClaim(
        "few_hold_most", "money", f"A fifth of the {words.who} makes more than half of the events",
        "activity", "Add up the events of the busiest fifth.", "revenue_shares.top_share",
        "evidence.totals",
        {"who": "WHO", "what": '"events"', "amount": '"count"', "top": "0.2", "claim_share": "0.5",
         "best": '"busiest"'},
    )


def _about_forecasts(words: CaseWords, moments: Moments) -> list[FirstClaim]:
    """Return the claims about a forecast made at the last cutoff, scored by what then came."""
    horizon = moments.horizon_days
    start, days = prose.day(moments.cutoffs[-1]), prose.plural(horizon, "day")
    period = f"the {days} from {start}"
    by_customer = {"who": "WHO", "period": write_text(period)}
    in_days = {"unit": "UNIT", "horizon_days": str(horizon)}
    both, known = "evidence.earlier, evidence.customers", "evidence.known, evidence.later"
    rows = [
        ("purchases_are_foreseen", f"Purchases of {period} could be foreseen to within a tenth",
         "lifetime value", "Foresee purchases customer by customer.",
         "customer_value.forecast_of_purchases_holds", both, by_customer),
        ("spending_is_foreseen",
         f"Added up one by one, the revenue of {period} could be foreseen to within a tenth",
         "lifetime value", "Foresee revenue customer by customer.",
         "customer_value.forecast_of_spending_holds", both, {**by_customer, "unit": "UNIT"}),
        ("next_days_bring_more", f"Seen from {start}, {days} bring more revenue than those before",
         "forecast", f"Forecast {days} from what was known on {start}.",
         "revenue_forecast.forecast_total", "evidence.known",
         {"actual": "evidence.later", "claim": 'Claim("above", 0.0)', **in_days}),
        ("revenue_is_foreseen",
         f"From daily totals, the revenue of {period} could be foreseen to within a tenth",
         "forecast", "Score that forecast by what then happened.",
         "revenue_forecast.forecast_scored", known, {"claim": 'Claim("below", 0.1)', **in_days}),
        ("forecast_beats_simple_rules",
         "A model forecasts daily revenue better than simple rules such as repeating the last week",
         "forecast", "Compare the models' errors with those of the simple rules.",
         "revenue_forecast.forecast_skill", "evidence.known",
         {"claim": 'Claim("below", 1.0)', "unit": "UNIT"}),
    ]
    return [
        FirstClaim(name, "time", statement, factor, summary, test, tables, given)
        for name, statement, factor, summary, test, tables, given in rows
    ]


def _a(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"
