"""Effects by regression: plain, and adjusted for confounders."""

import numpy as np

from project_lib.drivers.effect_ratios import EffectRatio
from project_lib.drivers.study import Study


def naive_effect(study: Study) -> EffectRatio:
    """Return the plain comparison, which knows of no confounder."""
    return _regress(study, study.treatment[:, None])


def adjusted_effect(study: Study) -> EffectRatio:
    """Return the treatment's coefficient in a regression on it and all confounders.

    On the scale ``mean`` a Poisson regression, which estimates ratios of expected outcomes whatever
    their distribution (Santos Silva and Tenreyro, 2006); on ``typical`` least squares of the
    logarithm. Errors are robust to clusters; without them HC3 of least squares (MacKinnon and
    White, 1985), HC1 of the Poisson regression.
    """
    return _regress(study, np.column_stack([study.treatment, study.columns]))


def _regress(study: Study, columns: np.ndarray) -> EffectRatio:
    import statsmodels.api as sm

    columns = sm.add_constant(columns, has_constant="add")
    clusters = int(study.clusters.max()) + 1
    by_cluster = {"cov_type": "cluster", "cov_kwds": {"groups": study.clusters}}
    if study.scale == "mean":
        # in units of its mean: the same coefficients, and no overflow on the way to them
        model = sm.GLM(study.outcome / study.outcome.mean(), columns, family=sm.families.Poisson())
        fit = model.fit(**by_cluster)
    else:
        alone = clusters == len(study.outcome)
        fit = sm.OLS(np.log(study.outcome), columns).fit(
            **({"cov_type": "HC3"} if alone else by_cluster)
        )
    return EffectRatio(float(fit.params[1]), float(fit.bse[1]), clusters)
