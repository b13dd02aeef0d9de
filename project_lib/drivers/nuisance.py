"""Models of treatment and outcome given the confounders, fitted without the units they predict."""

from collections.abc import Iterator

import numpy as np

from project_lib.drivers.study import Study

PENALTY = 3.0  # of a squared coefficient of a standardised column, against the sum over units
TOLERANCE = 1e-7


class Models:
    """The fitted models of one estimate, which begin where the last fit has ended."""

    def __init__(self) -> None:
        self._models = {}

    def propensity(self, study: Study, fit: np.ndarray, on: np.ndarray) -> np.ndarray:
        """Return the probability of treatment of the units `on`, learnt from the units `fit`."""
        from sklearn.linear_model import LogisticRegression

        model = self._models.setdefault(
            "propensity",
            LogisticRegression(
                C=1 / PENALTY, solver="newton-cholesky", tol=TOLERANCE, warm_start=True
            ),
        )
        model.fit(study.columns[fit], study.treatment[fit])
        return model.predict_proba(study.columns[on])[:, 1]

    def expectation(self, columns: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the coefficients of least squares, the constant first."""
        center, level = columns.mean(axis=0), values.mean()
        shifted = columns - center
        square = shifted.T @ shifted + PENALTY * np.eye(columns.shape[1])
        slopes = np.linalg.solve(square, shifted.T @ (values - level))
        return np.append(level - center @ slopes, slopes)

    def outcome(self, name: str, study: Study, columns: np.ndarray, fit: np.ndarray) -> np.ndarray:
        """Return the coefficients of the outcome's model on its scale, the constant first."""
        if study.scale == "typical":
            return self.expectation(columns[fit], np.log(study.outcome[fit]))
        from sklearn.linear_model import PoissonRegressor

        values = study.outcome[fit]
        level = values.mean()
        if level == 0:
            return np.append(-np.inf, np.zeros(columns.shape[1]))
        model = self._models.setdefault(
            name, PoissonRegressor(solver="newton-cholesky", tol=TOLERANCE, warm_start=True)
        )
        model.set_params(alpha=PENALTY / len(values))
        try:
            with np.errstate(over="raise", invalid="raise"):
                model.fit(columns[fit], values / level)
        except FloatingPointError:  # the last fit was no good place to start from
            del self._models[name]
            model = PoissonRegressor(alpha=model.alpha, solver=model.solver, tol=TOLERANCE)
            model.fit(columns[fit], values / level)
        return np.append(model.intercept_ + np.log(level), model.coef_)


def bounded(share: np.ndarray) -> np.ndarray:
    """Return probabilities kept from 0 and 1 by 5 / (sqrt(n) log(n)) (Gruber et al., 2022)."""
    bound = min(5 / (np.sqrt(len(share)) * np.log(len(share))), 0.1)
    return np.clip(share, bound, 1 - bound)


def folds_of(
    study: Study, folds: int, random_state: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield masks of the units to fit on and to predict; clusters stay whole. One fold: all, all.

    Treated units are spread evenly: a cluster goes by its share of them.
    """
    everyone = np.ones(len(study.treatment), dtype=bool)
    if folds == 1:
        yield everyone, everyone
        return
    count = int(study.clusters.max()) + 1
    weight = np.bincount(study.clusters, weights=study.treatment) / np.bincount(study.clusters)
    noise = np.random.default_rng(random_state).random(count)
    order = np.lexsort((noise, weight))
    fold = np.empty(count, dtype=int)
    # each run of `folds` clusters goes to different folds, in a random order
    draws = np.random.default_rng([random_state, 1]).random((-(-count // folds), folds))
    fold[order] = draws.argsort(axis=1).ravel()[:count]
    for number in range(folds):
        held = fold[study.clusters] == number
        yield ~held, held
