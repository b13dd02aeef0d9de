"""What a choice costs: models on all features, on the chosen ones and on principal components.

The features of a fold are chosen from its training rows, and scored on its test rows.
"""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.one_thread import one_thread
from project_lib.selectors.component_count import component_curve, count_components, project
from project_lib.selectors.encoded_folds import EncodedFold
from project_lib.selectors.tree_models import boosted_trees

if TYPE_CHECKING:
    import pandas as pd

SETS = ("all features", "chosen features", "principal components")
METRICS = {"binary": "average precision", "classes": "balanced accuracy", "number": "R²"}
MODELS = {"linear": "regularised linear model", "trees": "boosted trees"}


def compare_sets(folds: list[EncodedFold], choices: "pd.DataFrame") -> "pd.DataFrame":
    """Return the score of each set of features in each fold and model.

    Columns: fold, model, features (one of `SETS`), columns (of the matrix), inputs (features that
    must be computed), score (see `METRICS`; higher is better). Folds that chose nothing, or whose
    test rows are all of one class, have the score NaN.

    Parameters
    ----------
    choices : folds x features, true where the fold chose the feature
    """
    import pandas as pd

    rows = []
    with one_thread():
        for (number, chosen), fold in zip(choices.iterrows(), folds, strict=True):
            names = list(choices.columns[chosen.to_numpy(dtype=bool)])
            matrices = _matrices(fold, names)
            for name, (train, test) in zip(SETS, matrices, strict=True):
                inputs = len(names) if name == SETS[1] else fold.train.count
                for model in MODELS:
                    score = _score(model, fold, train, test)
                    rows.append((number, model, name, train.shape[1], inputs, score))
    return pd.DataFrame(rows, columns=["fold", "model", "features", "columns", "inputs", "score"])


def summarise_sets(scores: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row per model and set: columns, inputs, score and what it gains on all features.

    Columns: model, features, columns and inputs (means over folds), score (mean), spread (standard
    deviation over folds), difference (mean over folds, from all features, the same folds), low and
    high (95 % interval of the difference, Student's t over folds; folds share training rows, so it
    is rather too narrow).
    """
    import pandas as pd
    from scipy.stats import t

    rows = []
    for model, part in scores.groupby("model", sort=False):
        wide = part.pivot(index="fold", columns="features", values="score")
        for name in SETS:
            mine = part[part["features"] == name]
            apart = (wide[name] - wide[SETS[0]]).dropna()
            gain, reach = apart.mean(), np.nan
            if len(apart) > 1 and name != SETS[0]:
                reach = t.ppf(0.975, len(apart) - 1) * apart.std() / np.sqrt(len(apart))
            means = (mine["columns"].mean(), mine["inputs"].mean(), mine["score"].mean())
            rows.append((MODELS[model], name, *means, mine["score"].std(), gain, gain - reach,
                         gain + reach))  # fmt: skip
    columns = ["model", "features", "columns", "inputs", "score", "spread", "difference", "low",
               "high"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _matrices(fold: EncodedFold, names: list[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    components = max(1, count_components(component_curve(fold.train)))
    return [
        (fold.train.values, fold.test.values),
        (fold.train.keep(names).values, fold.test.keep(names).values),
        project(fold.train, fold.test, components),
    ]


def _score(model: str, fold: EncodedFold, train: np.ndarray, test: np.ndarray) -> float:
    from sklearn import metrics

    alone = fold.kind != "number" and len(np.unique(fold.test_target)) < 2
    if not train.shape[1] or alone or len(fold.test_target) < 2:
        return np.nan
    fitted = _model(model, fold.kind).fit(train, fold.target)
    if fold.kind == "number":
        return float(metrics.r2_score(fold.test_target, fitted.predict(test)))
    if fold.kind == "binary":
        return float(
            metrics.average_precision_score(fold.test_target, fitted.predict_proba(test)[:, 1])
        )
    guess, classes = fitted.predict(test), np.unique(fold.test_target)
    recall = metrics.recall_score(
        fold.test_target, guess, average="macro", labels=classes, zero_division=0
    )
    return float(recall)


def _model(name: str, kind: str) -> object:
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if name == "trees":
        return boosted_trees(kind)
    linear = Ridge() if kind == "number" else LogisticRegression(max_iter=1000)
    return make_pipeline(StandardScaler(), linear)
