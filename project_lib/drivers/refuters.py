"""Attempts to refute an effect by changes that should leave it as it is, or take it away."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from project_lib.drivers.doubly_robust import robust_effect
from project_lib.drivers.effect_ratios import EffectRatio
from project_lib.drivers.nuisance import Models
from project_lib.drivers.study import Study, standardise

if TYPE_CHECKING:
    import pandas as pd

REPEATS = 50  # of the placebo; the other two need fewer, for nothing is counted in them
FEWER = 20
LEVEL = 0.05
CHANCE = 0.999  # of passing the placebo check when its p-values are right
MOST_CHANGE = 0.5  # by a random cause, in standard errors; almost none is expected
MOST_SPREAD = 2.0  # of the effects in random halves, in standard errors; 1 is expected


def refute(study: Study, *, random_state: int, repeats: int = REPEATS) -> "pd.DataFrame":
    """Return one row per attempt to refute the doubly robust effect of a study.

    - ``placebo``: the treatment is dealt out anew, in blocks as it lies within clusters; effects
      whose 95 % interval misses zero must not be more frequent than chance allows
    - ``common_cause``: a random number is added to the confounders; effects must not move by more
      than half a standard error (root mean square)
    - ``subset``: a random half of the clusters; effects must not spread around that of all by more
      than 2 standard errors (root mean square; 1 is expected)

    Columns: ``check``, ``repeats``, ``expected_share`` and ``middle_share``, ``lowest_share``,
    ``highest_share`` of the effects found (fractions), ``statistic``, ``at_most`` and ``passed``.
    """
    import pandas as pd
    from scipy.stats import binom

    whole = robust_effect(study, random_state=random_state, folds=1)
    placebo = _placebo(study, repeats, random_state)
    missed = np.mean([estimate.p() < LEVEL for estimate in placebo])
    fewer = min(repeats, FEWER)
    cause = _common_cause(study, fewer, random_state)
    subset = _subset(study, fewer, random_state)
    rows = [
        _row("placebo", placebo, 0.0, missed, binom.ppf(CHANCE, repeats, LEVEL) / repeats),
        _row("common_cause", cause, whole.effect, _distance(cause, whole), MOST_CHANGE),
        _row("subset", subset, whole.effect, _distance(subset, whole), MOST_SPREAD),
    ]
    return pd.DataFrame(rows)


def _placebo(study: Study, repeats: int, random_state: int) -> list[EffectRatio]:
    generator, models = np.random.default_rng([random_state, 1]), Models()
    order = np.argsort(study.clusters, kind="stable")
    clusters = study.clusters[order]
    placebo = []
    for _ in range(repeats):
        dealt = np.empty_like(study.treatment)
        # clusters in a random order: those of one cluster stay neighbours
        drawn = generator.permutation(clusters.max() + 1)[clusters]
        dealt[order] = study.treatment[order][np.argsort(drawn, kind="stable")]
        changed = replace(study, treatment=dealt)
        placebo.append(robust_effect(changed, random_state=0, folds=1, models=models))
    return placebo


def _common_cause(study: Study, repeats: int, random_state: int) -> list[EffectRatio]:
    generator, models = np.random.default_rng([random_state, 2]), Models()
    found = []
    for _ in range(repeats):
        noise = standardise(generator.normal(size=(len(study.treatment), 1)))
        changed = replace(study, columns=np.column_stack([study.columns, noise]))
        found.append(robust_effect(changed, random_state=0, folds=1, models=models))
    return found


def _subset(study: Study, repeats: int, random_state: int) -> list[EffectRatio]:
    generator, models = np.random.default_rng([random_state, 3]), Models()
    count = int(study.clusters.max()) + 1
    found = []
    for _ in range(repeats):
        half = np.zeros(count, dtype=bool)
        half[generator.permutation(count)[: count // 2]] = True
        part = study.take(half[study.clusters])
        found.append(robust_effect(part, random_state=0, folds=1, models=models))
    return found


def _distance(found: list[EffectRatio], whole: EffectRatio) -> float:
    """Return how far effects lie from that of the whole study, in its standard errors."""
    apart = [estimate.log_ratio - whole.log_ratio for estimate in found]
    return float(np.sqrt(np.mean(np.square(apart)))) / whole.error


def _row(
    check: str, found: list[EffectRatio], expected: float, statistic: float, limit: float
) -> dict[str, object]:
    effects = np.array([estimate.effect for estimate in found])
    return {
        "check": check,
        "repeats": len(found),
        "expected_share": expected,
        "middle_share": float(np.median(effects)),
        "lowest_share": float(effects.min()),
        "highest_share": float(effects.max()),
        "statistic": float(statistic),
        "at_most": float(limit),
        "passed": bool(statistic <= limit),
    }
