"""Concentration: how unevenly an amount is spread over its holders, with intervals.

Intervals are bootstrap-t on a scale that keeps a share within 0 and 1: with heavy tails the plain
bootstrap of a top share or a Gini index is biased downwards and covers too rarely (Davidson and
Flachaire, 2007; Davidson, 2009). With 2,000 lognormal amounts (sigma 1.5) this one covers a fifth's
share in 94 % of samples, with sigma 2 in 92 %; a group of five holders only in 80 to 90 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate, estimate_by_studentizing, two_sided_p
from project_lib.inference.samples import as_sample

RESAMPLES = 2_000
BLOCK_CELLS = 1_000_000  # resampled counts held in memory at once
MOST_SINGLE = 2_000  # the biggest holders that are drawn one by one
MOST_CLASSES = 4_000  # holders drawn one by one and classes of similar ones together
CURVE_POINTS = 200
TINY = 1e-9  # a share nearer to 0 or 1 is taken as 0 or 1


@dataclass(frozen=True)
class Concentration:
    """Measures of one amount; shares and Gini's index are fractions in [0, 1].

    Attributes
    ----------
    top : by share of the holders, the share of the amount that the biggest of them have
    reaching : by share of the amount, the share of the holders, biggest first, that have it
    gini : 0 where all have the same, near 1 where one has all
    herfindahl : sum of the squared shares; 1 / herfindahl equal holders are as concentrated; with
        heavy tails it hangs on the few biggest, and its interval is too short
    """

    top: dict[float, Estimate]
    reaching: dict[float, Estimate]
    gini: Estimate
    herfindahl: Estimate


def as_amounts(values: object, name: str = "amounts") -> np.ndarray:
    """Return the amounts, biggest first; a holder with nothing counts as a holder.

    Raises
    ------
    InputError
        When an amount is negative, or no number, or nobody holds anything.
    """
    amounts = np.sort(as_sample(values, name))[::-1]
    if amounts[-1] < 0:
        raise InputError(
            name,
            f"has {int((amounts < 0).sum())} of {len(amounts)} below 0, the lowest {amounts[-1]:g}",
            "shares need amounts of 0 or more: leave such holders out or count them as 0",
        )
    if amounts[0] == 0:
        raise InputError(name, "are all 0", "give holders of which one has something")
    return amounts


def lorenz_curve(values: object) -> pd.DataFrame:
    """Return the cumulative shares of holders and amount, biggest holders first (Lorenz, 1905).

    Columns: ``holder_share``, ``amount_share``, both from 0 to 1; at most 201 rows.
    """
    amounts = as_amounts(values)
    places = np.unique(np.linspace(0, len(amounts), CURVE_POINTS + 1).round().astype(int))
    held = np.concatenate([[0.0], np.cumsum(amounts)])
    return pd.DataFrame(
        {"holder_share": places / len(amounts), "amount_share": held[places] / held[-1]}
    )


def measure_concentration(
    values: object,
    *,
    tops: Sequence[float] = (),
    reaches: Sequence[float] = (),
    threshold: float = 0.5,
    resamples: int = RESAMPLES,
    random_state: int,
) -> Concentration:
    """Return the concentration of amounts, one per holder, with intervals over the holders.

    Parameters
    ----------
    tops : shares of the holders, such as 0.2 for the biggest fifth
    reaches : shares of the amount, such as 0.8
    threshold : value that all p-values test

    Raises
    ------
    InputError
        When an amount is negative, all are 0, or a share is not in (0, 1).
    """
    amounts = as_amounts(values)
    for share in (*tops, *reaches):
        if not 0 < share < 1:
            raise InputError("share", f"is {share}", "give a fraction between 0 and 1")
    classes = _classify(amounts / amounts.mean())
    names = [("top", share) for share in tops] + [("reach", share) for share in reaches]
    names += [("gini", 0.0), ("herfindahl", 0.0)]
    single = _classify(amounts / amounts.mean(), most=len(amounts))
    seen = _measure(single, single.sizes[None, :], names)
    draws = _resample(classes, names, resamples, np.random.default_rng(random_state))
    estimates = [
        _estimate(name, seen[i, :, 0], draws[i], threshold) for i, name in enumerate(names)
    ]
    return Concentration(
        dict(zip(tops, estimates, strict=False)),
        dict(zip(reaches, estimates[len(tops) :], strict=False)),
        *estimates[-2:],
    )


@dataclass(frozen=True)
class _Classes:
    """Holders of similar amounts, biggest first: how many, mean and mean square."""

    sizes: np.ndarray
    means: np.ndarray
    squares: np.ndarray


def _classify(amounts: np.ndarray, *, most: int = MOST_CLASSES) -> _Classes:
    """Return the biggest holders one by one and the others in classes of neighbours.

    Of many holders the classes are so narrow that the spread within them does not show.
    """
    count = len(amounts)
    if count <= most:
        return _Classes(np.ones(count), amounts, amounts**2)
    others = np.linspace(MOST_SINGLE, count, most - MOST_SINGLE + 1).astype(int)
    starts = np.concatenate([np.arange(MOST_SINGLE), others[:-1]])
    sizes = np.diff(np.append(starts, count)).astype(float)
    sums = [np.add.reduceat(power, starts) / sizes for power in (amounts, amounts**2)]
    return _Classes(sizes, *sums)


def _resample(
    classes: _Classes, names: list, resamples: int, random: np.random.Generator
) -> np.ndarray:
    """Return values and standard errors (measures x 2 x resamples) over resampled holders."""
    groups, holders = len(classes.sizes), int(classes.sizes.sum())
    shares = classes.sizes / holders
    blocks, step = [], max(1, BLOCK_CELLS // groups)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        if groups == holders:
            drawn = random.integers(0, groups, (rows, groups))
            drawn += np.arange(rows)[:, None] * groups
            counts = np.bincount(drawn.ravel(), minlength=rows * groups).reshape(rows, groups)
        else:
            counts = random.multinomial(holders, shares, rows)
        with np.errstate(divide="ignore", invalid="ignore"):  # resamples of nothing but zeros
            blocks.append(_measure(classes, counts.astype(float), names))
    return np.concatenate(blocks, axis=2)


def _measure(classes: _Classes, counts: np.ndarray, names: list) -> np.ndarray:
    """Return value and standard error (measures x 2 x rows) of each row of counts.

    The standard errors come from the measures' influence functions (Davidson, 2009, for Gini's).
    """
    below = np.cumsum(counts, axis=1)
    held = np.cumsum(counts * classes.means, axis=1)
    squares = np.cumsum(counts * classes.squares, axis=1)
    sums = (below, held, squares)
    found = np.empty((len(names), 2, len(counts)))
    for place, (name, share) in enumerate(names):
        if name == "gini":
            found[place] = _gini(classes.means, counts, *sums)
        elif name == "herfindahl":
            found[place] = _herfindahl(classes.means, counts, held, squares)
        else:
            found[place] = _share(classes.means, sums, share, of_holders=name == "top")
    return found


def _share(means: np.ndarray, sums: tuple, share: float, *, of_holders: bool) -> tuple:
    """Return a top share of the amount, or the share of holders that reach one."""
    below, held, squares = sums
    holders, total = below[:, -1], held[:, -1]
    rows = np.arange(len(below))
    aim = share * (holders if of_holders else total)
    last = ((below if of_holders else held) < aim[:, None] * (1 - 1e-12)).sum(axis=1)
    first = last == 0
    before = [np.where(first, 0.0, item[rows, last - 1]) for item in sums]
    amount = means[last]
    part = aim - before[0] if of_holders else (aim - before[1]) / amount
    inside = [base + part * amount**power for power, base in enumerate(before)]
    value = inside[1] / total if of_holders else inside[0] / holders
    held_share, holder_share = inside[1] / total, inside[0] / holders
    # influence: (x - amount) of the top + amount * holder_share - held_share * x
    slope, shift = 1 - held_share, -amount * (1 - holder_share)
    top = slope**2 * inside[2] + 2 * slope * shift * inside[1] + shift**2 * inside[0]
    rest = [item[:, -1] - part for item, part in zip(sums, inside, strict=True)]
    shift = amount * holder_share
    low = held_share**2 * rest[2] - 2 * held_share * shift * rest[1] + shift**2 * rest[0]
    error = np.sqrt(np.maximum(top + low, 0.0)) / holders
    return value, error / (total / holders if of_holders else amount)


def _gini(
    means: np.ndarray, counts: np.ndarray, below: np.ndarray, held: np.ndarray, _: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    holders, total = below[:, -1:], held[:, -1:]
    rank = 1 - (below - counts / 2) / holders  # from the smallest, in (0, 1)
    gini = (counts * means * (2 * rank - 1)).sum(axis=1, keepdims=True) / total
    smaller = (total - held + counts * means / 2) / holders
    influence = 2 * (means * rank - smaller) - (gini + 1) * means
    center = (counts * influence).sum(axis=1, keepdims=True) / holders
    spread = (counts * (influence - center) ** 2).sum(axis=1) / holders[:, 0]
    return gini[:, 0], np.sqrt(spread / holders[:, 0]) / (total / holders)[:, 0]


def _herfindahl(
    means: np.ndarray, counts: np.ndarray, held: np.ndarray, squares: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the index, and the standard error that makes its logarithm's relative one."""
    holders, total, square = counts.sum(axis=1, keepdims=True), held[:, -1:], squares[:, -1:]
    value = (square / total**2)[:, 0]
    influence = means**2 / (square / holders) - 2 * means / (total / holders) + 1
    spread = (counts * influence**2).sum(axis=1) / holders[:, 0]
    return value, value * np.sqrt(spread / holders[:, 0])


def _estimate(name: tuple, seen: np.ndarray, draws: np.ndarray, threshold: float) -> Estimate:
    """Return the bootstrap-t estimate, of a share on the log-odds scale, of Herfindahl's log."""
    if name[0] == "herfindahl":
        return estimate_by_studentizing(
            (np.log(seen[0]), seen[1] / seen[0]),
            (np.log(draws[0]), draws[1] / draws[0]),
            threshold=threshold,
            scale=np.log,
            back=lambda x: float(np.exp(min(x, 0.0))),
        )
    if not TINY < seen[0] < 1 - TINY:
        value, drawn = min(1.0, max(0.0, float(seen[0]))), draws.shape[1]
        p = two_sided_p((value <= threshold) * drawn, (value >= threshold) * drawn, drawn)
        return Estimate(value, value, value, p)
    return estimate_by_studentizing(
        _on_log_odds(*seen),
        _on_log_odds(*draws),
        threshold=threshold,
        scale=_log_odds,
        back=lambda x: float(1 + np.tanh(x / 2)) / 2,
    )


def _on_log_odds(share: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return shares and their standard errors on the scale of log odds."""
    inside = np.clip(share, TINY, 1 - TINY)
    return _log_odds(inside), error / (inside * (1 - inside))


def _log_odds(share: np.ndarray | float) -> np.ndarray | float:
    return np.log(share / (1 - share))
