import numpy as np
import pandas as pd
import pytest
from split_tables import CUTOFFS, DICTIONARY, feature_table

from project_lib.preprocessing.recipes import propose_recipe
from project_lib.preprocessing.target_transform import plan_target
from project_lib.splits import split_comparison
from project_lib.splits.customer_time_split import CustomerTimeSplit


def compared(table, dictionary=DICTIONARY, target="buys"):
    splitter = CustomerTimeSplit(entity="user_id", time="cutoff", horizon_days=90)
    folds = list(splitter.split(table, table[target]))
    recipe = propose_recipe(table, dictionary)
    plan = plan_target(table[target])
    return split_comparison.compare_splits(table, folds, recipe, plan, entity="user_id"), plan


def test_a_random_split_flatters_where_a_feature_reverses_its_meaning_over_time():
    table = feature_table(users=300, cutoffs=CUTOFFS[:2])
    turn = table["cutoff"].map({c: (-1) ** i for i, c in enumerate(CUTOFFS)})
    table["age"] = 40 + 10 * turn * (2 * table["buys"] - 1)
    table["age"] += np.random.default_rng(0).normal(0, 10, len(table))
    scores, plan = compared(table)
    assert (scores["difference"] > 0).all()
    text = split_comparison.comparison_sentence(scores, plan)
    assert text.startswith("A random split **flatters**")
    assert "higher in 5 of 5 folds" in text


def test_a_random_split_does_not_flatter_where_time_and_entity_say_nothing():
    scores, plan = compared(feature_table(users=300))
    assert abs(scores["difference"].mean()) < 0.02
    assert "does not flatter measurably here" in split_comparison.comparison_sentence(scores, plan)
    (figure,) = split_comparison.comparison_figures(scores, plan)
    assert figure["value"] == pytest.approx(scores["difference"].mean())
    assert figure["interval"][0] < figure["value"] < figure["interval"][1]


def test_the_same_seed_gives_the_same_scores():
    table = feature_table()
    pd.testing.assert_frame_equal(compared(table)[0], compared(table)[0])


def test_amounts_and_classes_are_compared_too():
    table = feature_table(users=100).assign(buys=lambda t: t["spent"] * 2 + t["age"] / 9)
    scores, plan = compared(table)
    assert plan.measure == "R²"
    assert scores["forward"].median() > 0.3
    table["buys"] = np.where(table["spent"] > 30, "much", np.where(table["age"] > 40, "old", "no"))
    scores, plan = compared(table)
    assert plan.measure == "balanced accuracy"
    assert scores["forward"].median() > 0.7


def test_folds_of_one_cutoff_have_nothing_to_compare():
    scores, plan = compared(feature_table(cutoffs=CUTOFFS[:1]))
    assert scores.empty
    assert "nothing to compare" in split_comparison.comparison_sentence(scores, plan)
    assert split_comparison.comparison_figures(scores, plan) == []


def test_folds_with_one_class_are_not_scored():
    table = feature_table().assign(buys=lambda t: (t["cutoff"] == CUTOFFS[0]).astype(int))
    scores, plan = compared(table)
    assert scores["forward"].isna().all()
    assert "No fold has both classes" in split_comparison.comparison_sentence(scores, plan)
