"""Doubly robust effects: right if either the model of treatment or that of the outcome is right."""

import numpy as np

from project_lib.drivers.effect_ratios import EffectRatio, estimate_from
from project_lib.drivers.nuisance import Models, bounded, folds_of
from project_lib.drivers.study import Study
from project_lib.errors import InputError

FOLDS = 5
MOST_STEPS = 50


def robust_effect(
    study: Study, *, random_state: int, folds: int = FOLDS, models: Models | None = None
) -> EffectRatio:
    """Return the doubly robust effect of the treatment, by cross-fitting over whole clusters.

    Of a treatment that is there or not, the ratio of the mean outcomes if all units had it and if
    none had, by augmented inverse probability weighting (Robins, Rotnitzky and Zhao, 1994;
    Chernozhukov et al., 2018), weights normalised within arms (Hajek, 1971). Of a number, the ratio
    per unit of it, constant by assumption, after the confounders have been partialled out of the
    treatment and the outcome (Robinson, 1988; on the scale ``mean`` multiplicative, Robins, 1989).
    Where it is not constant, it is a mean in which units count by how much of their treatment the
    confounders leave open.

    Parameters
    ----------
    folds : 1 fits and predicts on the same units
    models : those of an earlier estimate of the same columns, to start from
    """
    models = models or Models()
    if study.binary:
        return _weighted(study, random_state, folds, models)
    return _partialled(study, random_state, folds, models)


def _weighted(study: Study, random_state: int, folds: int, models: Models) -> EffectRatio:
    count = len(study.treatment)
    share, with_it, without = np.empty((3, count))
    for fit, on in folds_of(study, folds, random_state):
        share[on] = models.propensity(study, fit, on)
        for values, arm in ((with_it, 1.0), (without, 0.0)):
            own = fit & (study.treatment == arm)
            beta = models.outcome(f"outcome {arm}", study, study.columns, own)
            values[on] = _predict(study, study.columns[on], beta, own)
    share = bounded(share)
    outcome = np.log(study.outcome) if study.scale == "typical" else study.outcome
    scores = []
    for values, weight in (
        (with_it, study.treatment / share),
        (without, (1 - study.treatment) / (1 - share)),
    ):
        scores.append(values + weight / weight.mean() * (outcome - values))
    means = [float(score.mean()) for score in scores]
    if study.scale == "typical":
        return estimate_from(
            means[0] - means[1], scores[0] - means[0] - scores[1] + means[1], study.clusters
        )
    if min(means) <= 0:
        raise InputError("outcome", "is nearly 0 in one of the groups", "compare larger groups")
    influence = scores[0] / means[0] - scores[1] / means[1]
    return estimate_from(np.log(means[0] / means[1]), influence, study.clusters)


def _predict(study: Study, columns: np.ndarray, beta: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    """Return predicted outcomes on their scale, never beyond those that were seen."""
    linear = beta[0] + columns @ beta[1:]
    if study.scale == "typical":
        seen = np.log(study.outcome[fitted])
        return np.clip(linear, seen.min(), seen.max())
    highest = study.outcome[fitted].max()
    return np.exp(np.minimum(linear, np.log(highest))) if highest else np.zeros(len(linear))


def _partialled(study: Study, random_state: int, folds: int, models: Models) -> EffectRatio:
    """Return the slope that leaves nothing of the outcome to the unexplained treatment."""
    count = len(study.treatment)
    # standardised, so that the outcome without treatment is that of a usual unit
    spread = study.treatment.std()
    treatment = (study.treatment - study.treatment.mean()) / spread
    rest, base, slopes = np.empty(count), np.empty(count), []
    both = np.column_stack([study.columns, treatment])
    for fit, on in folds_of(study, folds, random_state):
        beta = models.expectation(study.columns[fit], treatment[fit])
        rest[on] = treatment[on] - beta[0] - study.columns[on] @ beta[1:]
        beta = models.outcome("outcome", study, both, fit)
        base[on] = _predict(study, study.columns[on], beta[:-1], fit)
        slopes.append(beta[-1])
    slope = float(np.mean(slopes))
    if study.scale == "typical":
        left = np.log(study.outcome) - base
        slope = float((left * rest).sum() / (treatment * rest).sum())
        influence = (left - slope * treatment) * rest / (treatment * rest).mean()
        return estimate_from(slope / spread, influence / spread, study.clusters)
    for _ in range(MOST_STEPS):
        scaled = study.outcome * np.exp(-slope * treatment)
        steepness = (scaled * treatment * rest).mean()
        step = ((scaled - base) * rest).mean() / steepness
        slope += float(np.clip(step, -1, 1))
        if abs(step) < 1e-9:
            influence = (scaled - base) * rest / steepness
            return estimate_from(slope / spread, influence / spread, study.clusters)
    raise InputError("treatment", "has no steady effect per unit", "compare two groups instead")
