from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from project_lib import model_training
from project_lib.configuration.prediction_schema import Prediction
from project_lib.errors import InputError
from project_lib.models.fold_scores import score_in_folds
from project_lib.models.leaderboard import rank_models
from project_lib.models.metrics import find_metric
from project_lib.models.packs import Pack, choose_packs

PLAN = pd.DataFrame({"name": ["buys"], "kind": "binary", "transform": "none"})
RECIPE = pd.DataFrame({
    "name": ["recency", "plan", "same"], "kind": ["number", "category", "number"],
    "missing": ["median", "own level", ""], "treatment": ["standard", "one-hot", "drop"],
    "setting": "", "reason": "",
})  # fmt: skip
DICTIONARY = pd.DataFrame({
    "name": ["user", "cutoff", "recency", "plan", "same", "buys"],
    "role": ["identifier", "time", "feature", "feature", "feature", "target"],
})  # fmt: skip


def training_rows(users=300, cutoffs=3):
    random = np.random.default_rng(0)
    starts = pd.to_datetime("2024-01-01") + pd.to_timedelta(np.arange(cutoffs) * 40, "D")
    table = pd.DataFrame({
        "user": np.tile(np.arange(users), cutoffs), "cutoff": np.repeat(starts, users),
        "recency": random.uniform(0, 100, users * cutoffs),
        "plan": random.choice(["free", "paid"], users * cutoffs), "same": 1.0,
    })  # fmt: skip
    chance = 0.8 - 0.6 * table["recency"] / 100
    return table.assign(buys=(random.random(len(table)) < chance).astype(int))


def prediction_of(kind="any"):
    return Prediction(
        entity="user", events="log", time="at", cutoffs=["2024-01-01"], horizon_days=30,
        target={"name": "buys", "kind": kind, "description": "Buys", "column": "x"},
    )  # fmt: skip


def pose(training, **keys):
    return model_training.pose_problem(training, DICTIONARY, PLAN, prediction_of(), **keys)


def test_the_folds_keep_entities_apart_and_go_forward_in_time():
    problem = pose(training_rows())
    times = problem.rows["cutoff"].to_numpy()
    for train, test in problem.folds:
        assert not set(problem.groups[train]) & set(problem.groups[test])
        assert times[train].max() + np.timedelta64(30, "D") <= times[test].min()
    assert problem.features == ("recency", "plan", "same")


def test_of_many_rows_a_random_part_of_the_entities_is_used_with_all_their_rows():
    problem = pose(training_rows(), most_rows=300)
    assert 200 < len(problem.rows) < 400
    assert (problem.rows["user"].value_counts() == 3).all()
    metric = find_metric("binary")
    said = model_training.problem_sentence(problem, training_rows(), metric)
    assert "a random part of 900" in said
    assert "Success is **average precision** (more is better)" in said


def test_a_table_without_features_or_target_is_refused():
    with pytest.raises(InputError, match="names no feature of the training rows"):
        pose(training_rows().drop(columns=["recency", "plan", "same"]))
    with pytest.raises(InputError, match="target 'buys': has 1 value"):
        pose(training_rows().assign(buys=1))


def test_selected_features_make_a_second_set_where_they_are_fewer():
    choose = model_training.choose_feature_sets
    fewer = pd.DataFrame({"name": ["recency", "plan"], "kept": [True, False]})
    sets = choose(RECIPE, ["recency", "plan", "same"], fewer)
    rows = training_rows()
    widths = {
        name: steps.fit_transform(rows, rows["buys"]).shape[1] for name, steps in sets.items()
    }
    assert widths == {"all": 3, "selected": 1}
    assert list(choose(RECIPE, ["recency", "plan"], fewer.assign(kept=True))) == ["all"]
    assert list(choose(RECIPE, ["recency", "plan"], fewer.assign(kept=False))) == ["all"]
    assert list(choose(RECIPE, ["recency", "plan"], None)) == ["all"]


def test_the_sentence_counts_the_competitors():
    fewer = pd.DataFrame({"name": ["recency", "plan"], "kept": [True, False]})
    packs = [Pack("a", "BernoulliNB"), Pack("b", "BernoulliNB")]
    said = model_training.sets_sentence({"all": 0, "selected": 0}, packs, fewer)
    assert said.startswith("2 models on 2 sets of features make 4 competitors")
    assert "notebook 08 selected 1 feature." in said
    assert "has selected nothing" in model_training.sets_sentence({"all": 0}, packs, None)
    assert "keeps all" in model_training.sets_sentence({"all": 0}, packs, fewer)


def test_the_selection_is_read_where_notebook_08_has_run():
    checkpoints = SimpleNamespace(exists=lambda stage: stage.number == 8)
    case = SimpleNamespace(checkpoints=checkpoints, restore=lambda stage: stage)
    assert model_training.restore_selection(case) == "feature_selection"
    checkpoints.exists = lambda stage: False
    assert model_training.restore_selection(case) is None


def test_the_whole_path_leaves_a_leaderboard():
    problem = pose(training_rows())
    sets = model_training.choose_feature_sets(RECIPE, problem.features, None)
    packs = choose_packs("binary")
    metric = find_metric("binary")
    found = score_in_folds(problem, packs, sets)
    board = rank_models(found, packs, metric, task="binary", test_share=problem.test_share)
    assert set(board["note"]) == {""}
    assert board["model"].iloc[-1] == "dummy"
    said = model_training.handover_sentence(board, metric)
    assert said.startswith(f"The leaderboard of {len(packs) + 3} competitors is saved")
    alone = board[board["model"] == "dummy"]
    assert model_training.handover_sentence(alone, metric).endswith("it has baselines only.")
