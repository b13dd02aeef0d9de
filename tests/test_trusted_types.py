from pkgutil import resolve_name

import pytest
from serving_examples import serving_committee

from project_lib.serving.native_models import dump_member
from project_lib.serving.trusted_types import (
    FUNCTIONS,
    MODEL_LOADERS,
    OPERATORS,
    PREPROCESSING_LOADERS,
    SKOPS_PROTOCOL,
)


def test_every_name_on_the_list_exists():
    for name in frozenset().union(*PREPROCESSING_LOADERS.values(), *MODEL_LOADERS.values()):
        module, _, attribute = name.rpartition(".")
        assert resolve_name(f"{module}:{attribute}") is not None


def test_no_function_but_our_own_is_on_the_list():
    assert {name.split(".")[0] for name in FUNCTIONS} == {"project_lib"}
    assert PREPROCESSING_LOADERS["FunctionNode"] == FUNCTIONS
    assert "FunctionNode" not in MODEL_LOADERS


@pytest.mark.parametrize("loader", ["MethodNode", "PartialNode", "OperatorFuncNode",
                                    "ConstructorFromReduceNode", "DefaultDictNode"])  # fmt: skip
def test_loaders_that_call_with_arguments_of_the_file_are_not_on_the_list(loader):
    assert loader not in {**PREPROCESSING_LOADERS, **MODEL_LOADERS}


def test_the_protocol_is_the_one_that_is_written():
    from skops.io._protocol import PROTOCOL

    assert PROTOCOL == SKOPS_PROTOCOL


def test_no_operator_runs_others_or_makes_tensors_of_any_size():
    assert not OPERATORS[""] & {"If", "Loop", "Scan", "ConstantOfShape", "Expand", "Tile", "Range"}


@pytest.mark.slow
def test_every_loss_of_histogram_boosting_can_be_stored():
    from sklearn.ensemble import HistGradientBoostingRegressor

    from project_lib.serving.skops_files import dump_skops

    for loss in ("squared_error", "absolute_error", "poisson", "gamma", "quantile"):
        quantile = 0.5 if loss == "quantile" else None
        model = HistGradientBoostingRegressor(loss=loss, quantile=quantile, max_iter=2)
        fitted = model.fit([[float(i)] for i in range(50)], range(1, 51))
        vars(fitted).pop("_feature_subsample_rng", None)
        dump_skops(fitted, MODEL_LOADERS)


def test_preprocessing_of_every_treatment_can_be_stored():
    _, committee = serving_committee(["LinearSVC"])
    assert set(dump_member(committee.members[0])) == {"preprocessing.skops", "model.skops"}
