import importlib.util

import numpy as np
import pytest
from model_problems import make_problem
from sklearn.metrics import roc_auc_score

from project_lib.configuration.modelling_schema import Modelling
from project_lib.errors import InputError
from project_lib.models import packs
from project_lib.models.packs import Pack, choose_packs, fit_model, is_wide, predict
from project_lib.one_thread import one_thread


@pytest.fixture(autouse=True)
def few_threads():
    with one_thread():
        yield


def declared(**keys):
    return Modelling(models=[{"name": "mine", **keys}])


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_every_usual_pack_learns_and_predicts(task):
    problem = make_problem(task, rows=240)
    rows, codes = problem.rows.to_numpy(), problem.codes
    for pack in choose_packs(task):
        model = fit_model(pack, rows, problem.target, groups=problem.groups)
        predicted = predict(model, rows, task=task, classes=codes)
        assert predicted.shape == ((240, 3) if task == "classes" else (240,)), pack
        assert np.isfinite(predicted).all(), pack


def test_of_many_columns_the_sparse_regression_finds_the_one_that_tells():
    problem = make_problem(rows=600, noise_columns=300)
    rows, (train, test) = problem.rows.to_numpy(), problem.folds[0]
    areas = {}
    for pack in choose_packs("binary", wide=is_wide(problem.rows)):
        if pack.class_name == "LogisticRegression":
            model = fit_model(pack, rows[train], problem.target[train])
            predicted = predict(model, rows[test], task="binary", classes=problem.codes)
            areas[pack.name] = roc_auc_score(problem.target[test], predicted)
    assert areas["sparse logistic regression"] > areas["logistic regression"] + 0.1


def test_the_sparse_regression_competes_where_two_classes_have_few_rows_for_each_column():
    for task in ("binary", "classes", "number"):
        for wide in (True, False):
            names = [pack.name for pack in choose_packs(task, wide=wide)]
            assert ("sparse logistic regression" in names) == (wide and task == "binary")
    assert is_wide(make_problem(rows=600, noise_columns=300).rows)
    assert not is_wide(make_problem(rows=600).rows)


def test_the_same_seed_gives_the_same_predictions():
    problem = make_problem(rows=300)
    rows = problem.rows.to_numpy()
    for pack in choose_packs("binary"):
        first, second = (
            predict(
                fit_model(pack, rows, problem.target, groups=problem.groups, random_state=3),
                rows,
                task="binary",
                classes=problem.codes,
            )
            for _ in range(2)
        )
        assert first.tobytes() == second.tobytes(), pack


def test_a_case_may_name_only_classes_of_the_list():
    with pytest.raises(InputError, match="names the class 'os.system', unknown"):
        choose_packs("binary", declared(**{"class": "os.system"}))
    with pytest.raises(InputError, match="did you mean 'RandomForestClassifier'"):
        choose_packs("binary", declared(**{"class": "RandomForestClasifier"}))
    with pytest.raises(InputError, match="'Ridge', which predicts something else"):
        choose_packs("binary", declared(**{"class": "Ridge"}))


def test_an_unknown_parameter_is_answered_with_the_nearest():
    keys = {"class": "LGBMClassifier", "parameters": {"num_leafs": 7}}
    with pytest.raises(InputError, match="sets num_leafs, which .* did you mean 'num_leaves'"):
        choose_packs("binary", declared(**keys))


def test_seeds_and_threads_are_the_runs_own():
    keys = {"class": "RandomForestClassifier", "parameters": {"n_jobs": 8}}
    with pytest.raises(InputError, match="sets n_jobs, which the run sets for every model"):
        choose_packs("binary", declared(**keys))
    model = packs.make_model(Pack("f", "RandomForestClassifier"), random_state=7)
    assert (model.random_state, model.n_jobs) == (7, 1)


def test_a_number_has_no_rare_class():
    keys = {"class": "Ridge", "imbalance": "weights"}
    with pytest.raises(InputError, match="asks for imbalance = 'weights', but the target is a nu"):
        choose_packs("number", declared(**keys))


@pytest.mark.parametrize("name", ["LogisticRegression", "BernoulliNB"])
def test_weights_even_out_a_rare_class(name):
    random = np.random.default_rng(0)
    target = (random.random(2000) < 0.1).astype(int)
    rows = random.normal(size=(2000, 2))
    means = [
        predict(
            fit_model(Pack("p", name, {}, imbalance), rows, target),
            rows,
            task="binary",
            classes=range(2),
        ).mean()
        for imbalance in ("none", "weights")
    ]
    assert means == pytest.approx([target.mean(), 0.5], abs=0.02)


def test_a_linear_svm_says_how_likely_the_rare_class_is():
    random = np.random.default_rng(0)
    target = (random.random(2000) < 0.2).astype(int)
    rows = random.normal(size=(2000, 2)) + target[:, None]
    pack = Pack("svm", "LinearSVC", {"dual": False}, "weights")
    model = fit_model(pack, rows, target, groups=np.arange(2000) // 2)
    chance = predict(model, rows, task="binary", classes=range(2))
    assert chance.mean() == pytest.approx(target.mean(), abs=0.02)


def test_a_class_that_was_not_seen_has_no_probability():
    rows = np.array([[0.0], [1], [0], [1]])
    model = fit_model(Pack("l", "LogisticRegression"), rows, np.array([0, 2, 0, 2]))
    shares = predict(model, rows, task="classes", classes=range(3))
    assert shares[:, 1].tolist() == [0, 0, 0, 0]
    assert shares.sum(axis=1) == pytest.approx(np.ones(4))


@pytest.mark.parametrize(
    ("pack", "package", "extra"),
    [
        (Pack("x", "XGBClassifier"), "xgboost", "xgboost"),
        (Pack("o", "LogisticRegression", {}, "oversample"), "imblearn", "imbalance"),
    ],
)
def test_a_pack_says_which_extra_it_needs(pack, package, extra, monkeypatch):
    monkeypatch.setattr(packs, "find_spec", lambda name: None if name == package else object())
    assert pack.needs == extra
    monkeypatch.setattr(packs, "find_spec", lambda _: object())
    assert pack.needs == ""


@pytest.mark.skipif(importlib.util.find_spec("imblearn") is None, reason="needs imbalanced-learn")
@pytest.mark.parametrize("way", ["oversample", "undersample", "smote"])
def test_resampling_evens_out_a_rare_class(way):
    random = np.random.default_rng(0)
    target = (random.random(1000) < 0.1).astype(int)
    rows = random.normal(size=(1000, 2))
    model = fit_model(Pack("l", "LogisticRegression", {}, way), rows, target)
    assert predict(model, rows, task="binary", classes=range(2)).mean() == pytest.approx(
        0.5, abs=0.05
    )


@pytest.mark.skipif(importlib.util.find_spec("xgboost") is None, reason="needs XGBoost")
def test_xgboost_competes_where_it_is_installed():
    assert "XGBClassifier" in [pack.class_name for pack in choose_packs("binary")]
