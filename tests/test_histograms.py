import numpy as np
import pytest

from project_lib.exploration.histograms import find_histogram, histograms_title


def total(histogram):
    return histogram.counts.sum() + histogram.zeros + histogram.beyond


def test_few_whole_numbers_get_a_bar_each():
    histogram = find_histogram(np.array([1, 1, 2, 5]))
    assert histogram.edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert histogram.counts.tolist() == [2, 1, 0, 0, 1]


def test_a_far_value_does_not_squeeze_the_bulk():
    values = np.append(np.random.default_rng(0).normal(size=1000), 1e6)
    histogram = find_histogram(values)
    assert histogram.edges[-1] < 10
    assert histogram.beyond >= 1
    assert "lie beyond" in histogram.note


def test_values_a_thousand_times_the_usual_are_spaced_by_ratio():
    values = np.append(np.random.default_rng(0).lognormal(0, 3, 5000), [0.0] * 500)
    histogram = find_histogram(values)
    assert histogram.log
    assert histogram.zeros == 500
    assert histogram.note == "9.1 % are zero"
    assert np.ptp(np.diff(np.log(histogram.edges))) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "values",
    [[], [np.nan, np.inf], [0.0], [3.5, 3.5], [-1e12, 1e12], [0, 0, 0, 1e9], range(5000)],
)
def test_every_finite_value_is_drawn_or_counted(values):
    histogram = find_histogram(np.array(list(values), dtype=float))
    assert total(histogram) == np.isfinite(list(values)).sum()
    assert (np.diff(histogram.edges) > 0).all()


def test_the_title_counts_what_is_bunched():
    bunched = find_histogram(np.random.default_rng(0).lognormal(0, 3, 1000))
    even = find_histogram(np.random.default_rng(0).uniform(size=1000))
    assert histograms_title([bunched, even]).startswith("1 of 2 features is bunched")
    assert histograms_title([even]).startswith("How the values spread")
