import numpy as np
import pytest
from decision_examples import draw_noise, draw_outcomes

from project_lib.errors import InputError
from project_lib.models.fold_scores import hit_share
from project_lib.performance.ranking import (
    rank_positives,
    ranking_sentence,
    ranking_title,
    trace_gain,
)


def test_gain_and_lift_of_a_known_list():
    table = rank_positives([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], np.linspace(0.9, 0.1, 10))
    assert table["gain_share"].tolist()[:4] == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1])
    assert table["hit_share"].tolist()[:3] == pytest.approx([1, 1, 2 / 3])
    assert table["lift"].iloc[0] == pytest.approx(10 / 3)
    assert table[["gain_share", "lift"]].iloc[-1].tolist() == [1, 1]
    assert table["rows"].tolist() == list(range(1, 11))


def test_rows_of_one_probability_stand_in_random_order():
    table = rank_positives([1, 0, 0, 0] * 25, [0.3] * 100)
    assert table["lift"].tolist() == pytest.approx([1] * 10)
    actual, chance = draw_outcomes(rows=300)[:2]
    chance = chance.round(1)
    table = rank_positives(actual, chance)
    assert table["hit_share"].iloc[1] == pytest.approx(hit_share(actual, chance, 60))


def test_noise_is_not_told_apart_from_chance():
    table = rank_positives(*draw_noise())
    assert table["lift_low"].iloc[0] < 1 < table["lift_high"].iloc[0]
    assert "cannot be told apart from a list in random order" in ranking_sentence(table)


def test_the_interval_holds_the_true_gain_about_19_times_of_20():
    actual, probability, _ = draw_outcomes(rows=300_000, seed=99)
    truth = rank_positives(actual, probability, shares=[0.1], resamples=2)["gain_share"].iloc[0]
    held = []
    for seed in range(60):
        actual, probability, _ = draw_outcomes(rows=600, seed=seed)
        row = rank_positives(actual, probability, shares=[0.1], resamples=200).iloc[0]
        held.append(row["from_share"] <= truth <= row["to_share"])
    assert 0.85 < np.mean(held) <= 1


def test_rows_of_an_entity_are_drawn_together():
    actual, probability, _ = draw_outcomes(rows=400)
    once = rank_positives(actual, probability).iloc[0]
    repeated = [np.repeat(side, 5) for side in (actual, probability)]
    five = rank_positives(*repeated, entities=np.repeat(np.arange(400), 5)).iloc[0]
    assert five["gain_share"] == pytest.approx(once["gain_share"])
    width = once["to_share"] - once["from_share"]
    assert five["to_share"] - five["from_share"] == pytest.approx(width, rel=0.2)


def test_the_gain_curve_goes_from_nothing_to_everything():
    curve = trace_gain(*draw_outcomes(rows=500)[:2])
    assert len(curve) == 101
    assert curve["gain_share"].iloc[[0, -1]].tolist() == [0, 1]
    assert curve["gain_share"].is_monotonic_increasing


def test_the_sentence_says_what_the_list_holds_against_chance():
    table = rank_positives(*draw_outcomes(rows=4000)[:2])
    said = ranking_sentence(table, "customers")
    assert said.startswith("The 10 % of customers ranked first hold 3")
    assert "times as many as a list in random order" in said
    assert "The first 20 % hold" in said
    assert ranking_title(table, "customers").startswith("The 10 % of customers ranked first hold 3")


def test_without_positives_there_is_no_gain():
    table = rank_positives([0, 0, 0], [0.1, 0.2, 0.3])
    assert table["gain_share"].isna().all()
    assert ranking_sentence(table).startswith("There is no positive")
    assert ranking_title(table) == "No positives, no gain"
    assert trace_gain([0, 0], [0.1, 0.2])["gain_share"].isna().all()


def test_a_list_that_is_worse_than_chance_is_called_so():
    actual, probability, _ = draw_outcomes(rows=3000)
    said = ranking_sentence(rank_positives(actual, 1 - probability))
    assert said.endswith("fewer than a list in random order would hold.")


def test_entities_that_are_not_one_per_row_are_refused():
    with pytest.raises(InputError, match="give the entity of each row"):
        rank_positives([0, 1], [0.1, 0.2], entities=[1])
