import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.nuisance import Models, bounded, folds_of
from project_lib.drivers.study import read_study

STUDY = read_study(
    simulated_products(0, n=600),
    treatment="low",
    outcome="sales",
    confounders=CONFOUNDERS,
    cluster="producer",
)
ALL = np.ones(600, dtype=bool)


def test_folds_hold_whole_clusters_and_every_unit_once():
    held = np.zeros(600, dtype=int)
    for fit, on in folds_of(STUDY, 5, 0):
        held += on
        assert not set(STUDY.clusters[fit]) & set(STUDY.clusters[on])
        assert 0.4 < STUDY.treatment[on].mean() / STUDY.treatment.mean() < 1.6
    assert held.tolist() == [1] * 600


def test_folds_follow_the_seed_and_one_fold_is_everyone():
    first, again, other = (list(folds_of(STUDY, 5, seed)) for seed in (0, 0, 1))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0][1], other[0][1])
    assert [(fit.all(), on.all()) for fit, on in folds_of(STUDY, 1, 0)] == [(True, True)]


def test_a_second_fit_starts_from_the_first_and_ends_at_the_same_place():
    models = Models()
    first = models.propensity(STUDY, ALL, ALL)
    coefficients = models.outcome("outcome", STUDY, STUDY.columns, ALL)
    assert models.propensity(STUDY, ALL, ALL) == pytest.approx(first, abs=1e-6)
    again = models.outcome("outcome", STUDY, STUDY.columns, ALL)
    assert again == pytest.approx(coefficients, abs=1e-5)


def test_probabilities_are_those_of_the_units_and_kept_from_0_and_1():
    share = Models().propensity(STUDY, ALL, ALL)
    assert share.mean() == pytest.approx(STUDY.treatment.mean(), abs=0.01)
    bound = 5 / (np.sqrt(100) * np.log(100))
    ends = np.array([0.0, 1.0] * 50)
    assert bounded(ends).min() == pytest.approx(min(bound, 0.1))
    assert bounded(ends).max() == pytest.approx(1 - min(bound, 0.1))
    assert np.array_equal(bounded(np.full(100, 0.4)), np.full(100, 0.4))


def test_least_squares_finds_planted_slopes():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(4000, 2))
    values = 3 + columns @ [1.0, -2.0] + 0.1 * rng.normal(size=4000)
    assert Models().expectation(columns, values) == pytest.approx([3, 1, -2], abs=0.01)
