import json

import numpy as np
import pandas as pd
import pytest

from project_lib.models.fold_scores import FoldScores
from project_lib.models.leaderboard import paired_difference, rank_models
from project_lib.models.metrics import METRICS
from project_lib.models.packs import Pack

FOREST = Pack("forest", "RandomForestClassifier", {"n_estimators": 5})
MODELS = {
    ("dummy", "none"): [0.1, 0.1, 0.1],
    ("one rule", "one"): [0.3, 0.3, 0.3],
    ("forest", "all"): [0.5, 0.6, 0.7],
    ("forest", "selected"): [0.6, 0.7, 0.75],
    ("broken", "all"): [0.9, np.nan, 0.9],
}


def found_of(models=MODELS, metric="average_precision"):
    rows = [
        {"model": model, "features": features, "fold": fold + 1, metric: score,
         "note": "" if score == score else "failed with ValueError: no"}
        for (model, features), scores in models.items()
        for fold, score in enumerate(scores)
    ]  # fmt: skip
    return FoldScores(pd.DataFrame(rows), (), ())


def board_of(models=MODELS, metric="average_precision", task="binary", packs=(FOREST,)):
    found = found_of(models, metric)
    return rank_models(found, packs, METRICS[metric], task=task, test_share=0.25)


def test_the_corrected_t_test_has_its_known_value():
    # by hand: mean 0.03, variance 0.00025, standard error sqrt(0.00025 * (1/5 + 1/4))
    part = paired_difference([0.01, 0.02, 0.03, 0.04, 0.05], test_share=0.25)
    error = np.sqrt(0.00025 * 0.45)
    assert part.mean == pytest.approx(0.03)
    assert part.high - part.mean == pytest.approx(2.776445 * error)
    assert part.p == pytest.approx(0.0474, abs=0.0005)


def test_differences_of_folds_that_share_training_rows_rarely_seem_real():
    random = np.random.default_rng(0)
    seen = 0
    for _ in range(2000):
        # means of folds with the correlation that the correction assumes: share / (1 + share)
        common, own = random.normal(), random.normal(size=5)
        values = np.sqrt(0.2) * common + np.sqrt(0.8) * own
        seen += paired_difference(values, test_share=0.25).p < 0.05
    assert 0.035 < seen / 2000 < 0.065


def test_one_fold_has_no_interval_and_equal_folds_a_sure_one():
    assert np.isnan(paired_difference([0.1, np.nan], test_share=0.2).low)
    assert paired_difference([0.1, 0.1], test_share=0.2).p == 0
    assert paired_difference([0.0, 0.0], test_share=0.2).p == 1


def test_the_best_stands_first_and_what_misses_a_fold_last():
    board = board_of()
    assert board[["model", "features"]].agg(" ".join, axis=1).tolist() == [
        "forest selected", "forest all", "one rule one", "dummy none", "broken all",
    ]  # fmt: skip
    assert board["folds"].tolist() == [3, 3, 3, 3, 2]
    assert board["note"].iloc[-1] == "failed with ValueError: no (1 of 3 folds)"


def test_models_are_compared_with_the_best_in_pairs():
    row = board_of().iloc[1]
    part = paired_difference([-0.1, -0.1, -0.05], test_share=0.25)
    assert row["difference_to_best"] == pytest.approx(-1 / 12)
    assert (row["difference_low"], row["difference_p"]) == pytest.approx((part.low, part.p))
    assert np.isnan(board_of()["difference_low"].iloc[0])


def test_smaller_errors_are_better():
    models = {("ridge", "all"): [2.0, 2.1], ("dummy", "none"): [3.0, 3.2]}
    board = board_of(models, "mae", "number", [Pack("ridge", "Ridge")])
    assert board["model"].tolist() == ["ridge", "dummy"]
    assert board["difference_to_best"].tolist() == pytest.approx([0, -1.05])


def test_classes_and_parameters_are_kept_with_their_values():
    board = board_of().set_index(["model", "features"])
    assert board.at[("forest", "all"), "class"] == "RandomForestClassifier"
    assert json.loads(board.at[("forest", "all"), "parameters"]) == {"n_estimators": 5}
    assert board.at[("dummy", "none"), "class"] == "dummy"
