"""Which models compete: the classes that a case may name, the usual packs, and how one is made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pkgutil import resolve_name
from typing import TYPE_CHECKING

import numpy as np

from project_lib.configuration.modelling_schema import Modelling
from project_lib.configuration.modelling_schema import Pack as DeclaredPack
from project_lib.errors import InputError, nearest
from project_lib.preprocessing.target_transform import wrap_regressor
from project_lib.splits.dealing import deal_entities

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator


@dataclass(frozen=True)
class ModelClass:
    """Where a class lives, what it predicts, and the parameters that it always gets."""

    module: str
    tasks: tuple[str, ...]
    fixed: dict[str, object] = field(default_factory=dict)


SEEDED = {"random_state": 0}  # replaced by the seed of the run
ONE_JOB = {"n_jobs": 1}  # sums in a fixed order: the same bytes on any machine
BOOSTED = {**SEEDED, **ONE_JOB, "verbosity": -1, "deterministic": True, "force_row_wise": True}
TREES = {**SEEDED, **ONE_JOB, "tree_method": "hist", "verbosity": 0}
ANY_CLASSES, NUMBER = ("binary", "classes"), ("number",)

CLASSES = {
    "LogisticRegression": ModelClass("sklearn.linear_model", ANY_CLASSES, SEEDED),
    "BernoulliNB": ModelClass("sklearn.naive_bayes", ANY_CLASSES),
    "DecisionTreeClassifier": ModelClass("sklearn.tree", ANY_CLASSES, SEEDED),
    "RandomForestClassifier": ModelClass("sklearn.ensemble", ANY_CLASSES, {**SEEDED, **ONE_JOB}),
    "LinearSVC": ModelClass("sklearn.svm", ANY_CLASSES, SEEDED),
    "HistGradientBoostingClassifier": ModelClass("sklearn.ensemble", ANY_CLASSES, SEEDED),
    "LGBMClassifier": ModelClass("lightgbm", ANY_CLASSES, BOOSTED),
    "XGBClassifier": ModelClass("xgboost", ANY_CLASSES, TREES),
    "Ridge": ModelClass("sklearn.linear_model", NUMBER, SEEDED),
    "DecisionTreeRegressor": ModelClass("sklearn.tree", NUMBER, SEEDED),
    "RandomForestRegressor": ModelClass("sklearn.ensemble", NUMBER, {**SEEDED, **ONE_JOB}),
    "LinearSVR": ModelClass("sklearn.svm", NUMBER, SEEDED),
    "HistGradientBoostingRegressor": ModelClass("sklearn.ensemble", NUMBER, SEEDED),
    "LGBMRegressor": ModelClass("lightgbm", NUMBER, BOOSTED),
    "XGBRegressor": ModelClass("xgboost", NUMBER, TREES),
}
SAMPLERS = {
    "oversample": "RandomOverSampler",
    "undersample": "RandomUnderSampler",
    "smote": "SMOTE",
}


@dataclass(frozen=True)
class Pack:
    """A model that competes: its name, its class, the parameters set, what evens out classes."""

    name: str
    class_name: str
    parameters: dict[str, object] = field(default_factory=dict)
    imbalance: str = "none"

    @property
    def needs(self) -> str:
        """The extra that is missing to train it, empty when it can be trained."""
        if CLASSES[self.class_name].module == "xgboost" and find_spec("xgboost") is None:
            return "xgboost"
        if self.imbalance in SAMPLERS and find_spec("imblearn") is None:
            return "imbalance"
        return ""


FOREST = {"n_estimators": 70, "min_samples_leaf": 20, "max_samples": 0.3}
BOOSTING = {"n_estimators": 100, "num_leaves": 15, "learning_rate": 0.06, "min_child_samples": 40}
HISTOGRAM = {"max_iter": 100, "max_leaf_nodes": 15, "early_stopping": False}
# Of many columns few tell: a penalty that sets the others' coefficients to 0 is better by far.
SPARSE = {"l1_ratio": 1.0, "C": 0.1, "solver": "liblinear", "tol": 0.003, "max_iter": 500}
FEW_ROWS_EACH = 20  # rows for each column, from which the plain penalty does as well
USUAL = {
    "classes": (
        Pack("logistic regression", "LogisticRegression", {"max_iter": 500}),
        Pack("naive Bayes", "BernoulliNB"),
        Pack("decision tree", "DecisionTreeClassifier", {"max_depth": 5, "min_samples_leaf": 50}),
        Pack("random forest", "RandomForestClassifier", FOREST),
        Pack("linear SVM", "LinearSVC", {"dual": False, "C": 0.01, "tol": 0.01}, "weights"),
        Pack("histogram boosting", "HistGradientBoostingClassifier", HISTOGRAM),
        Pack("LightGBM", "LGBMClassifier", BOOSTING),
    ),
    # Where a loss can be chosen it is the absolute error, by which numbers are judged.
    "number": (
        Pack("ridge regression", "Ridge"),
        Pack("decision tree", "DecisionTreeRegressor", {"max_depth": 5, "min_samples_leaf": 50}),
        Pack("random forest", "RandomForestRegressor", FOREST),
        Pack("linear SVM", "LinearSVR", {"C": 0.01, "tol": 0.01, "max_iter": 2000}),
        Pack(
            "histogram boosting",
            "HistGradientBoostingRegressor",
            {**HISTOGRAM, "loss": "absolute_error"},
        ),
        Pack("LightGBM", "LGBMRegressor", {**BOOSTING, "objective": "regression_l1"}),
    ),
}
XGBOOST = {"n_estimators": 100, "max_depth": 4, "learning_rate": 0.1}


def is_wide(rows: "pd.DataFrame") -> bool:
    """Return whether a table has so many columns for its rows that few of them can be learned."""
    return len(rows) < FEW_ROWS_EACH * rows.shape[1]


def choose_packs(
    task: str, declared: Modelling | None = None, *, wide: bool = False
) -> tuple[Pack, ...]:
    """Return the packs that a case declares, or the usual ones (XGBoost where it is installed).

    The sparse logistic regression knows two classes only, and competes in a `wide` table.

    Raises
    ------
    InputError
        For a class that is not in `CLASSES` or does not fit the task, or an unknown parameter.
    """
    if declared is not None and declared.models:
        return tuple(_checked(pack, task) for pack in declared.models)
    packs = USUAL["number" if task == "number" else "classes"]
    if task == "binary" and wide:
        packs = (*packs, Pack("sparse logistic regression", "LogisticRegression", SPARSE))
    if find_spec("xgboost") is None:
        return packs
    name = "XGBRegressor" if task == "number" else "XGBClassifier"
    return (*packs, Pack("XGBoost", name, XGBOOST))


def _checked(declared: DeclaredPack, task: str) -> Pack:
    where = f"modelling.models '{declared.name}' in case.toml"
    known = [name for name, kind in CLASSES.items() if task in kind.tasks]
    if declared.class_name not in known:
        problem = f"names the class '{declared.class_name}', "
        problem += "which predicts something else" if declared.class_name in CLASSES else "unknown"
        raise InputError(where, problem, nearest(declared.class_name, known))
    if task == "number" and declared.imbalance != "none":
        problem = f"asks for imbalance = '{declared.imbalance}', but the target is a number"
        raise InputError(where, problem, "remove it: only classes can be rare")
    pack = Pack(declared.name, declared.class_name, declared.parameters, declared.imbalance)
    if CLASSES[pack.class_name].module == "xgboost" and pack.needs:
        return pack  # its parameters cannot be asked for
    fixed = CLASSES[pack.class_name].fixed
    allowed = set(_class_of(pack)().get_params()) - set(fixed) - {"class_weight", "verbose"}
    for parameter in pack.parameters:
        if parameter in fixed:
            problem = f"sets {parameter}, which the run sets for every model"
            raise InputError(where, problem, "remove it")
        if parameter not in allowed:
            problem = f"sets {parameter}, which {pack.class_name} does not have"
            raise InputError(where, problem, nearest(parameter, allowed))
    return pack


def _class_of(pack: Pack) -> type:
    return resolve_name(f"{CLASSES[pack.class_name].module}:{pack.class_name}")


def make_model(pack: Pack, *, random_state: int) -> "BaseEstimator":
    """Return the unfitted model of a pack: seeded, one thread, weights where it takes them."""
    kind = _class_of(pack)
    fixed = {
        name: random_state if name == "random_state" else value
        for name, value in CLASSES[pack.class_name].fixed.items()
    }
    model = kind(**{**pack.parameters, **fixed})
    if pack.imbalance == "weights" and "class_weight" in model.get_params():
        model.set_params(class_weight="balanced")
    return model


def fit_model(
    pack: Pack,
    rows: np.ndarray,
    target: np.ndarray,
    *,
    groups: np.ndarray | None = None,
    transform: str = "none",
    random_state: int = 0,
) -> "BaseEstimator":
    """Return the pack's model, fitted on training rows; classes are evened out here and only here.

    A linear SVM has no probabilities: they are calibrated on rows of other entities (Platt, 1999).

    Parameters
    ----------
    rows : matrix (rows x columns) without missing values
    target : classes 0, 1, ... or numbers
    groups : the entity of each row
    transform : of a number: what the model is fitted to, ``none`` or ``log1p``
    """
    model = make_model(pack, random_state=random_state)
    rows, target, groups = resample_rows(pack, rows, target, groups, random_state)
    if pack.class_name == "LinearSVC":
        return _calibrated(model, rows, target, groups, random_state)
    return wrap_regressor(model, transform).fit(rows, target, **row_weights(pack, model, target))


def resample_rows(
    pack: Pack,
    rows: np.ndarray,
    target: np.ndarray,
    groups: np.ndarray | None,
    random_state: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return training rows, target and entities as the pack's resampling leaves them."""
    if pack.imbalance not in SAMPLERS:
        return rows, target, groups
    import imblearn

    family = imblearn.under_sampling if pack.imbalance == "undersample" else imblearn.over_sampling
    sampler = getattr(family, SAMPLERS[pack.imbalance])(random_state=random_state)
    return *sampler.fit_resample(rows, target), None


def row_weights(
    pack: Pack, model: "BaseEstimator", target: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the argument of `fit` that evens out classes, where the model has no parameter."""
    if pack.imbalance != "weights" or "class_weight" in model.get_params():
        return {}
    from sklearn.utils.class_weight import compute_sample_weight

    return {"sample_weight": compute_sample_weight("balanced", target)}


def _calibrated(
    model: "BaseEstimator",
    rows: np.ndarray,
    target: np.ndarray,
    groups: np.ndarray | None,
    random_state: int,
) -> "BaseEstimator":
    import pandas as pd
    from sklearn.calibration import CalibratedClassifierCV

    entities = pd.Series(np.arange(len(target)) if groups is None else groups)
    dealt = deal_entities(entities, target, 3, random_state=random_state)
    parts = [(np.flatnonzero(dealt != part), np.flatnonzero(dealt == part)) for part in range(3)]
    return CalibratedClassifierCV(model, cv=parts, ensemble=False).fit(rows, target)


def predict(
    model: "BaseEstimator", rows: np.ndarray, *, task: str, classes: Sequence[int]
) -> np.ndarray:
    """Return probabilities of class 1, probabilities of all `classes`, or numbers.

    A class that the model has not seen has probability 0.
    """
    if task == "number":
        return np.asarray(model.predict(rows), dtype=float)
    seen = np.asarray(model.classes_, dtype=int)
    shares = np.zeros((len(rows), len(classes)))
    shares[:, seen] = model.predict_proba(rows)
    return shares[:, 1] if task == "binary" else shares
