import json
import re

import lightgbm
import numpy as np
import pytest
from test_forests import ROWS, SCORE, walk

from project_lib.serving.boosting_files import read_lightgbm, read_xgboost
from project_lib.serving.forests import NotServed

LIGHT = {"n_estimators": 4, "num_leaves": 5, "verbosity": -1, "n_jobs": 1}


def light_text(**kwargs):
    model = lightgbm.LGBMRegressor(**{**LIGHT, **kwargs}).fit(ROWS, SCORE)
    return model, model.booster_.model_to_string()


def test_trees_of_lightgbm_add_up_to_its_forecast():
    model, text = light_text()
    np.testing.assert_allclose(walk(read_lightgbm(text), ROWS)[:, 0], model.predict(ROWS))


def test_a_random_forest_of_lightgbm_is_averaged():
    model, text = light_text(boosting_type="rf", bagging_freq=1, bagging_fraction=0.5)
    np.testing.assert_allclose(walk(read_lightgbm(text), ROWS)[:, 0], model.predict(ROWS))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"linear_tree": True}, "linear models"),
        ({"zero_as_missing": True}, "zeros for missing values"),
        ({"objective": "regression", "reg_sqrt": True}, "root"),
    ],
)
def test_what_is_no_sum_of_trees_is_not_served(parameters, said):
    with pytest.raises(NotServed, match=said):
        read_lightgbm(light_text(**parameters)[1])


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (r"left_child=\S+", "left_child=99", "points to where nothing is"),
        (r"right_child=\S+", "right_child=-99", "points to where nothing is"),
        (r"left_child=\S+", "left_child=0", "in two ways"),
        (r"split_feature=\S+", "split_feature=3", "looks at column 3 of 3"),
        (r"split_feature=\S+", "split_feature=-1", "not as many splits"),
        (r"num_leaves=\d+", "num_leaves=9", "not as many leaves"),
        (r"threshold=\S+ ", "threshold=", "not as many splits"),
        (r"shrinkage=1", "left_child=0 1 2", "says something twice"),
        (r"leaf_value=\S+", "leaf_value=nan", "no numbers"),
        (r"num_tree_per_iteration=1", "num_tree_per_iteration=0", "0 outputs"),
    ],
)
def test_altered_text_of_lightgbm_is_refused(pattern, replacement, said):
    _, text = light_text()
    altered = re.sub(pattern, replacement, text, count=1)
    assert altered != text
    with pytest.raises(ValueError, match=said):
        read_lightgbm(altered)


@pytest.fixture
def grown():
    xgboost = pytest.importorskip("xgboost")
    model = xgboost.XGBClassifier(n_estimators=3, max_depth=2, n_jobs=1).fit(ROWS, SCORE > 0)
    return model, json.loads(bytes(model.get_booster().save_raw("json")))


def test_trees_of_xgboost_add_up_to_its_margin(grown):
    model, saved = grown
    margin = model.predict(ROWS, output_margin=True)
    found = walk(read_xgboost(json.dumps(saved)), ROWS)[:, 0]
    np.testing.assert_allclose(found, margin, atol=1e-6)


def tree_of(saved):
    return saved["learner"]["gradient_booster"]["model"]["trees"][0]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda s: tree_of(s)["left_children"].__setitem__(0, 99), "points to where nothing is"),
        (lambda s: tree_of(s)["left_children"].__setitem__(0, -5), "points to where nothing is"),
        (lambda s: tree_of(s)["split_indices"].__setitem__(0, -1), "column before the first"),
        (lambda s: tree_of(s)["right_children"].__setitem__(0, 0), "in two ways"),
        (lambda s: tree_of(s)["split_indices"].__setitem__(0, 7), "looks at column 7 of 3"),
        (lambda s: tree_of(s)["split_indices"].append(0), "not as many nodes"),
        (lambda s: s["learner"]["gradient_booster"]["model"]["tree_info"].append(0), "as many tre"),
        (lambda s: s["learner"]["gradient_booster"]["model"]["tree_info"].__setitem__(0, 5),
         "an output that there is not"),
    ],
)  # fmt: skip
def test_altered_json_of_xgboost_is_refused(grown, spoil, said):
    _, saved = grown
    spoil(saved)
    with pytest.raises(ValueError, match=said):
        read_xgboost(json.dumps(saved))


def test_a_booster_that_is_no_trees_is_not_served(grown):
    _, saved = grown
    saved["learner"]["gradient_booster"]["name"] = "gblinear"
    with pytest.raises(NotServed):
        read_xgboost(json.dumps(saved))
