import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.evidence import weigh_evidence

COLUMNS = {"treatment": "low", "outcome": "sales", "confounders": CONFOUNDERS}


@pytest.fixture(scope="module")
def evidence():
    products = simulated_products(4, n=2000, effect=0.4)
    return weigh_evidence(products, **COLUMNS, cluster="producer", random_state=0)


def test_the_naive_effect_is_wrong_and_both_adjusted_ones_are_right(evidence):
    truth = np.expm1(0.4)
    assert evidence.naive.interval[0] > truth
    for estimate in (evidence.adjusted, evidence.robust):
        assert estimate.interval[0] <= truth <= estimate.interval[1]


def test_sound_evidence_fails_no_check(evidence):
    assert evidence.agree
    assert evidence.failed == ()
    assert evidence.refuters["check"].tolist() == ["placebo", "common_cause", "subset"]


def test_units_without_a_counterpart_do_not_count(evidence):
    left_out = evidence.overlap.left_out_share
    assert evidence.units == round(2000 * (1 - left_out))
    assert evidence.binary


def test_too_little_overlap_is_a_failed_check():
    products = simulated_products(0, n=1500, confounding=6)
    assert "overlap" in weigh_evidence(products, **COLUMNS, random_state=0).failed


def test_the_same_seed_gives_the_same_evidence():
    products = simulated_products(0, n=400)
    first, second = (weigh_evidence(products, **COLUMNS, random_state=1) for _ in range(2))
    assert first.robust == second.robust
    assert first.refuters.equals(second.refuters)
