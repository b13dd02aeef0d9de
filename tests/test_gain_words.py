import pytest
from trial_examples import SEARCHED, boosted, trial

from project_lib.models.metrics import METRICS
from project_lib.tuning.gain_words import gain_figures, gain_sentence, gain_table, tuning_gains

AP, MAE = METRICS["average_precision"], METRICS["mae"]


def gains_of(trials, metric=AP):
    return tuning_gains(trials, metric, test_share=0.25)


def test_the_best_of_all_is_set_against_the_best_own_setting():
    first, logistic, trees = gains_of(SEARCHED)
    assert (first.own, first.best) == (SEARCHED[3], SEARCHED[4])
    assert first.difference.mean == pytest.approx((0.03 + 0.05 + 0.03) / 3)
    assert logistic.difference.mean == pytest.approx(0.02)
    assert trees.difference.mean == first.difference.mean
    table = gain_table([first, logistic, trees])
    assert table["model"].tolist() == ["the best of all", "logistic", "LightGBM"]
    assert (table["from"] <= table["difference"]).all()


def test_a_clear_gain_is_called_worth_it_and_an_unclear_one_is_not():
    clear = [trial(0, 0.5, 0.6, 0.7), trial(1, 0.61, 0.7, 0.81, C=0.1)]
    assert gain_sentence(gains_of(clear), AP).startswith("**Worth it:**")
    unclear = [trial(0, 0.5, 0.6, 0.7), trial(1, 0.4, 0.8, 0.7, C=0.1)]
    said = gain_sentence(gains_of(unclear), AP)
    assert said.startswith("**Not shown to be worth it:** the best setting, logistic with C 0.100")
    assert "Models that tuning improves beyond chance: none." in said


def test_where_no_setting_is_better_tuning_was_not_worth_it():
    said = gain_sentence(gains_of([trial(0, 0.5, 0.6), trial(1, 0.4, 0.5)]), AP)
    assert said.startswith("**Not worth it:** no setting tried is better than logistic")


def test_an_improved_follower_is_named():
    trials = [trial(0, 0.9, 0.91, 0.92), boosted(0, 0.1, 0.2, 0.3), boosted(1, 0.3, 0.4, 0.51)]
    assert "beyond chance: LightGBM by 0.20." in gain_sentence(gains_of(trials), AP)


def test_a_smaller_error_is_a_gain():
    [first, _] = gains_of([trial(0, 5.0, 6.0), trial(1, 4.0, 4.0)], MAE)
    assert first.difference.mean == pytest.approx(1.5)
    figures = gain_figures([first], MAE, unit="USD")
    assert figures["tuned_score"]["unit"] == "USD"
    assert figures["tuning_gain"]["value"] == pytest.approx(1.5)


def test_one_fold_gives_no_interval():
    gains = gains_of([trial(0, 0.5), trial(1, 0.6)])
    assert gain_figures(gains, AP)["tuning_gain"]["interval"] is None
    assert "interval" not in gain_sentence(gains, AP)


def test_without_a_finished_trial_nothing_is_judged():
    gains = gains_of([trial(0, state="failed", note="x")])
    assert gains == []
    assert "cannot be judged" in gain_sentence(gains, AP)
    assert gain_figures(gains, AP) == {}
    assert gain_table(gains).empty
