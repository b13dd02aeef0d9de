import pytest
from trial_examples import SEARCHED, boosted, trial

from project_lib.models.metrics import METRICS
from project_lib.tuning import search_words as words

AP, MAE = METRICS["average_precision"], METRICS["mae"]


def test_a_setting_is_told_by_what_was_searched_and_its_rounds():
    assert words.setting_words(SEARCHED[1]) == "C 0.100"
    trees = words.setting_words(SEARCHED[4])
    assert trees.startswith("learning rate 0.100, num leaves 4, min child samples 20")
    assert trees.endswith(", 30 rounds")
    assert words.setting_words(SEARCHED[0]) == "C 1"


def test_the_table_of_trials_has_a_row_each():
    table = words.trials_table(SEARCHED, AP)
    assert len(table) == 6
    assert table["state"].tolist() == ["complete"] * 2 + ["pruned"] + ["complete"] * 2 + ["failed"]
    assert table["average_precision_mean"].iloc[0] == pytest.approx(0.55)
    assert table["average_precision_spread"].iloc[0] == pytest.approx(0.05)
    assert table["folds"].tolist() == [3, 3, 2, 3, 3, 0]
    assert table["parameters"].iloc[1] == '{"C": 0.1}'
    assert table["note"].iloc[5] == "failed with ValueError: no"


def test_the_sentence_counts_what_was_tried_stopped_and_failed():
    said = words.search_sentence(SEARCHED, AP, method="bayesian")
    assert said.startswith("4 settings of 2 models were sought near the good ones")
    assert "1 fell behind and was stopped after 2 folds." in said
    assert "1 failed (failed with ValueError: no)." in said
    assert "The best is LightGBM with 0.5900 in average precision: learning rate 0.100" in said
    mixed = [*SEARCHED, trial(3, 0.1, state="pruned")]
    assert "stopped after 1 to 2 folds" in words.search_sentence(mixed, AP, method="grid")
    nothing = words.search_sentence([trial(0, state="failed", note="x")], AP, method="grid")
    assert nothing.endswith("None came to its end.")


def test_a_stopped_trial_stands_as_far_from_its_own_setting_as_in_the_folds_it_reached():
    logistic, trees = words.search_histories(SEARCHED, AP)
    assert logistic.scores == pytest.approx((0.55, 0.57, 0.55 - (0.10 + 0.19) / 2))
    assert logistic.best == pytest.approx((0.55, 0.57, 0.57))
    assert trees.numbers == (0, 1)
    low, high = words.history_limits([logistic, trees])
    assert low == pytest.approx(0.55 - 0.004, abs=0.001)
    assert high == pytest.approx(0.59 + 0.004, abs=0.001)
    assert words.history_limits([]) == pytest.approx((-0.1, 1.1))


def test_less_is_better_for_an_error():
    [history] = words.search_histories([trial(0, 3.0), trial(1, 2.0), trial(2, 4.0)], MAE)
    assert history.best == (3.0, 2.0, 2.0)


def test_the_history_tells_who_found_better_and_who_kept_its_own():
    said = words.history_sentence(words.search_histories(SEARCHED, AP))
    assert said.startswith(
        "The best was found by logistic at setting 1 of 2 and LightGBM at setting 1 of 1."
    )
    kept = [*SEARCHED[:2], boosted(0, 0.9), boosted(1, 0.1)]
    said = words.history_sentence(words.search_histories(kept, AP))
    assert "LightGBM keeps its own setting, which no other beat" in said
    only = words.history_sentence(words.search_histories(kept[2:], AP))
    assert only.startswith("LightGBM keeps its own setting")


def test_titles_name_the_leader_before_and_after():
    assert words.history_title(SEARCHED, AP) == (
        "LightGBM leads after tuning with 0.5900; the best of the leaderboard had 0.5533"
    )
    assert words.history_title([trial(0, state="failed")], AP) == "No trial came to its end"
    assert words.stopping_title([SEARCHED[4]]) == "LightGBM is best after 30 rounds"


def test_early_stopping_tells_its_rounds_or_that_there_are_none():
    stopped = words.stopped_early(SEARCHED, AP)
    assert stopped == [SEARCHED[4]]
    assert words.stopping_curves(stopped) == [
        ("LightGBM", [10, 20, 30, 40], [0.50, 0.57, 0.59, 0.58], 30)
    ]
    said = words.stopping_sentence(stopped, AP)
    assert said.startswith("LightGBM takes 30 rounds (0.5900; after half of them 0.5000)")
    assert words.stopped_early(SEARCHED[:3], AP) == []
    assert "no number of rounds to choose" in words.stopping_sentence([], AP)


def test_the_best_settings_are_set_against_the_spread_of_the_folds():
    table = words.best_table(SEARCHED, AP)
    assert table["average_precision"].tolist() == pytest.approx([0.59, 0.57, 0.5533, 0.55], 1e-3)
    assert table["trial"].tolist() == ["setting 1"] * 2 + ["its own setting"] * 2
    said = words.best_sentence(SEARCHED, AP)
    assert "lie 0.040 in average precision, less than the 0.056" in said
    assert "nothing to compare" in words.best_sentence(SEARCHED[:1], AP)
