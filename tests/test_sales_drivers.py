import re

import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.errors import InputError
from project_lib.findings import CAUSAL_WORDS, Claim, find_verdict
from project_lib.hypotheses.sales_drivers import sales_driver

WORDS = {
    "treatment": "low",
    "outcome": "sales",
    "confounders": CONFOUNDERS,
    "factor": "a low commission",
    "treated_words": "products with a low commission",
    "other_words": "products with a higher commission",
    "cluster": "producer",
    "random_state": 0,
}
DOSE = {
    "treatment": "dose",
    "factor": "a point of commission",
    "treated_words": "products with one point more commission",
    "other_words": "products",
}


@pytest.fixture(scope="module")
def driver():
    return sales_driver(simulated_products(1, n=2000, effect=0.4), **WORDS)


@pytest.fixture(scope="module")
def no_driver():
    return sales_driver(
        simulated_products(1, n=2000, effect=0.0), **WORDS, claim=Claim("above", relevant=0.2)
    )


def test_a_planted_driver_is_found_and_called_one(driver):
    assert driver.interval[0] <= np.expm1(0.4) <= driver.interval[1]
    assert find_verdict(driver, driver.p) == "supported"
    assert driver.causal
    assert driver.meaning.supported.startswith("A low commission drives sales up.")


def test_the_statement_tells_the_adjusted_difference_and_the_limits_the_plain_one(driver):
    assert re.fullmatch(
        r"Products with a low commission have \d+ % higher sales than comparable products "
        r"with a higher commission",
        driver.statement,
    )
    assert re.match(r"A plain comparison would say \d+ % higher sales\. ", driver.limits)
    assert "are alike in age, category, niche and size; causes that were not" in driver.limits
    assert re.search(r"each by a factor of \d\.\d", driver.limits)


def test_the_chart_sets_plain_and_adjusted_side_by_side(driver):
    data = driver.chart.data
    assert data["label"][0] == "Plain comparison"
    assert data["value"][0] > data["high"][2]
    assert data["value"][2] == driver.effect
    assert [e.table.shape[0] > 0 for e in driver.exhibits] == [True] * 4


def test_a_planted_null_is_no_driver_though_the_plain_difference_is_large(no_driver):
    assert find_verdict(no_driver, no_driver.p) == "refuted"
    assert not no_driver.causal
    assert no_driver.chart.data["low"][0] > 0
    assert not any(CAUSAL_WORDS.search(text) for text in vars(no_driver.meaning).values())


def test_a_number_is_compared_per_unit():
    products = simulated_products(1, n=2000, effect=0, per_unit=-0.2)
    causes = {"age": "age", "category": "kind", "niche": "topic", "size": "size of the producer"}
    given = WORDS | DOSE | {"confounders": causes}
    result = sales_driver(products, **given, claim=Claim("below"))
    assert result.interval[0] <= np.expm1(-0.2) <= result.interval[1]
    assert result.statement.startswith("Products with one point more commission have ")
    assert result.statement.endswith("% lower sales than comparable products")
    assert "are alike in age, kind, topic and size of the producer;" in result.limits
    assert result.meaning.supported.startswith("A point of commission drives sales down.")


def test_without_overlap_nothing_is_called_a_driver():
    result = sales_driver(simulated_products(0, n=1500, effect=0.5, confounding=6), **WORDS)
    assert not result.causal
    assert "too few of the products have a counterpart" in result.limits
    assert "goes with" in result.meaning.supported


def test_p_is_of_the_claimed_threshold(driver):
    products = simulated_products(1, n=2000, effect=0.4)
    claim = Claim("above", threshold=driver.interval[0])
    assert sales_driver(products, **WORDS, claim=claim).p == pytest.approx(0.05, abs=1e-6)


def test_a_constant_treatment_is_refused():
    with pytest.raises(InputError, match="treatment 'low': is the same everywhere"):
        sales_driver(simulated_products(0, n=100).assign(low=1), **WORDS)


@pytest.mark.slow
def test_planted_effects_are_found_and_planted_nulls_are_not_over_five_seeds():
    for seed in range(5):
        found = sales_driver(simulated_products(seed, n=4000, effect=0.3), **WORDS)
        nothing = sales_driver(simulated_products(seed, n=4000, effect=0.0), **WORDS)
        assert find_verdict(found, found.p) == "supported"
        assert found.chart.data["low"][0] > np.expm1(0.3)
        assert find_verdict(nothing, min(1, 5 * nothing.p)) != "supported"
