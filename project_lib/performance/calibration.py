"""Whether probabilities are right: 20 of 100 rows with a probability of 20 % have the outcome."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.inference.estimates import Z95
from project_lib.performance.logit_line import fit_logit_line
from project_lib.performance.score_counts import require_binary
from project_lib.statistics import wilson_interval

if TYPE_CHECKING:
    import pandas as pd

BINS = 10
BIN_ROWS = 20  # in a bin, fewer rows say nothing
DRAWS = 4_000
SLIGHT_ERROR = 0.01  # mean distance of shares, below which none would act otherwise
SLIGHT = 0.05  # of slope and level: who reads the probabilities would not notice


@dataclass(frozen=True)
class Calibration:
    """How right probabilities are; an interval is None where there is none.

    Attributes
    ----------
    rows, positives : counts
    predicted_share, actual_share : mean probability, and the share that had the outcome
    slope : of outcomes on log-odds (Cox, 1958): 1 is right, below the probabilities are too
        extreme, above too timid; nan where all are the same or part the classes
    level : log-odds by which they are too low on average (below 0: too high), 0 is right
    bin_error : mean distance of predicted and actual share over bins of equal counts (Naeini et
        al., 2015), a fraction; `bin_error_by_chance` is its mean when all probabilities are right,
        and `bin_error_at_most` what it exceeds then in 1 of 20 samples
    brier : mean squared error = miscalibration - discrimination + uncertainty, parted by isotonic
        regression (Dimitriadis et al., 2021)
    skill : part of the uncertainty that the probabilities take away; below 0 worse than the share
        of positives for all
    """

    rows: int
    positives: int
    predicted_share: float
    actual_share: float
    slope: float
    slope_interval: tuple[float, float] | None
    level: float
    level_interval: tuple[float, float] | None
    bin_error: float
    bin_error_by_chance: float
    bin_error_at_most: float
    brier: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    skill: float


def reliability_table(actual: object, probability: object, *, bins: int = BINS) -> "pd.DataFrame":
    """Return predicted and actual shares of bins of nearly equal counts, the lowest first.

    Equal probabilities share a bin; few rows have fewer bins. Columns: rows, lowest_share and
    highest_share (probabilities of the bin), predicted_share (their mean), actual_share (that had
    the outcome), from_share and to_share (Wilson's 95 % interval of the actual one).

    Raises
    ------
    InputError
        When rows are missing or not binary with probabilities.
    """
    import pandas as pd

    happened, chance = require_binary(actual, probability)
    order = np.argsort(chance, kind="stable")
    happened, chance = happened[order], chance[order]
    starts = _bin_starts(chance, bins)
    sizes = np.diff(np.append(starts, len(chance)))
    hits = np.add.reduceat(happened, starts)
    low, high = wilson_interval(hits, sizes)
    return pd.DataFrame({
        "rows": sizes,
        "lowest_share": chance[starts],
        "highest_share": chance[starts + sizes - 1],
        "predicted_share": np.add.reduceat(chance, starts) / sizes,
        "actual_share": hits / sizes,
        "from_share": low,
        "to_share": high,
    })  # fmt: skip


def _bin_starts(ascending: np.ndarray, bins: int) -> np.ndarray:
    """Return the first row of each bin; a bin begins where a new value does."""
    count = int(np.clip(len(ascending) // BIN_ROWS, 1, bins))
    wanted = np.linspace(0, len(ascending), count, endpoint=False).astype(int)
    return np.unique(np.searchsorted(ascending, ascending[wanted], side="left"))


def measure_calibration(
    actual: object, probability: object, *, entities: object = None
) -> Calibration:
    """Return how right the probabilities are, in several measures.

    Parameters
    ----------
    entities : of each row, where several rows may belong to one

    Raises
    ------
    InputError
        When rows are missing or not binary with probabilities.
    """
    happened, chance = require_binary(actual, probability)
    groups = None if entities is None else np.asarray(entities)
    line = fit_logit_line(happened, chance, groups=groups)
    bins = reliability_table(happened, chance)
    weights = bins["rows"].to_numpy() / len(chance)
    brier, parts = float(np.mean((chance - happened) ** 2)), _part_brier(happened, chance)
    by_chance, at_most = _error_by_chance(chance)
    return Calibration(
        rows=len(chance),
        positives=int(happened.sum()),
        predicted_share=float(chance.mean()),
        actual_share=float(happened.mean()),
        slope=line.slope if line else np.nan,
        slope_interval=_around(line.slope, line.slope_error) if line else None,
        level=line.level if line else np.nan,
        level_interval=_around(line.level, line.level_error) if line else None,
        bin_error=float(weights @ (bins["predicted_share"] - bins["actual_share"]).abs()),
        bin_error_by_chance=by_chance,
        bin_error_at_most=at_most,
        brier=brier,
        **parts,
        skill=1 - brier / parts["uncertainty"] if parts["uncertainty"] else np.nan,
    )


def _around(value: float, error: float) -> tuple[float, float]:
    return value - Z95 * error, value + Z95 * error


def _error_by_chance(chance: np.ndarray) -> tuple[float, float]:
    """Return the distance over bins that chance alone makes, on average and in 1 of 20 samples.

    Bins are normal and independent, which many rows of one entity would not be.
    """
    ascending = np.sort(chance)
    starts = _bin_starts(ascending, BINS)
    spread = np.sqrt(np.add.reduceat(ascending * (1 - ascending), starts))
    draws = np.abs(np.random.default_rng(0).standard_normal((DRAWS, len(spread)))) @ spread
    mean = np.sqrt(2 / np.pi) * spread.sum()
    return float(mean / len(chance)), float(np.quantile(draws, 0.95) / len(chance))


def _part_brier(happened: np.ndarray, chance: np.ndarray) -> dict[str, float]:
    from sklearn.isotonic import isotonic_regression

    values, codes, sizes = np.unique(chance, return_inverse=True, return_counts=True)
    shares = np.bincount(codes, happened) / sizes
    right = isotonic_regression(shares, sample_weight=sizes.astype(float))[codes]
    base = float(happened.mean())
    uncertainty = base * (1 - base)
    best = float(np.mean((right - happened) ** 2))
    return {
        "miscalibration": max(0.0, float(np.mean((chance - happened) ** 2)) - best),
        "discrimination": max(0.0, uncertainty - best),
        "uncertainty": uncertainty,
    }


def calibration_sentence(found: Calibration, task: str = "binary") -> str:
    """Say whether the probabilities can be taken at their word, and what is wrong with them.

    Of several classes (`task` is ``classes``) they are those of the class that was told.
    """
    happened = "are of the class that was told" if task == "classes" else "have the outcome"
    text = (
        f"On average {prose.percent(found.predicted_share)} is predicted and "
        f"{prose.percent(found.actual_share)} of {prose.plural(found.rows, 'row')} {happened}"
    )
    if found.level_interval is None:
        why = "all rows have one outcome" if found.positives in (0, found.rows) else (
            "the probabilities are all the same, or part the classes without an error"
        )  # fmt: skip
        return f"{text}; {why}, so there is no more to be told of their calibration."
    verdict = _verdict(found)
    low, high = found.slope_interval
    error, chance = (f"{100 * part:.1f}" for part in (found.bin_error, found.bin_error_by_chance))
    skill = f"The Brier score is {prose.number(found.brier)}; the probabilities "
    if found.skill > 0:
        skill += f"take away {prose.percent(found.skill)} of the uncertainty"
    else:
        skill += "are no better than the same share for all"
    return (
        f"**{verdict}** {text}; the calibration slope is {prose.number(found.slope)} "
        f"({prose.interval(low, high)}; 1 is right). In bins of equal size, predicted and actual "
        f"shares are {error} percentage points apart on average, where chance alone makes "
        f"{chance}. {skill}."
    )


def _verdict(found: Calibration) -> str:
    faults = []
    steep, level = abs(found.slope - 1) > SLIGHT, abs(found.level) > SLIGHT
    if found.slope_interval[0] <= 0 or found.skill <= 0:
        faults.append("of no use: the same one for all would be as good")
    elif steep and found.slope_interval[1] < 1:
        faults.append("too extreme (small ones too small, large ones too large)")
    elif steep and found.slope_interval[0] > 1:
        faults.append("too timid (small ones too large, large ones too small)")
    if level and found.level_interval[0] > 0:
        faults.append("too low on average")
    elif level and found.level_interval[1] < 0:
        faults.append("too high on average")
    if faults:
        return f"The probabilities are {' and '.join(faults)}."
    if found.bin_error > found.bin_error_at_most and found.bin_error > SLIGHT_ERROR:
        return (
            "The probabilities are right as a whole, but group by group farther off than chance "
            "makes."
        )
    return "Nothing speaks against taking the probabilities at their word."


def reliability_title(found: Calibration, part: str = "") -> str:
    """Return how far predicted and actual shares are apart, against chance.

    Parameters
    ----------
    part : where they are, such as ``holdout``, where that is to be said
    """
    error, chance = (f"{100 * part:.1f}" for part in (found.bin_error, found.bin_error_by_chance))
    text = "predicted and actual shares are"
    text = f"On the {part}, {text}" if part else prose.capital(text)
    return f"{text} {error} percentage points apart on average; chance alone makes {chance}"
