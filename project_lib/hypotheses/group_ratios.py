"""Claims about how many times as often something happens in one group as in another."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.errors import InputError
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.group_charts import bar_chart, interval_table
from project_lib.hypotheses.group_columns import name_pair, pair_sizes, read_outcome, read_pair
from project_lib.inference.rates import estimate_rates, ratio_of_rates

if TYPE_CHECKING:
    import pandas as pd

TIMES = "times"


def rate_ratio(
    table: "pd.DataFrame",
    *,
    outcome: str,
    group: str,
    pair: tuple[object, object],
    who: str,
    event: str,
    claim: Claim,
    names: tuple[str, str] = ("", ""),
    meaning: Meaning | None = None,
) -> Result:
    """Return how many times as often something happens in the first group as in the second.

    Parameters
    ----------
    table : one row per observation, independent of each other; rows without outcome or group do not
        count
    outcome : column of 0 and 1, or true and false
    group, pair : column of the groups, and its two values to compare
    who, event : what a row is, and what they do, both in the plural: "customers", "buy again"
    claim : about the ratio, 1 where both are equal: ``Claim("above", 2)`` says more than twice as
        often, ``Claim("above", 1, relevant=0.5)`` more often, and that less than half as often
        again would not matter
    names : the groups in the plural: "customers with an order", "the others"; else their values

    Raises
    ------
    InputError
        When a column is missing, the outcome is not 0 or 1, a group has too few rows, the second
        group has nobody with the outcome, or the claim's threshold is no ratio.
    """
    if claim.threshold <= 0:
        problem = "is no ratio, which is 1 where there is no difference"
        remedy = "give Claim('above', 1) for more often, Claim('above', 2) for twice as often"
        raise InputError(f"claim's threshold {claim.threshold:g}", problem, remedy)
    values = read_outcome(table, outcome)
    inside = read_pair(table, values, group, pair)
    names = name_pair(pair, names)
    totals = tuple(int(rows.sum()) for rows in inside)
    successes = tuple(int(values[rows].sum()) for rows in inside)
    ratio = ratio_of_rates(successes, totals, threshold=claim.threshold)
    rates = estimate_rates(successes, totals)
    counts = interval_table(names, {"rows": totals, "of_them": successes}, "rate_share", rates)
    what = f"share of {who} that {event}"
    shares = [prose.estimate(item.value, item.low, item.high, "share") for item in rates]
    often = prose.estimate(ratio.value, ratio.low, ratio.high, TIMES)
    return Result(
        statement=(
            f"{shares[0]} of {names[0]} {event}, against {shares[1]} of {names[1]}: {often} as "
            "often"
        ),
        method=(
            "Ratio of shares; interval of Donner and Zou, p-value from its ends; "
            f"{pair_sizes(names, totals, who)}"
        ),
        effect=ratio.value,
        unit=TIMES,
        interval=(ratio.low, ratio.high),
        n=sum(totals),
        counted=who,
        p=ratio.p,
        claim=claim,
        chart=bar_chart(names, rates, who, what, "share", accent=names[:1]),
        meaning=meaning or _meaning(claim, what, names),
        limits=(
            f"The groups were found, not made by chance: their {who} may differ in other ways, "
            f"which may be why they differ here. The {who} are taken as independent of each other."
        ),
        exhibits=(Exhibit(f"{prose.capital(what)}, by group", counts),),
    )


def _meaning(claim: Claim, what: str, names: tuple[str, ...]) -> Meaning:
    words = {"above": ("higher", "more"), "below": ("lower", "less"), "different": ("", "")}
    higher, more = words[claim.side]
    first, second = names
    if claim.side == "different":
        said = f"differs between {first} and {second}"
    elif claim.threshold == 1:
        said = f"is {higher} for {first} than for {second}"
    else:
        times = f"{prose.number(claim.threshold)} times as high"
        said = f"is {more} than {times} for {first} as for {second}"
    return Meaning(
        supported=f"The {what} {said}: treat the two as different.",
        refuted=f"The data contradict that the {what} {said}: do not plan as if it were so.",
        inconclusive=(
            f"The data do not settle whether the {what} {said}: collect more before acting on it."
        ),
    )
