import pytest
from pydantic import ValidationError

from project_lib.configuration.case_file import read_case_file
from project_lib.configuration.modelling_schema import BASELINES, Modelling
from project_lib.errors import InputError
from project_lib.models import fold_scores

MODEL = '\n[[modelling.models]]\nname = "forest"\n{}\n'


def case_with(write_case, text):
    from pathlib import Path

    cdnow = (Path(__file__).parents[1] / "cases" / "cdnow" / "case.toml").read_text("utf-8")
    return write_case(cdnow + text)


def test_a_case_declares_models_by_name_class_and_parameters(write_case):
    text = MODEL.format('class = "RandomForestClassifier"\nparameters = { n_estimators = 50 }')
    [pack] = read_case_file(case_with(write_case, text), "shop").modelling.models
    assert (pack.name, pack.class_name) == ("forest", "RandomForestClassifier")
    assert pack.parameters == {"n_estimators": 50}
    assert pack.imbalance == "none"


def test_a_misspelt_key_of_a_model_is_answered_with_the_nearest(write_case):
    root = case_with(write_case, MODEL.format('clas = "RandomForestClassifier"'))
    with pytest.raises(InputError, match="did you mean 'class'"):
        read_case_file(root, "shop")


def test_a_name_stands_for_one_model_and_never_for_a_baseline():
    model = {"name": "dummy", "class": "Ridge"}
    with pytest.raises(ValidationError, match="use the name 'dummy' twice"):
        Modelling(models=[model])
    assert set(fold_scores.BASELINES) == set(BASELINES)
