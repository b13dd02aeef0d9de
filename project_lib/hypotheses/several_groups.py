"""Claims about several groups: how far a number goes with them, and a rate's way through steps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.group_charts import bar_chart, interval_table
from project_lib.hypotheses.group_columns import (
    count_words,
    read_column,
    read_numbers,
    read_outcome,
)
from project_lib.inference.bootstrap import bootstrap_means, bootstrap_median
from project_lib.inference.estimates import Estimate
from project_lib.inference.rank_tests import MOST_GROUPS, compare_pairs, kruskal_wallis
from project_lib.inference.rates import estimate_rates, rate_trend
from project_lib.inference.samples import split_groups, sum_by_entity

if TYPE_CHECKING:
    import pandas as pd

LEAST_ROWS = 5  # of a group that is compared
MOST_PAIRED = 10  # groups up to which each pair is shown
POINTS = "percentage points"
TELLS = Claim("above", 0.0, 0.01)  # groups with which 1 % of the differences go tell something


def numbers_by_group(
    table: "pd.DataFrame",
    *,
    number: str,
    group: str,
    who: str,
    what: str,
    unit: str,
    by: str = "",
    claim: Claim = TELLS,
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how much of the differences in a number go with the groups: epsilon squared of ranks.

    Parameters
    ----------
    table : one row per observation, each of its own; rows without number or group do not count
    number, unit : column of the numbers and their unit
    group, by : column of the groups and its name in words, such as "the category"
    who, what : what a row is, in the plural, and what the number is: "products", "price"
    claim : about the share of the differences, from 0 to 1

    Raises
    ------
    InputError
        When a column is missing or holds text, or fewer than 2 or more than 30 groups have 5 rows.
    """
    values, by = read_numbers(table, number), by or f"the {prose.entity_words(group, 1)}"
    samples, small = _big_groups(values, read_column(table, group), group)
    codes = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples.values()])
    pooled = np.concatenate(list(samples.values()))
    estimate = kruskal_wallis(pooled, codes, threshold=claim.threshold)
    medians = {
        name: bootstrap_median(sample, random_state=random_state)
        for name, sample in samples.items()
    }
    order = sorted(medians, key=lambda name: -medians[name].value)
    sizes = [len(samples[name]) for name in order]
    shown = [medians[name] for name in order]
    counts = interval_table(order, {"rows": sizes}, "median", shown)
    exhibits = [Exhibit(f"{prose.capital(what)} by group", counts)]
    if len(samples) <= MOST_PAIRED:
        pairs = compare_pairs(pooled, np.repeat(list(samples), [len(s) for s in samples.values()]))
        caption = "Each pair of groups: Cliff's delta, and p after Holm's correction"
        exhibits.append(Exhibit(caption, pairs))
    return Result(
        statement=_groups_statement(estimate, what, who, by),
        method=rank_method(len(samples)),
        effect=estimate.value,
        unit="share",
        interval=(estimate.low, estimate.high),
        n=len(pooled),
        counted=who,
        p=estimate.p,
        claim=claim,
        chart=bar_chart(order, shown, by, f"median {what}", unit, accent=(order[0], order[-1])),
        meaning=meaning or _groups_meaning(claim, what, who, by),
        limits=_groups_limits(who, by, small),
        exhibits=tuple(exhibits),
    )


def rate_through_steps(
    table: "pd.DataFrame",
    *,
    outcome: str,
    group: str,
    who: str,
    event: str,
    claim: Claim,
    order: Sequence[object] = (),
    step: str = "step",
    link: str = "with",
    entity: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how a rate changes from each of the ordered groups to the next, in percentage points.

    Parameters
    ----------
    table : one row per observation; rows without outcome or group do not count
    outcome : column of 0 and 1, or true and false
    group, order : column of the groups, and its values in their order; else sorted
    who, event : what a row is, and what they do, both in the plural: "customers", "buy again"
    claim : about the change per step, in percentage points
    step : what lies between two groups, such as "month"
    link : what joins `who` and a group's name: customers "with" 1 order, "of" January
    entity : column of what several rows may belong to; the interval then allows for that

    Raises
    ------
    InputError
        When a column is missing, the outcome is not 0 or 1, or fewer than three groups have rows.
    """
    values = read_outcome(table, outcome)
    names, codes = _order_groups(read_column(table, group), order, group)
    rows = np.flatnonzero(~np.isnan(values) & (codes >= 0))
    names, codes = _used_groups(names, codes[rows], group)
    totals = np.bincount(codes)
    hits = np.bincount(codes, values[rows]).astype(int)
    threshold = claim.threshold / 100
    slope = rate_trend(hits, totals, threshold=threshold)
    method = "Weighted line through the groups' rates; Cochran-Armitage test, robust interval"
    if entity:
        entities = read_column(table, entity).iloc[rows]
        slope = _slope_by_entity(codes, values[rows], entities, threshold, random_state)
        method = f"Weighted line; BCa bootstrap over {prose.entity_words(entity)}"
    rates = estimate_rates(hits, totals)
    counts = interval_table(names, {"rows": totals, "of_them": hits}, "rate_share", rates)
    ends = names[0], names[-1]
    what = f"the share of {who} that {event}"
    low, high = (prose.estimate(r.value, r.low, r.high, "share") for r in (rates[0], rates[-1]))
    return Result(
        statement=(
            f"{low} of {who} {link} {ends[0]} {event}, against {high} of those {link} {ends[1]}"
        ),
        method=f"{method} through {len(names)} groups",
        effect=100 * slope.value,
        unit=f"{POINTS} per {step}",
        interval=(100 * slope.low, 100 * slope.high),
        n=int(totals.sum()),
        counted=count_words(table.iloc[rows], entity, np.full(len(rows), True), who),
        p=slope.p,
        claim=claim,
        chart=bar_chart(names, rates, who, what.removeprefix("the "), "share", accent=ends),
        meaning=meaning or _steps_meaning(claim, what, ends),
        limits=(
            f"A straight line sums up how {what} changes; a single {step} may go against it, and "
            "the groups may differ in more than their order."
        ),
        exhibits=(Exhibit(f"{prose.capital(what)}, by group", counts),),
    )


def _big_groups(
    values: np.ndarray, groups: "pd.Series", column: str
) -> tuple[dict[str, np.ndarray], int]:
    """Return the samples of the groups that are big enough, and how many others there are."""
    samples = split_groups(values, groups, least=1)
    big = {name: sample for name, sample in samples.items() if len(sample) >= LEAST_ROWS}
    if not 2 <= len(big) <= MOST_GROUPS:
        raise InputError(
            f"column '{column}'",
            f"has {len(big)} groups with {LEAST_ROWS} rows or more",
            f"join groups, so that there are 2 to {MOST_GROUPS}",
        )
    return big, len(samples) - len(big)


def _order_groups(
    groups: "pd.Series", order: Sequence[object], column: str
) -> tuple[list[str], np.ndarray]:
    """Return the groups' names in order, and each row's place among them, -1 where none."""
    known = list(groups.dropna().unique())
    order = list(order) or sorted(known)
    missing = [name for name in known if name not in set(order)]
    if missing:
        raise InputError(
            f"order of column '{column}'", f"lacks '{missing[0]}'", "name every group in its order"
        )
    places = {name: place for place, name in enumerate(order)}
    codes = groups.map(places).fillna(-1).to_numpy(dtype=np.int64)
    return [str(name) for name in order], codes


def _used_groups(names: list[str], codes: np.ndarray, column: str) -> tuple[list[str], np.ndarray]:
    """Return the names of the groups that have rows, and the rows' places among these."""
    used, codes = np.unique(codes, return_inverse=True)
    if len(used) < 3:
        raise InputError(
            f"column '{column}'", f"has {len(used)} groups with rows", "give three or more"
        )
    return [names[place] for place in used], codes


def _slope_by_entity(
    codes: np.ndarray,
    values: np.ndarray,
    entities: "pd.Series",
    threshold: float,
    random_state: int,
) -> Estimate:
    """Return the weighted line's slope with its interval over resampled entities."""
    place = codes.astype(float)
    ones = np.ones(len(place))
    sums = sum_by_entity(entities, [ones, place, values, place**2, place * values])

    def slope(means: np.ndarray) -> np.ndarray:
        one, x, y, xx, xy = (means[..., i] for i in range(5))
        return (one * xy - x * y) / (one * xx - x**2)

    return bootstrap_means([sums], slope, threshold=threshold, random_state=random_state)


def _groups_statement(estimate: Estimate, what: str, who: str, by: str) -> str:
    return f"{part_words(estimate)} of the differences in {what} between {who} go with {by}"


def part_words(estimate: Estimate) -> str:
    """Return which part of the differences go with the groups, at the start of a sentence."""
    share = prose.estimate(estimate.value, estimate.low, estimate.high, "share")
    return share if estimate.value >= 0.0005 else "Next to none"


def rank_method(groups: int) -> str:
    """Return how numbers of so many groups are compared."""
    return (
        f"Kruskal-Wallis test of {groups} groups; epsilon squared of the ranks with the "
        "interval of the noncentral chi-squared distribution"
    )


def _groups_meaning(claim: Claim, what: str, who: str, by: str) -> Meaning:
    matters = f"{prose.capital(by)} tells {who} of high and low {what} apart: plan by it."
    idle = f"{prose.capital(by)} tells little about {what}: look for other differences."
    texts = (idle, matters) if claim.side == "below" else (matters, idle)
    return Meaning(
        *texts,
        f"The data do not settle how much {by} tells about {what}: collect more before planning "
        "by it.",
    )


def _groups_limits(who: str, by: str, small: int) -> str:
    left_out = (
        f" {prose.capital(prose.plural(small, 'group'))} with fewer than {LEAST_ROWS} rows "
        f"{'is' if small == 1 else 'are'} left out."
    )
    return (
        f"The {who} are ranked, so that few extreme ones do not decide; groups may differ in "
        f"more than {by}, and each of the {who} counts as independent of the others."
        f"{left_out if small else ''}"
    )


def _steps_meaning(claim: Claim, what: str, ends: tuple) -> Meaning:
    word = {"above": "rises", "below": "falls", "different": "changes"}[claim.side]
    plain = {"above": "rise", "below": "fall", "different": "change"}[claim.side]
    way = f"from {ends[0]} to {ends[1]}"
    return Meaning(
        supported=f"{prose.capital(what)} {word} {way}: one figure for all would mislead.",
        refuted=f"{prose.capital(what)} does not {plain} {way} to an extent that matters.",
        inconclusive=f"The data do not settle whether {what} {word} {way}: keep watching it.",
    )
