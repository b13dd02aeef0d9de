"""Ready-made claim for any two columns: that one tells something about the other.

The method follows from what is told about: a yes or no, one of several classes, or an amount.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.errors import InputError
from project_lib.findings import ALPHA, Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.column_groups import Groups, group_column
from project_lib.hypotheses.group_charts import bar_chart, interval_table
from project_lib.hypotheses.group_columns import read_column
from project_lib.hypotheses.several_groups import TELLS, part_words, rank_method
from project_lib.inference.bootstrap import bootstrap_median
from project_lib.inference.effect_sizes import cramers_v_estimate
from project_lib.inference.estimates import Estimate
from project_lib.inference.rank_tests import kruskal_wallis
from project_lib.inference.rates import estimate_rates

if TYPE_CHECKING:
    import pandas as pd

MOST_CLASSES = 6  # in a chart


def column_tells(
    table: "pd.DataFrame",
    *,
    column: str,
    about: str,
    who: str,
    by: str = "",
    event: str = "",
    unit: str = "",
    claim: Claim | None = None,
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return the share of the differences in `about` that go with the groups of `column`.

    Of a yes or no or of classes it is Cramer's V squared, of amounts epsilon squared of the ranks,
    both 0 where the two have nothing to do with each other. Numbers and moments are compared by
    parts of equal size, so that a relation may bend; rows without a value are a group.

    Parameters
    ----------
    table : one row per observation, each of its own; rows without a value of `about` do not count
    about : column of true and false, or 0 and 1; of texts; or of numbers
    who : what a row is, in the plural: "customers"
    by : what the column holds, in the singular: "the number of orders"; else its name
    event : what those with a yes do: "leave"; else named by the column
    unit : of numbers in `about`
    claim : about the share of the differences, from 0 to 1; its threshold must be 0. If absent, 1 %
        is relevant, and of a rare yes or no accordingly less: what stands for shares that spread
        by a tenth of their mean, as 1 % does where half have it

    Raises
    ------
    InputError
        When a column is missing, or one of them has fewer than two groups of 10 rows.
    """
    if claim and claim.threshold != 0:
        raise InputError(f"claim's threshold {claim.threshold:g}", "is not 0", "use relevant=")
    values = read_column(table, about)
    present = values.notna().to_numpy()
    groups = group_column(read_column(table, column)[present], f"column '{column}'")
    values = values[present][groups.codes >= 0]
    groups = Groups(groups.names, groups.codes[groups.codes >= 0], groups.ordered)
    words = _Words(who, by or _quoted(column), _quoted(about), event, unit)
    found = _measure(values, groups, words, random_state)
    part, claim = part_words(found.effect), claim or Claim("above", 0.0, found.relevant)
    return Result(
        statement=_statement(found, part, claim, words),
        method=found.method,
        effect=found.effect.value,
        unit="share",
        interval=(found.effect.low, found.effect.high),
        n=len(values),
        counted=who,
        p=found.effect.p,
        claim=claim,
        chart=found.chart,
        meaning=meaning or _meaning(words, part, found.highest),
        limits=_limits(words),
        exhibits=(Exhibit(f"{prose.capital(words.about)} by {words.by}", found.counts),),
    )


def _quoted(column: str) -> str:
    return prose.quotation(column.replace("_", " "))


@dataclass(frozen=True)
class _Words:
    who: str
    by: str
    about: str
    event: str
    unit: str

    @property
    def differing(self) -> str:
        """What differs from row to row."""
        whether = f"whether {self.who} {self.event}"
        return whether if self.event else f"{self.about} between {self.who}"


@dataclass(frozen=True)
class _Found:
    effect: Estimate
    statement: str
    highest: str
    method: str
    chart: Chart
    counts: "pd.DataFrame"
    relevant: float = TELLS.relevant


def _measure(values: "pd.Series", groups: Groups, words: _Words, random_state: int) -> _Found:
    """Return what the groups tell, measured as the kind of the values asks."""
    import pandas as pd

    if values.nunique() < 2:
        raise InputError(f"column {words.about}", "has one value", "there is nothing to tell")
    numeric = pd.api.types.is_numeric_dtype(values)
    if numeric and set(values.unique()) <= {0, 1}:
        return _rates(values.astype(float).to_numpy(), groups, words)
    if numeric:
        return _amounts(values.astype(float).to_numpy(), groups, words, random_state)
    return _classes(values, groups, words)


def _statement(found: _Found, part: str, claim: Claim, words: _Words) -> str:
    """Compare two groups where they surely differ, unless that is too little to support a claim."""
    little = found.effect.high < claim.relevant
    if found.effect.p <= ALPHA and not little:
        return found.statement
    lead = f"Only {part}" if little and part[0].isdigit() else part
    return f"{lead} of the differences in {words.differing} go with {words.by}"


def _relevant(rate: float) -> float:
    """Return the share of the differences that matters: the spread of rates over their mean.

    Of a yes with share p, Cramer's V squared is the variance of the groups' rates over p (1 - p),
    thus the square of their relative spread times p / (1 - p).
    """
    rarer = min(rate, 1 - rate)
    return TELLS.relevant * rarer / (1 - rarer)


def _rates(values: np.ndarray, groups: Groups, words: _Words) -> _Found:
    totals, hits = np.bincount(groups.codes), np.bincount(groups.codes, values)
    rates = estimate_rates(hits, totals)
    event = words.event or f"have {words.about}"
    order, (high, low) = _order(rates, groups)
    names, shown = [groups.names[i] for i in order], [rates[i] for i in order]
    counts = {"rows": totals[order], "of_them": hits[order].astype(int)}
    return _Found(
        _v_squared(groups.codes, values),
        _compared(rates, (high, low), groups, words, event),
        groups.names[high],
        _v_method(groups),
        bar_chart(
            names, shown, words.by, f"share of {words.who} that {event}", "share",
            accent=(groups.names[high], groups.names[low]),
        ),
        interval_table(names, counts, "rate_share", shown),
        _relevant(float(values.mean())),
    )


def _amounts(values: np.ndarray, groups: Groups, words: _Words, random_state: int) -> _Found:
    samples = [values[groups.codes == place] for place in range(len(groups.names))]
    medians = [bootstrap_median(sample, random_state=random_state) for sample in samples]
    order, (high, low) = _order(medians, groups)
    names, shown = [groups.names[i] for i in order], [medians[i] for i in order]
    tops = [_rounded(medians[place], words.unit) for place in (high, low)]
    return _Found(
        kruskal_wallis(values, groups.codes),
        f"The median {words.about} of {words.who} is {tops[0]} where {words.by} is "
        f"{groups.names[high]}, against {tops[1]} where it is {groups.names[low]}",
        groups.names[high],
        rank_method(len(groups.names)),
        bar_chart(
            names, shown, words.by, f"median {words.about}", words.unit,
            accent=(groups.names[high], groups.names[low]),
        ),
        interval_table(names, {"rows": [len(samples[i]) for i in order]}, "median", shown),
    )


def _classes(values: "pd.Series", groups: Groups, words: _Words) -> _Found:
    texts = values.astype("str")
    counts = texts.value_counts()
    biggest = sorted(counts.index, key=lambda name: (-counts[name], name))
    totals = np.bincount(groups.codes)
    hits = np.bincount(groups.codes, (texts == biggest[0]).to_numpy(dtype=float))
    rates = estimate_rates(hits, totals)
    order, ends = _order(rates, groups)
    common = prose.quotation(biggest[0])
    counts = {"rows": totals[order], "class": [biggest[0]] * len(order)}
    names, shown = [groups.names[i] for i in order], [rates[i] for i in order]
    return _Found(
        _v_squared(groups.codes, texts.to_numpy(dtype=object)),
        _compared(rates, ends, groups, words, f"have {common} as {words.about}"),
        groups.names[ends[0]],
        _v_method(groups),
        Chart(
            "stacked_bar", _stacked(texts, groups, biggest, order),
            f"Stacked bars: how {words.about} divides {words.who}, by {words.by}",
            x_label=words.by, y_label=f"share of {words.who}", unit="share", accent=(common,),
        ),
        interval_table(names, counts, "its_share", shown),
    )


def _stacked(texts: "pd.Series", groups: Groups, classes: list, order: list[int]) -> dict:
    """Return the shares of the biggest classes in each group, and of all others together."""
    import pandas as pd

    shares = pd.crosstab(groups.codes, texts.to_numpy(), normalize="index")
    data: dict[str, list] = {"label": [], "series": [], "value": []}
    for place in order:
        parts = [(prose.quotation(name), shares.at[place, name]) for name in classes[:MOST_CLASSES]]
        if len(classes) > MOST_CLASSES:
            parts.append(("others", shares.loc[place, classes[MOST_CLASSES:]].sum()))
        for series, value in parts:
            data["label"].append(groups.names[place])
            data["series"].append(series)
            data["value"].append(float(value))
    return data


def _order(estimates: list[Estimate], groups: Groups) -> tuple[list[int], tuple[int, int]]:
    """Return the order in which groups are shown, and the places of a high and a low one.

    They are the groups that are surely high and surely low: few rows may lie anywhere by chance.
    """
    places = range(len(estimates))
    ranked = sorted(places, key=lambda place: -estimates[place].value)
    high = max(ranked, key=lambda place: estimates[place].low)
    low = min((p for p in ranked[::-1] if p != high), key=lambda place: estimates[place].high)
    ends = sorted((high, low), key=lambda place: -estimates[place].value)
    return list(places) if groups.ordered else ranked, (ends[0], ends[1])


def _compared(
    rates: list[Estimate], ends: tuple[int, int], groups: Groups, words: _Words, event: str
) -> str:
    """Say of how many rows the event is true in the highest group, against the lowest."""
    high, low = (_rounded(rates[place], "share") for place in ends)
    return (
        f"{high} of {words.who} {event} where {words.by} is {groups.names[ends[0]]}, against "
        f"{low} where it is {groups.names[ends[1]]}"
    )


def _v_squared(codes: np.ndarray, values: object) -> Estimate:
    v = cramers_v_estimate(codes, values)
    return Estimate(v.value**2, v.low**2, v.high**2, v.p)


def _v_method(groups: Groups) -> str:
    return (
        f"Chi-squared test of {len(groups.names)} groups; Cramer's V squared (Bergsma's bias "
        "correction) with the interval of the noncentral chi-squared distribution"
    )


def _rounded(item: Estimate, unit: str) -> str:
    return prose.estimate(item.value, item.low, item.high, unit)


def _meaning(words: _Words, part: str, highest: str) -> Meaning:
    what = words.differing if words.event else words.about
    return Meaning(
        f"Look first at the {words.who} where {words.by} is {highest}, and ask what sets them "
        f"apart: {part} of the differences in {words.differing} go with {words.by}.",
        f"Over all {words.who}, {words.by} tells too little about {what} to matter: look "
        "elsewhere. A small group may still stand apart: see the chart.",
        f"It is open whether {words.by} tells enough about {what} to matter: do not plan by it "
        "alone.",
    )


def _limits(words: _Words) -> str:
    return (
        "The groups were found, not made by chance, and may differ in more than what parts them. "
        f"Each of the {words.who} counts as independent of the others."
    )
