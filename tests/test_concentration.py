import math

import numpy as np
import pytest
from scipy import stats

from project_lib import concentration
from project_lib.concentration import lorenz_curve, measure_concentration
from project_lib.errors import InputError


def measure(amounts, **asked):
    return measure_concentration(amounts, random_state=0, **({"resamples": 500} | asked))


def test_equal_amounts_are_not_concentrated():
    found = measure([7] * 10, tops=[0.2], reaches=[0.8])
    assert found.gini.value == pytest.approx(0)
    assert found.herfindahl.value == pytest.approx(0.1)
    assert found.top[0.2].value == pytest.approx(0.2)
    assert found.reaching[0.8].value == pytest.approx(0.8)


def test_one_holder_of_all_is_as_concentrated_as_can_be():
    found = measure([0] * 9 + [5], tops=[0.2], reaches=[0.8])
    assert found.gini.value == pytest.approx(1 - 1 / 10)
    assert found.herfindahl.value == pytest.approx(1)
    assert found.top[0.2].value == 1
    assert found.reaching[0.8].value <= 0.1


def test_measures_of_1_2_3_4_are_those_computed_by_hand():
    found = measure([3, 1, 4, 2], tops=[0.25, 0.5], reaches=[0.7])
    assert found.gini.value == pytest.approx(0.25)
    assert found.herfindahl.value == pytest.approx(30 / 100)
    assert found.top[0.25].value == pytest.approx(0.4)
    assert found.top[0.5].value == pytest.approx(0.7)
    assert found.reaching[0.7].value == pytest.approx(0.5)


def test_intervals_of_a_handful_of_holders_stay_within_0_and_1():
    found = measure([50, 1, 2], tops=[1 / 3], reaches=[0.8])
    for item in [*estimates(found), found.herfindahl]:
        assert 0 <= item.low <= item.value <= item.high <= 1


def test_part_of_a_holder_counts_in_part():
    assert measure([4, 3, 2, 1], tops=[0.375]).top[0.375].value == pytest.approx((4 + 1.5) / 10)


def test_a_planted_pareto_distribution_is_measured():
    """With tail 3, the top share p has p ** (2 / 3) of all, and Gini's index is 1 / 5."""
    amounts = 1 + np.random.default_rng(0).pareto(3, 100_000)
    found = measure(amounts, tops=[0.01, 0.2], reaches=[0.8])
    assert found.gini.low < 1 / 5 < found.gini.high
    for top, estimate in found.top.items():
        assert estimate.low < top ** (2 / 3) < estimate.high
    assert found.reaching[0.8].low < 0.8**1.5 < found.reaching[0.8].high


def test_similar_holders_in_classes_give_the_interval_of_single_ones(monkeypatch):
    amounts = np.random.default_rng(1).lognormal(0, 1.5, 3_000)
    single = measure(amounts, tops=[0.2], reaches=[0.8], resamples=2_000)
    monkeypatch.setattr(concentration, "MOST_SINGLE", 300)
    monkeypatch.setattr(concentration, "_classify", narrow(concentration._classify))
    classed = measure(amounts, tops=[0.2], reaches=[0.8], resamples=2_000)
    for one, other in zip(estimates(single), estimates(classed), strict=True):
        assert one.value == pytest.approx(other.value)
        assert one.high - one.low == pytest.approx(other.high - other.low, rel=0.2)


def narrow(classify):
    return lambda amounts, most=600: classify(amounts, most=most)


def estimates(found):
    return [*found.top.values(), *found.reaching.values(), found.gini]


def cover(sigma, holders, runs, *, top=0.2):
    truth = [
        stats.norm.sf(stats.norm.isf(top) - sigma),
        stats.norm.sf(stats.norm.isf(0.8) + sigma),
        2 * stats.norm.cdf(sigma / math.sqrt(2)) - 1,
    ]
    inside = np.zeros(3)
    for seed in range(runs):
        amounts = np.random.default_rng(seed).lognormal(0, sigma, holders)
        found = measure_concentration(
            amounts, tops=[top], reaches=[0.8], resamples=400, random_state=seed
        )
        inside += [
            item.low <= value <= item.high
            for item, value in zip(estimates(found), truth, strict=True)
        ]
    return inside / runs


def test_intervals_cover_where_tails_are_moderate():
    assert (cover(1.0, 400, 150) >= 0.89).all()


@pytest.mark.slow
@pytest.mark.parametrize("sigma", [1.0, 1.5])
def test_intervals_cover_where_tails_are_heavy(sigma):
    inside = cover(sigma, 2_000, 200)
    assert (inside >= 0.9).all()
    assert (inside <= 0.985).all()


def test_a_share_at_the_threshold_is_rarely_told_from_it():
    threshold = stats.norm.sf(stats.norm.isf(0.2) - 1)
    p = []
    for seed in range(150):
        amounts = np.random.default_rng(seed).lognormal(0, 1, 800)
        found = measure_concentration(
            amounts, tops=[0.2], threshold=threshold, resamples=400, random_state=seed
        )
        p.append(found.top[0.2].p)
    assert np.mean(np.array(p) <= 0.05) <= 0.1


def test_the_curve_runs_from_nothing_to_all_above_the_line_of_equal_shares():
    curve = lorenz_curve(np.random.default_rng(0).lognormal(0, 1, 5_000))
    assert curve.iloc[0].tolist() == [0, 0]
    assert curve.iloc[-1].tolist() == pytest.approx([1, 1])
    assert (curve["amount_share"] >= curve["holder_share"] - 1e-12).all()
    assert len(curve) <= 201
    assert lorenz_curve([1, 3])["amount_share"].tolist() == [0, 0.75, 1]


def test_the_same_seed_gives_the_same_interval():
    amounts = np.random.default_rng(0).lognormal(0, 1, 300)
    assert measure(amounts, tops=[0.1]) == measure(amounts, tops=[0.1])


def test_bad_amounts_are_refused_in_one_message():
    with pytest.raises(InputError, match="amounts: has 1 of 3 below 0, the lowest -5; shares need"):
        measure([1, 2, -5])
    with pytest.raises(InputError, match="are all 0"):
        measure([0, 0])
    with pytest.raises(InputError, match="share: is 20; give a fraction between 0 and 1"):
        measure([1, 2], tops=[20])
    with pytest.raises(InputError, match="holds 1 numbers"):
        measure([1, None])
