import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.adjustment import adjusted_effect, naive_effect
from project_lib.drivers.study import read_study
from project_lib.one_thread import one_thread

COLUMNS = {"treatment": "low", "outcome": "sales", "confounders": CONFOUNDERS}


@pytest.fixture(autouse=True)
def quick():
    with one_thread():
        yield


def test_the_naive_effect_is_the_ratio_of_the_means():
    products = simulated_products(0, n=500)
    means = products.groupby("low")["sales"].mean()
    found = naive_effect(read_study(products, **COLUMNS)).effect
    assert found == pytest.approx(means[1] / means[0] - 1)


def test_the_naive_typical_effect_is_the_ratio_of_geometric_means():
    products = simulated_products(0, n=500).query("sales > 0")
    means = np.log(products["sales"]).groupby(products["low"]).mean()
    study = read_study(products, **COLUMNS, scale="typical")
    assert naive_effect(study).log_ratio == pytest.approx(means[1] - means[0])


def test_hc3_errors_are_those_of_two_groups_with_unequal_variances():
    products = simulated_products(0, n=300).query("sales > 0")
    logs = np.log(products["sales"]).groupby(products["low"])
    # HC3 divides each squared residual by (1 - 1/n)^2
    expected = (logs.apply(lambda v: ((v - v.mean()) ** 2).sum() / (len(v) - 1) ** 2)).sum()
    study = read_study(products, **COLUMNS, scale="typical")
    assert naive_effect(study).error == pytest.approx(np.sqrt(expected))


@pytest.mark.parametrize("effect", [0.4, 0.0])
def test_adjustment_takes_the_confounding_away(effect):
    found = []
    for seed in range(5):
        study = read_study(
            simulated_products(seed, n=3000, effect=effect), **COLUMNS, cluster="producer"
        )
        low, high = adjusted_effect(study).interval
        found.append(low <= np.expm1(effect) <= high)
        assert naive_effect(study).interval[0] > np.expm1(effect)
    assert sum(found) >= 4


def test_a_number_is_compared_per_unit():
    products = simulated_products(2, n=3000, effect=0, per_unit=0.2)
    study = read_study(products, **(COLUMNS | {"treatment": "dose"}), cluster="producer")
    low, high = adjusted_effect(study).interval
    assert low <= np.expm1(0.2) <= high
