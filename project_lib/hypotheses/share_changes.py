"""Claims about whether few hold more of an amount in one period than in another."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.concentration import as_amounts
from project_lib.errors import InputError, nearest
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.inference.estimates import Estimate, estimate_by_percentiles

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 2000
BLOCK_CELLS = 4_000_000  # of holders times resamples that are held at once
POINTS = "percentage points"


def top_share_change(
    earlier: "pd.DataFrame",
    later: "pd.DataFrame",
    *,
    holder: str,
    who: str,
    what: str,
    claim: Claim,
    amount: str = "total",
    top: float = 0.05,
    periods: tuple[str, str] = ("the first period", "the second period"),
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return by how much the share of each period's biggest holders has changed.

    Parameters
    ----------
    earlier, later : one row per holder, such as `totals.totals_by` returns for each period; who is
        missing in one of them held nothing then
    holder, who : the column of the holders, and what they are in the plural
    claim : about later less earlier, in percentage points
    periods : the periods in words that follow "in"

    Raises
    ------
    InputError
        When a column is missing or an amount is negative.
    """
    amounts = _aligned(earlier, later, holder, amount, who)
    estimates = _compare(amounts, top, claim.threshold, random_state)
    change, *shares = estimates
    words = [prose.percent(share.value) for share in shares]
    biggest = f"The biggest {prose.percent(top)} of {who}"
    low, high = change.low, change.high
    return Result(
        statement=f"{biggest} hold {words[0]} of {what} in {periods[0]} and {words[1]} in "
        f"{periods[1]}",
        method=f"Difference of two top shares; percentile bootstrap over {who}, the same draw for "
        f"both periods ({prose.number(RESAMPLES)} resamples)",
        effect=change.value,
        unit=POINTS,
        interval=(low, high),
        n=amounts.shape[1],
        counted=who,
        p=change.p,
        claim=claim,
        chart=_chart(periods, shares, who, what, top),
        meaning=meaning or _meaning(claim, who, what),
        limits="Two periods are compared; who belongs to the biggest is found anew in each.",
        exhibits=(_exhibit(periods, shares, amounts, who, what),),
    )


def _aligned(
    earlier: "pd.DataFrame", later: "pd.DataFrame", holder: str, amount: str, who: str
) -> np.ndarray:
    """Return the amounts (2 x holders) of all who held something in either period."""
    for table in (earlier, later):
        for name in (holder, amount):
            if name not in table:
                raise InputError(f"column '{name}'", "is missing", nearest(name, table.columns))
    both = earlier[[holder, amount]].merge(later[[holder, amount]], on=holder, how="outer")
    amounts = both[[f"{amount}_x", f"{amount}_y"]].fillna(0).to_numpy(dtype=float).T
    for row in amounts:
        as_amounts(row, f"amounts of {who}")
    return np.ascontiguousarray(amounts[:, amounts.sum(axis=0) > 0])


def _compare(
    amounts: np.ndarray, top: float, threshold: float, random_state: int
) -> tuple[Estimate, Estimate, Estimate]:
    """Return the change in percentage points and both shares, over the same resamples."""
    random = np.random.default_rng(random_state)
    orders = [np.argsort(-row, kind="stable") for row in amounts]
    count = amounts.shape[1]
    step = max(1, BLOCK_CELLS // count)
    blocks = []
    for start in range(0, RESAMPLES, step):
        rows = min(step, RESAMPLES - start)
        drawn = random.integers(0, count, (rows, count)) + np.arange(rows)[:, None] * count
        counts = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count)
        blocks.append(_shares(amounts, orders, counts, top))
    draws = np.concatenate(blocks, axis=1)
    seen = _shares(amounts, orders, np.ones((1, count)), top)[:, 0]
    change = estimate_by_percentiles(
        100 * (seen[1] - seen[0]), 100 * (draws[1] - draws[0]), threshold
    )
    first, second = (
        estimate_by_percentiles(value, values, 0.5)
        for value, values in zip(seen, draws, strict=True)
    )
    return change, first, second


def _shares(
    amounts: np.ndarray, orders: list[np.ndarray], counts: np.ndarray, top: float
) -> np.ndarray:
    """Return the top share of each period (2 x resamples); the last holder counts in part."""
    shares = []
    for row, order in zip(amounts, orders, strict=True):
        weights = counts[:, order]
        before = np.cumsum(weights, axis=1) - weights
        taken = np.clip(top * weights.sum(axis=1, keepdims=True) - before, 0, weights)
        total = np.einsum("rh,h->r", weights, row[order])  # no BLAS: same bytes
        held = np.zeros(len(total))
        shares.append(
            np.divide(np.einsum("rh,h->r", taken, row[order]), total, out=held, where=total > 0)
        )
    return np.array(shares)


def _chart(
    periods: tuple[str, str], shares: list[Estimate], who: str, what: str, top: float
) -> Chart:
    label = f"share of {what} of the biggest {prose.percent(top)} of {who}"
    texts = [
        f"{prose.percent(share.value)} in {period}"
        for period, share in zip(periods, shares, strict=True)
    ]
    data = {
        "label": [prose.capital(period) for period in periods],
        "value": [share.value for share in shares],
        "low": [share.low for share in shares],
        "high": [share.high for share in shares],
    }
    accent = (prose.capital(periods[1]),)
    return Chart(
        "bar",
        data,
        alt=f"Bars of the {label}: {' and '.join(texts)}, with 95 % intervals",
        y_label=label,
        unit="share",
        accent=accent,
    )


def _meaning(claim: Claim, who: str, what: str) -> Meaning:
    word = {"above": "grows", "below": "shrinks", "different": "changes"}[claim.side]
    return Meaning(
        supported=f"The dependence on the biggest {who} {word}: expect the next period to go on "
        "from there, and look again then.",
        refuted=f"The dependence on the biggest {who} does not grow to an extent that matters."
        if claim.side == "above"
        else f"That the dependence on the biggest {who} {word} is not borne out.",
        inconclusive=f"Between the two periods the dependence on the biggest {who} has not "
        "changed beyond chance: look again in a few months.",
    )


def _exhibit(
    periods: tuple[str, str], shares: list[Estimate], amounts: np.ndarray, who: str, what: str
) -> Exhibit:
    import pandas as pd

    table = pd.DataFrame(
        {
            "period": [prose.capital(period) for period in periods],
            who: [int((row > 0).sum()) for row in amounts],
            "top_share": [share.value for share in shares],
            "low_share": [share.low for share in shares],
            "high_share": [share.high for share in shares],
        }
    )
    return Exhibit(f"How much of the {what} the biggest {who} hold, by period", table)
