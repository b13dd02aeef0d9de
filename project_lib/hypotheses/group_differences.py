"""Claims about two groups: the difference of a rate, of a mean, or of a typical value."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.group_charts import bar_chart, interval_table
from project_lib.hypotheses.group_columns import (
    count_words,
    name_pair,
    pair_sizes,
    read_column,
    read_numbers,
    read_outcome,
    read_pair,
)
from project_lib.inference.bootstrap import (
    bootstrap_mean_difference,
    bootstrap_means,
    bootstrap_median,
    bootstrap_median_difference,
)
from project_lib.inference.effect_sizes import cliffs_delta
from project_lib.inference.estimates import Estimate
from project_lib.inference.permutation import PERMUTATIONS, permute_difference
from project_lib.inference.rates import difference_of_rates, estimate_rates
from project_lib.inference.samples import sum_by_entity

if TYPE_CHECKING:
    import pandas as pd

POINTS = "percentage points"


def rate_difference(
    table: "pd.DataFrame",
    *,
    outcome: str,
    group: str,
    pair: tuple[object, object],
    who: str,
    event: str,
    claim: Claim,
    names: tuple[str, str] = ("", ""),
    entity: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how much larger a rate is in the first group, in percentage points.

    Parameters
    ----------
    table : one row per observation; rows without outcome or group do not count
    outcome : column of 0 and 1, or true and false
    group, pair : column of the groups, and its two values to compare
    who, event : what a row is, and what they do, both in the plural: "customers", "buy again"
    claim : about the difference, in percentage points
    names : the groups in the plural: "customers with an order", "the others"; else their values
    entity : column of what several rows may belong to; the interval then allows for that

    Raises
    ------
    InputError
        When a column is missing, the outcome is not 0 or 1, or a group has too few rows.
    """
    values = read_outcome(table, outcome)
    inside = read_pair(table, values, group, pair)
    names = name_pair(pair, names)
    totals = tuple(int(rows.sum()) for rows in inside)
    successes = tuple(int(values[rows].sum()) for rows in inside)
    if entity:
        estimates = _by_entity(table, entity, values, inside, claim.threshold / 100, random_state)
        method = f"Difference of shares; BCa bootstrap over {prose.entity_words(entity)}"
    else:
        difference = difference_of_rates(successes, totals, threshold=claim.threshold / 100)
        estimates = (difference, *estimate_rates(successes, totals))
        method = "Difference of shares; Newcombe's interval, p-value from its ends"
    counts = interval_table(
        names, {"rows": totals, "of_them": successes}, "rate_share", estimates[1:]
    )
    what = f"the share of {who} that {event}"
    shares = [_rounded(item, "share") for item in estimates[1:]]
    return Result(
        statement=f"{shares[0]} of {names[0]} {event}, against {shares[1]} of {names[1]}",
        method=f"{method}; {pair_sizes(names, totals, who)}",
        effect=100 * estimates[0].value,
        unit=POINTS,
        interval=(100 * estimates[0].low, 100 * estimates[0].high),
        n=sum(totals),
        counted=count_words(table, entity, inside[0] | inside[1], who),
        p=estimates[0].p,
        claim=claim,
        chart=bar_chart(
            names, estimates[1:], who, what.removeprefix("the "), "share", accent=names[:1]
        ),
        meaning=meaning or _meaning(claim, what, names, POINTS),
        limits=_limits(who, entity),
        exhibits=(Exhibit(f"{prose.capital(what)}, by group", counts),),
    )


def number_difference(
    table: "pd.DataFrame",
    *,
    number: str,
    group: str,
    pair: tuple[object, object],
    who: str,
    what: str,
    unit: str,
    claim: Claim,
    of: Literal["mean", "median"] = "mean",
    names: tuple[str, str] = ("", ""),
    entity: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how much larger a number is in the first group: its mean, or its typical value.

    Parameters are those of `rate_difference`, and

    number, what, unit : column of the numbers, their name in words, and their unit: "amount",
        "value of a purchase", "USD"
    of : ``mean`` where sums matter, such as revenue; ``median`` where the usual case does

    Raises
    ------
    InputError
        When a column is missing or holds text, a group has too few rows, or the median is asked
        for rows that share entities.
    """
    if entity and of == "median":
        raise InputError(
            "of = 'median'",
            f"cannot allow for several rows of one '{entity}'",
            "total the rows by entity first, or compare means",
        )
    values = read_numbers(table, number)
    inside = read_pair(table, values, group, pair)
    names = name_pair(pair, names)
    first, second = (values[rows] for rows in inside)
    if entity:
        estimates = _by_entity(table, entity, values, inside, claim.threshold, random_state)
        method = f"Difference of means; BCa bootstrap over {prose.entity_words(entity)}"
    else:
        estimates, method = _compare_numbers(first, second, of, claim.threshold, random_state)
    totals = len(first), len(second)
    levels = [_rounded(item, unit) for item in estimates[1:]]
    return Result(
        statement=(
            f"The {of} {what} is {levels[0]} for {names[0]}, against {levels[1]} for {names[1]}"
        ),
        method=f"{method}; {pair_sizes(names, totals, who)}",
        effect=estimates[0].value,
        unit=unit,
        interval=(estimates[0].low, estimates[0].high),
        n=sum(totals),
        counted=count_words(table, entity, inside[0] | inside[1], who),
        p=estimates[0].p,
        claim=claim,
        chart=bar_chart(names, estimates[1:], who, f"{of} {what}", unit, accent=names[:1]),
        meaning=meaning or _meaning(claim, f"the {of} {what}", names, unit),
        limits=_limits(who, entity),
        exhibits=_number_exhibits(names, (first, second), estimates[1:], of, what),
    )


def _compare_numbers(
    first: np.ndarray, second: np.ndarray, of: str, threshold: float, random_state: int
) -> tuple[tuple[Estimate, Estimate, Estimate], str]:
    """Return the difference, both groups' values, and the method in words."""
    if of == "median":
        difference = bootstrap_median_difference(
            first, second, threshold=threshold, random_state=random_state
        )
        each = [bootstrap_median(sample, random_state=random_state) for sample in (first, second)]
        return (difference, *each), "Difference of medians; percentile bootstrap"
    difference = bootstrap_mean_difference(
        first, second, threshold=threshold, random_state=random_state
    )
    test = permute_difference(first, second, threshold=threshold, random_state=random_state)
    each = [
        bootstrap_means([sample], lambda mean: mean[..., 0], random_state=random_state)
        for sample in (first, second)
    ]
    difference = Estimate(difference.value, difference.low, difference.high, test.p)
    method = (
        "Difference of means; BCa bootstrap interval, p-value from a permutation test of Welch's t "
        f"({prose.number(PERMUTATIONS)} permutations)"
    )
    return (difference, *each), method


def _by_entity(
    table: "pd.DataFrame",
    entity: str,
    values: np.ndarray,
    inside: tuple[np.ndarray, np.ndarray],
    threshold: float,
    random_state: int,
) -> tuple[Estimate, Estimate, Estimate]:
    """Return the difference and both groups' means with intervals over resampled entities."""
    values = np.where(inside[0] | inside[1], values, 0.0)
    columns = [column for rows in inside for column in (values * rows, rows.astype(float))]
    sums = sum_by_entity(read_column(table, entity), columns)
    sums = sums[sums[:, 1] + sums[:, 3] > 0]
    statistics = (
        lambda mean: mean[..., 0] / mean[..., 1] - mean[..., 2] / mean[..., 3],
        lambda mean: mean[..., 0] / mean[..., 1],
        lambda mean: mean[..., 2] / mean[..., 3],
    )
    difference, first, second = (
        bootstrap_means([sums], statistic, threshold=threshold, random_state=random_state)
        for statistic in statistics
    )
    return difference, first, second


def _rounded(item: Estimate, unit: str) -> str:
    return prose.estimate(item.value, item.low, item.high, unit)


def _meaning(claim: Claim, what: str, names: tuple, unit: str) -> Meaning:
    joint = "and" if claim.side == "different" else "than"
    than = f"for {names[0]} {joint} for {names[1]}"
    word = {"above": "higher", "below": "lower", "different": "different"}[claim.side]
    by = f" by {prose.quantity(claim.threshold, unit)} or more" if claim.threshold else ""
    return Meaning(
        supported=f"{prose.capital(what)} is {word} {than}{by}: treat the two as different.",
        refuted=(
            f"{prose.capital(what)} is not {word} {than}{by} to an extent that matters: "
            "do not treat the two as if it were."
        ),
        inconclusive=(
            f"The data do not settle whether {what} is {word} {than}{by}: "
            "collect more before acting on it."
        ),
    )


def _limits(who: str, entity: str) -> str:
    text = (
        f"The groups were found, not made by chance: their {who} may differ in other ways, which "
        "may be why the numbers differ."
    )
    if not entity:
        text += f" The {who} are taken as independent of each other."
    return text


def _number_exhibits(
    names: tuple, samples: tuple, estimates: tuple, of: str, what: str
) -> tuple[Exhibit, ...]:
    import pandas as pd

    rows = {"rows": [len(sample) for sample in samples]}
    delta = cliffs_delta(*samples)
    chance = [(1 + end) / 2 for end in (delta.value, delta.low, delta.high)]
    pairs = pd.DataFrame([chance], columns=["first_larger_share", "low_share", "high_share"])
    caption = (
        f"Of all pairs of one of {names[0]} and one of {names[1]}: how often the first has more "
        "(ties count half; from Cliff's delta)"
    )
    table = interval_table(names, rows, of, estimates)
    return Exhibit(f"{prose.capital(what)} by group", table), Exhibit(caption, pairs)
