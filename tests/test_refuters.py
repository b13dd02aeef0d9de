from dataclasses import replace

import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.refuters import refute
from project_lib.drivers.study import read_study
from project_lib.one_thread import one_thread


@pytest.fixture(autouse=True)
def quick():
    with one_thread():
        yield


def study_of(products, **given):
    columns = {"treatment": "low", "outcome": "sales", "confounders": CONFOUNDERS}
    return read_study(products, **(columns | {"cluster": "producer"} | given))


def test_a_sound_effect_withstands_all_attempts():
    table = refute(study_of(simulated_products(1, n=1500, effect=0.4)), random_state=0)
    table = table.set_index("check")
    assert table["passed"].all()
    assert abs(table.loc["placebo", "middle_share"]) < 0.1
    whole = table.loc["subset", "expected_share"]
    assert table.loc["subset", "lowest_share"] < whole < table.loc["subset", "highest_share"]
    assert table.loc["common_cause", "middle_share"] == pytest.approx(whole, abs=0.05)


def test_the_same_seed_gives_the_same_table():
    study = study_of(simulated_products(1, n=400))
    first, second = (refute(study, random_state=3, repeats=5) for _ in range(2))
    assert first.equals(second)


def test_placebos_find_errors_that_are_too_small():
    # a small group and a few huge sales: a mean says little, and its error even less
    products = simulated_products(0, n=600)
    rng = np.random.default_rng(0)
    products["low"] = (rng.random(600) < 0.05).astype(float)
    products["sales"] = np.exp(3 * rng.normal(size=600))
    wild = refute(study_of(products), random_state=0).set_index("check")
    assert not wild.loc["placebo", "passed"]
    products["low"] = (rng.random(600) < 0.4).astype(float)
    typical = refute(study_of(products, scale="typical"), random_state=0).set_index("check")
    assert typical.loc["placebo", "passed"]


def test_blocks_of_clusters_keep_placebos_as_uncertain_as_the_treatment():
    # a whole producer has the treatment or not, and its products sell alike
    products = simulated_products(0, n=1500)
    rng = np.random.default_rng(0)
    producer = np.sort(rng.integers(0, 60, 1500))
    products["low"] = (rng.random(60) < 0.5).astype(float)[producer]
    products["sales"] = rng.poisson(np.exp(4 + 0.7 * rng.normal(size=60)[producer]))
    known = study_of(products.assign(producer=producer))
    blind = replace(known, clusters=np.arange(1500))
    spread = [
        np.ptp(refute(study, random_state=0).loc[0, ["lowest_share", "highest_share"]])
        for study in (known, blind)
    ]
    assert spread[0] > 2 * spread[1]


def test_an_effect_that_depends_on_one_unit_spreads_over_subsets():
    products = simulated_products(0, n=400, effect=0.0)
    products.loc[products.index[products["low"] == 1][0], "sales"] = 10**6
    table = refute(study_of(products, cluster=""), random_state=0).set_index("check")
    assert not table["passed"].all()
