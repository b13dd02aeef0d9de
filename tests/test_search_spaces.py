import numpy as np
import pytest
from model_problems import make_problem

from project_lib.models.packs import CLASSES, USUAL, Pack, fit_model, predict
from project_lib.tuning.ranges import Choice
from project_lib.tuning.search_spaces import ALWAYS, SPACES, STARTS

TASKS = {name: kind.tasks[0] for name, kind in CLASSES.items()}
CORNERS = {"lowest": 0.0, "middle": 0.5, "highest": 1.0}


def setting_at(name, place):
    """Return the setting of a class at one place, in [0, 1], of all its ranges."""
    space = SPACES[name]
    chosen = {
        key: kind.values[round(place * (len(kind.values) - 1))]
        if isinstance(kind, Choice)
        else kind.at(place)
        for key, kind in space.items()
    }
    return {**ALWAYS.get(name, {}), **chosen}


def test_every_class_that_can_compete_can_be_tuned():
    assert SPACES.keys() == CLASSES.keys()


def test_what_the_run_sets_for_every_model_is_not_searched():
    for name, space in SPACES.items():
        assert not (space.keys() | ALWAYS.get(name, {}).keys()) & CLASSES[name].fixed.keys()


def test_at_most_seven_parameters_are_searched():
    assert max(len(space) for space in SPACES.values()) <= 7


def test_rounds_of_boosting_are_not_searched():
    rounds = {"n_estimators", "max_iter", "num_iterations"}
    assert not any(space.keys() & rounds for space in SPACES.values())


@pytest.mark.parametrize("name", SPACES)
def test_first_settings_lie_in_the_ranges(name):
    for setting in STARTS.get(name, ()):
        assert setting.keys() == SPACES[name].keys()
        assert all(SPACES[name][key].holds(value) for key, value in setting.items())


@pytest.mark.parametrize("place", CORNERS.values(), ids=CORNERS.keys())
@pytest.mark.parametrize("name", SPACES)
def test_a_model_learns_at_every_corner_of_its_space(name, place):
    if CLASSES[name].module == "xgboost":
        pytest.importorskip("xgboost")
    task = TASKS[name]
    problem = make_problem(task, rows=120, noise_columns=2)
    pack = Pack("tuned", name, {**usual_parameters(name), **setting_at(name, place)})
    rows = problem.rows.to_numpy()
    model = fit_model(pack, rows, problem.target, groups=problem.groups)
    predicted = predict(model, rows, task=task, classes=problem.codes)
    assert np.isfinite(predicted).all()


def usual_parameters(name):
    """Return what the usual pack of a class sets; few rounds, so that the test is quick."""
    packs = {pack.class_name: pack.parameters for packs in USUAL.values() for pack in packs}
    few = {"n_estimators": 5, "max_iter": 5}
    usual = packs.get(name, {"n_estimators": 5})
    linear = name.startswith(("Logistic", "Linear"))
    return usual if linear else {key: few.get(key, value) for key, value in usual.items()}
