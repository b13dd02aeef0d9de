"""Members in the formats of their own libraries: no pickle, and nothing that runs when loaded.

LightGBM is kept as text, XGBoost as JSON; preprocessing and all other models as skops files. Trees
are followed to their ends before a library gets them, as libraries themselves do not look.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.models.packs import predict
from project_lib.preprocessing.target_transform import undo_log
from project_lib.serving.boosting_files import read_lightgbm, read_xgboost
from project_lib.serving.forests import NotServed
from project_lib.serving.model_parts import split_target_transform
from project_lib.serving.plain_json import FOREIGN
from project_lib.serving.skops_files import dump_skops, load_skops
from project_lib.serving.sound_models import require_sound_model
from project_lib.serving.trusted_types import MODEL_LOADERS, PREPROCESSING_LOADERS

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator
    from sklearn.compose import ColumnTransformer

    from project_lib.models.committee import FittedMember

PREPROCESSING = "preprocessing.skops"
MODEL_FILES = {"LGBM": "model.txt", "XGB": "model.json"}  # by the beginning of the class
UNUSED = {"cv": None}  # rows of calibration, needed for fitting only
RANDOM = "_feature_subsample_rng"


def model_file(class_name: str) -> str:
    """Return the file that holds a model of a class."""
    kinds = (file for prefix, file in MODEL_FILES.items() if class_name.startswith(prefix))
    return next(kinds, "model.skops")


def dump_member(fitted: "FittedMember") -> dict[str, bytes]:
    """Return a fitted member as files: its preprocessing and its model.

    Raises
    ------
    InputError
        When the model has parts that could not be checked when it is loaded.
    """
    model, _ = split_target_transform(fitted.model)
    file = model_file(fitted.member.pack.class_name)
    if file == "model.txt":
        data = model.booster_.model_to_string().encode()
    elif file == "model.json":
        data = bytes(model.get_booster().save_raw("json"))
    else:
        data = dump_skops(_without_fitting(model), MODEL_LOADERS)
    try:
        _require_sound(file, data, model)
    except NotServed as error:
        name = fitted.member.pack.name
        problem, remedy = f"cannot be deployed: {error}", "choose other parameters in case.toml"
        raise InputError(f"model '{name}'", problem, remedy) from error
    preprocessing = dump_skops(fitted.pipeline, PREPROCESSING_LOADERS)
    return {PREPROCESSING: preprocessing, file: data}


def _without_fitting(model: "BaseEstimator") -> "BaseEstimator":
    """Return a shallow copy without what only fitting needs: rows of folds, a generator."""
    light = copy.copy(model)
    for name, value in UNUSED.items():
        if hasattr(light, name):
            setattr(light, name, value)
    vars(light).pop(RANDOM, None)
    return light


def _require_sound(file: str, data: bytes, model: "BaseEstimator | None") -> None:
    if file == "model.txt":
        read_lightgbm(data.decode())
    elif file == "model.json":
        read_xgboost(data)
    elif model is not None:
        require_sound_model(model)


def require_sound_boosting(file: str, data: bytes, where: object) -> None:
    """Raise InputError unless a model of LightGBM or XGBoost is one that we could have written."""
    try:
        _require_sound(file, data, None)
    except (NotServed, ValueError, LookupError, AttributeError, TypeError) as error:
        raise InputError(where, f"is no such model: {error}", FOREIGN) from error


@dataclass(frozen=True, eq=False)
class NativeMember:
    """A member that predicts by the libraries that fitted it.

    Attributes
    ----------
    seen : the classes that the model knows, numbers; none of a number
    unlog : whether exp(x) - 1, at least 0, makes the number
    columns : that the model was checked to look at; None where its library looks itself
    """

    pipeline: "ColumnTransformer"
    model: object
    features: tuple[str, ...]
    seen: tuple[int, ...]
    unlog: bool
    columns: int | None = None

    def predict(self, frame: "pd.DataFrame", task: str, classes: tuple[int, ...]) -> np.ndarray:
        """Return probabilities of class 1, probabilities of all classes, or numbers."""
        encoded = np.asarray(self.pipeline.transform(frame[list(self.features)]), dtype=float)
        if self.columns not in (None, encoded.shape[1]):
            problem = f"makes {encoded.shape[1]} columns where the model looks at {self.columns}"
            raise InputError(PREPROCESSING, problem, FOREIGN)
        predicted = predict(self.model, encoded, task=task, classes=classes)
        return undo_log(predicted) if self.unlog else predicted


class Booster:
    """A booster of LightGBM or XGBoost with the face of scikit-learn's models."""

    def __init__(self, forecast: object, seen: tuple[int, ...]) -> None:
        self.predict, self.classes_ = forecast, np.array(seen, dtype=int)

    def predict_proba(self, rows: np.ndarray) -> np.ndarray:
        """Return the probability of each class."""
        chances = np.asarray(self.predict(rows), dtype=float)
        return np.column_stack([1 - chances, chances]) if chances.ndim == 1 else chances


def load_member(
    files: Mapping[str, bytes], facts: Mapping[str, object], where: object
) -> NativeMember:
    """Return a member from its files, each of which is checked first.

    Parameters
    ----------
    facts : class, features, seen and unlog, as the manifest holds them

    Raises
    ------
    InputError
        When a file holds what is not on our list, or its library is not installed.
    """
    file, seen = model_file(str(facts["class"])), tuple(facts["seen"])
    place = f"{where}/{file}"
    pipeline = load_skops(
        files[PREPROCESSING], f"{where}/{PREPROCESSING}", PREPROCESSING_LOADERS
    )
    _require_class(pipeline, "ColumnTransformer", f"{where}/{PREPROCESSING}")
    try:
        if file == "model.skops":
            model = load_skops(files[file], place, MODEL_LOADERS)
            calibrated = {"LinearSVC": "CalibratedClassifierCV"}
            _require_class(model, calibrated.get(facts["class"], facts["class"]), place)
            columns = require_sound_model(model)
        else:
            _require_sound(file, files[file], None)
            load = _load_lightgbm if file == "model.txt" else _load_xgboost
            model, columns = Booster(load(files[file]), seen), None
    except (NotServed, ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        raise InputError(place, f"is no such model ({error})", FOREIGN) from error
    except ImportError as error:
        problem = f"needs a library that is not installed ({error.name})"
        raise InputError(place, problem, f"install it: pip install {error.name}") from error
    features = tuple(facts["features"])
    return NativeMember(pipeline, model, features, seen, bool(facts["unlog"]), columns)


def _require_class(value: object, name: str, where: object) -> None:
    if type(value).__name__ != name:
        problem = f"holds a {type(value).__name__} where a {name} belongs"
        raise InputError(where, problem, FOREIGN)


def _load_lightgbm(data: bytes) -> object:
    import lightgbm

    return lightgbm.Booster(model_str=data.decode()).predict


def _load_xgboost(data: bytes) -> object:
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(bytearray(data))
    return booster.inplace_predict
