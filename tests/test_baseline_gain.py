import numpy as np
import pytest
from model_problems import LOGISTIC, make_problem, scaled
from test_leaderboard import FOREST, found_of

from project_lib.models import baseline_gain
from project_lib.models.fold_scores import score_in_folds
from project_lib.models.leaderboard import rank_models
from project_lib.models.metrics import METRICS, find_metric
from project_lib.models.packs import Pack

AP = METRICS["average_precision"]
RULE = "customers with recency of at most 40 days"


def gain_of(rule, forest, metric=AP, task="binary"):
    scores = {("dummy", "none"): [0.1] * 3, ("one rule", "one"): rule, ("forest", "all"): forest}
    found = found_of(scores, metric.name)
    board = rank_models(found, [FOREST], metric, task=task, test_share=0.25)
    return baseline_gain.measure_gain(board, found, metric, test_share=0.25)


def measured(problem, pack):
    found = score_in_folds(problem, [pack], {"all": scaled(problem)})
    metric = find_metric(problem.task)
    how = {"test_share": problem.test_share}
    board = rank_models(found, [pack], metric, task=problem.task, **how)
    return baseline_gain.measure_gain(board, found, metric, **how)


def test_a_model_that_is_better_beyond_chance_pays():
    gain = gain_of([0.3, 0.31, 0.3], [0.5, 0.52, 0.51])
    assert gain.verdict == "model"
    said = baseline_gain.gain_sentence(gain, rule=RULE)
    assert said.startswith("**Yes, it pays:**")
    assert f"Forest reaches 0.510 in average precision, the one rule “{RULE}” 0.303" in said
    assert "the model is 0.207 better (95 % interval 0.1" in said


def test_a_difference_that_may_be_chance_is_not_called_a_gain():
    gain = gain_of([0.3, 0.5, 0.4], [0.5, 0.4, 0.45])
    assert gain.verdict == "undecided"
    assert baseline_gain.gain_sentence(gain, rule=RULE).startswith("**Not shown:**")


def test_a_rule_that_is_better_beyond_chance_wins():
    gain = gain_of([0.5, 0.52, 0.51], [0.3, 0.31, 0.3])
    assert gain.verdict == "rival"
    said = baseline_gain.gain_sentence(gain, rule=RULE)
    assert said.startswith(f"**No:** the one rule “{RULE}” beats every model, beyond chance.")
    assert "the model is 0.207 worse" in said


def test_without_a_trained_model_nothing_is_claimed():
    gain = gain_of([0.5, 0.5, 0.5], [np.nan] * 3)
    assert gain is None
    assert baseline_gain.gain_sentence(gain, rule=RULE).startswith("**This cannot be told:**")
    assert baseline_gain.gain_table(gain).empty
    assert baseline_gain.gain_figures(gain) == {}


def test_on_one_planted_feature_a_model_finds_no_more_than_sorting_by_it():
    gain = measured(make_problem(rows=1200, noise_columns=2), LOGISTIC)
    assert gain.rival == "one feature"
    assert gain.verdict == "undecided"
    lists = gain.lists.set_index("list")
    assert abs(lists["gain"]).max() < 0.06
    assert (lists["model_share"] > lists["chance_share"] + 0.2).all()
    said = baseline_gain.list_sentence(gain, entities="customers", outcome="A purchase")
    assert "A hit has the outcome: A purchase." in said
    assert "of 100 customers are hits with the model" in said


def test_a_signal_of_several_features_is_worth_a_model():
    problem = make_problem(rows=2400, noise_columns=3)
    signal = -problem.rows.sum(axis=1).to_numpy()
    problem.target[:] = signal > 1.5
    gain = measured(problem, LOGISTIC)
    assert gain.verdict == "model"
    assert gain.lists["gain_low"].iloc[0] > 0


def test_the_list_of_the_rule_is_as_long_as_the_rule_holds():
    problem = make_problem(rows=1200)
    gain = measured(problem, LOGISTIC)
    found = score_in_folds(problem, [LOGISTIC], {"all": scaled(problem)})
    by_hand = [
        problem.target[test][rule.applies(problem.rows.iloc[test])].mean()
        for rule, (_, test) in zip(found.rules, problem.folds, strict=True)
    ]
    assert gain.lists["rule_share"].iloc[-1] == pytest.approx(np.mean(by_hand))


def test_numbers_are_compared_by_their_errors_in_their_unit():
    gain = measured(make_problem("number", rows=900, noise_columns=1), Pack("ridge", "Ridge"))
    said = baseline_gain.gain_sentence(gain, rule=RULE, unit="EUR")
    assert "Ridge reaches" in said
    assert "EUR in mean absolute error" in said
    assert gain.lists is None
    assert baseline_gain.gain_table(gain)["competitor"].tolist() == ["ridge", "one rule", "dummy"]
    said = baseline_gain.list_sentence(gain, entities="customers", outcome="")
    assert said.startswith("The target is not a yes or no")


def test_headline_numbers_have_their_units_and_intervals():
    figures = baseline_gain.gain_figures(gain_of([0.3, 0.31, 0.3], [0.5, 0.52, 0.51]))
    assert figures["model_score"]["value"] == pytest.approx(0.51)
    assert figures["model_gain"]["interval"][0] < 0.207 < figures["model_gain"]["interval"][1]
    figures = baseline_gain.gain_figures(measured(make_problem(rows=600), LOGISTIC))
    assert figures["model_hits"]["unit"] == "share"
