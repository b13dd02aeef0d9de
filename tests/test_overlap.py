import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.overlap import comparable, find_overlap
from project_lib.drivers.study import read_study
from project_lib.errors import InputError
from project_lib.one_thread import one_thread


@pytest.fixture(autouse=True)
def quick():
    with one_thread():
        yield


def overlap_of(products, *, treatment="low", confounders=CONFOUNDERS):
    return find_overlap(
        read_study(products, treatment=treatment, outcome="sales", confounders=confounders)
    )


def test_rare_treatment_alone_leaves_nobody_out():
    assert comparable(np.full(1000, 0.01)).all()


def test_units_of_nearly_certain_treatment_are_left_out():
    share = np.concatenate([np.full(900, 0.5), np.full(100, 0.999)])
    assert comparable(share).sum() == 900


def test_weighting_makes_the_groups_alike():
    overlap = overlap_of(simulated_products(0, n=3000))
    balance = overlap.balance
    assert balance["before"].abs().max() > 0.3
    assert balance["after"].abs().max() < 0.05
    assert set(balance["confounder"]) == set(CONFOUNDERS)
    assert overlap.passed
    assert 0 <= overlap.left_out_share < 0.1
    assert overlap.effective > 500


def test_bands_count_every_unit_once():
    products = simulated_products(0, n=1000)
    bands = overlap_of(products).bands
    assert bands["treated"].sum() == products["low"].sum()
    assert bands["treated"].sum() + bands["others"].sum() == 1000
    assert len(bands) == 10


def test_strong_confounding_fails_the_check():
    overlap = overlap_of(simulated_products(0, n=1500, confounding=6))
    assert overlap.left_out_share > 0.3
    assert not overlap.passed


def test_a_number_keeps_all_units_and_what_the_confounders_leave_of_it():
    overlap = overlap_of(simulated_products(0, n=1000), treatment="dose")
    assert (overlap.left_out_share, len(overlap.bands)) == (0, 0)
    assert overlap.balance["before"].abs().max() > 0.3
    assert overlap.balance["after"].abs().max() < 0.01
    assert 400 < overlap.effective < 1000
    assert overlap.passed


@pytest.mark.parametrize("treatment", ["new", "years"])
def test_a_treatment_made_of_a_confounder_has_no_overlap(treatment):
    products = simulated_products(0, n=1000)
    products["new"] = (products["age"] <= products["age"].median()).astype(float)
    products["years"] = products["age"].rank()
    with pytest.raises(InputError, match="told by the confounders almost exactly"):
        overlap_of(products, treatment=treatment, confounders=["age", "category"])
