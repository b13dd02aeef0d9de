import math

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from project_lib.errors import InputError
from project_lib.inference.rates import (
    difference_of_rates,
    estimate_rates,
    rate_trend,
    ratio_of_rates,
)


def test_the_difference_has_newcombes_published_interval():
    """Newcombe (1998), table II, example (a): 56/70 against 48/80."""
    found = difference_of_rates((56, 48), (70, 80))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("counts", [((5, 9), (100, 120)), ((0, 0), (10, 12)), ((10, 0), (10, 12))])
def test_the_difference_agrees_with_statsmodels(counts):
    (hits_1, hits_2), (n_1, n_2) = counts
    expected = confint_proportions_2indep(hits_1, n_1, hits_2, n_2, method="newcomb")
    found = difference_of_rates(*counts)
    assert (found.low, found.high) == pytest.approx(expected)


def test_each_rate_has_the_interval_of_wilson():
    """Newcombe (1998), interval estimation for a single proportion: 81/263."""
    found, none = estimate_rates((81, 0), (263, 20))
    assert (found.value, none.value) == (81 / 263, 0)
    assert (found.low, found.high, found.p) == pytest.approx((0.2553, 0.3662, 1), abs=5e-5)
    with pytest.raises(InputError, match="counts outside 0 to n"):
        estimate_rates((3,), (2,))


def test_p_is_5_percent_where_an_end_meets_the_threshold():
    counts = (30, 45), (200, 190)
    found = difference_of_rates(*counts)
    for end in (found.low, found.high):
        assert difference_of_rates(*counts, threshold=end).p == pytest.approx(0.05, abs=1e-6)
    assert difference_of_rates(*counts, threshold=found.value).p == 1


def simulate(find, truth, runs=500):
    found = [find(np.random.default_rng(seed)) for seed in range(runs)]
    inside = np.mean([item.low <= truth <= item.high for item in found])
    return inside, np.mean([item.p <= 0.05 for item in found])


@pytest.mark.parametrize(("rates", "sizes"), [((0.3, 0.3), (50, 80)), ((0.06, 0.03), (300, 250))])
def test_intervals_of_two_rates_cover_what_they_promise(rates, sizes):
    inside, _ = simulate(
        lambda r: difference_of_rates(tuple(r.binomial(sizes, rates)), sizes), rates[0] - rates[1]
    )
    assert 0.93 <= inside <= 0.98


def test_equal_rates_are_rejected_in_5_percent_of_samples():
    _, rejected = simulate(
        lambda r: difference_of_rates(tuple(r.binomial((400, 300), 0.2)), (400, 300)), 0
    )
    assert 0.03 <= rejected <= 0.07


def test_the_trend_is_that_of_cochran_and_armitage():
    hits, totals = np.array([10, 20, 35]), np.array([100, 110, 120])
    place, n, share = np.arange(3), totals.sum(), hits.sum() / totals.sum()
    score = (place * (hits - totals * share)).sum()
    spread = share * (1 - share) * ((totals * place**2).sum() - (totals * place).sum() ** 2 / n)
    found = rate_trend(hits, totals)
    assert found.p == pytest.approx(math.erfc(abs(score) / math.sqrt(2 * spread)))
    assert found.low < found.value < found.high
    x = np.repeat(place, totals)
    y = np.concatenate([np.arange(n) < h for h, n in zip(hits, totals, strict=True)])
    assert found.value == pytest.approx(np.polyfit(x, y, 1)[0])


def test_the_slope_of_a_trend_is_covered_and_its_null_holds():
    totals, rates = [140, 160, 80, 150], np.array([0.1, 0.15, 0.2, 0.25])
    inside, _ = simulate(lambda r: rate_trend(r.binomial(totals, rates), totals), 0.05)
    assert 0.92 <= inside <= 0.97
    _, rejected = simulate(lambda r: rate_trend(r.binomial(totals, 0.2), totals), 0)
    assert 0.03 <= rejected <= 0.07


def test_rates_that_do_not_vary_show_no_trend():
    assert rate_trend([0, 0, 0], [5, 5, 5]).p == 1
    assert rate_trend([5, 5], [5, 5]).value == 0


def test_bad_counts_are_refused_in_one_message():
    with pytest.raises(InputError, match="group: has 0 rows"):
        difference_of_rates((0, 1), (0, 5))
    with pytest.raises(InputError, match="counts outside 0 to n"):
        difference_of_rates((6, 1), (5, 5))
    with pytest.raises(InputError, match="groups: are 1 with rows"):
        rate_trend([1, 0], [5, 0])


@pytest.mark.parametrize("counts", [((300, 150), (1000, 1000)), ((900, 450), (3000, 2800))])
def test_the_ratio_agrees_with_the_score_interval_where_there_are_many(counts):
    (hits_1, hits_2), (n_1, n_2) = counts
    options = {"compare": "ratio", "method": "score"}
    expected = confint_proportions_2indep(hits_1, n_1, hits_2, n_2, **options)
    found = ratio_of_rates(*counts)
    assert found.value == pytest.approx(hits_1 * n_2 / (n_1 * hits_2))
    assert (found.low, found.high) == pytest.approx(expected, rel=2e-3)


def test_a_ratio_of_nobody_is_0_and_one_to_nobody_is_refused():
    found = ratio_of_rates((0, 10), (30, 40))
    assert (found.value, found.low) == (0, 0)
    assert 0.4 < found.high < 0.6  # the score interval ends at 0.47
    with pytest.raises(InputError, match="second group: has no success"):
        ratio_of_rates((10, 0), (30, 40))


def test_the_interval_of_a_ratio_covers_it_and_its_p_is_rarely_small_where_it_is_true():
    random, covered, small = np.random.default_rng(0), 0, 0
    for _ in range(400):
        counts = int(random.binomial(300, 0.2)), int(random.binomial(300, 0.1))
        found = ratio_of_rates(counts, (300, 300), threshold=2)
        covered += found.low <= 2 <= found.high
        small += found.p < 0.05
    assert 0.92 < covered / 400 < 0.98
    assert small == 400 - covered
