import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.adjustment import naive_effect
from project_lib.drivers.doubly_robust import robust_effect
from project_lib.drivers.overlap import find_overlap
from project_lib.drivers.study import read_study
from project_lib.errors import InputError
from project_lib.one_thread import one_thread


@pytest.fixture(autouse=True)
def quick():
    with one_thread():
        yield


def study_of(seed, *, treatment="low", scale="mean", confounders=CONFOUNDERS, **planted):
    products = simulated_products(seed, **planted, level=3 if scale == "mean" else 7)
    return read_study(
        products if scale == "mean" else products.query("sales > 0"),
        treatment=treatment,
        outcome="sales",
        confounders=confounders,
        cluster="producer",
        scale=scale,
    )


def covers(estimate, log_ratio):
    low, high = estimate.interval
    return low <= np.expm1(log_ratio) <= high


@pytest.mark.parametrize("scale", ["mean", "typical"])
@pytest.mark.parametrize(
    ("treatment", "planted", "truth"),
    [
        ("low", {"effect": 0.4}, 0.4),
        ("low", {"effect": 0.0}, 0.0),
        ("dose", {"effect": 0.0, "per_unit": 0.3}, 0.3),
        ("dose", {"effect": 0.0}, 0.0),
    ],
)
def test_the_planted_effect_is_covered_where_the_naive_one_is_wrong(
    scale, treatment, planted, truth
):
    studies = [study_of(s, treatment=treatment, scale=scale, n=3000, **planted) for s in range(5)]
    assert sum(covers(robust_effect(study, random_state=0), truth) for study in studies) >= 4
    assert not any(covers(naive_effect(study), truth) for study in studies)


def test_without_confounding_it_agrees_with_the_difference_of_means():
    study = study_of(1, n=3000, confounding=0.0)
    robust, naive = robust_effect(study, random_state=0), naive_effect(study)
    assert abs(robust.log_ratio - naive.log_ratio) < 2 * naive.error


def test_a_confounder_that_is_left_out_leaves_its_bias():
    known, unknown = (
        robust_effect(study_of(3, n=3000, effect=0.0, confounders=c), random_state=0)
        for c in (CONFOUNDERS, ("niche",))
    )
    assert covers(known, 0)
    assert unknown.interval[0] > 0.1


def test_the_same_seed_gives_the_same_bytes():
    first, second, other = (robust_effect(study_of(0), random_state=s) for s in (1, 1, 2))
    assert first == second
    assert first != other


def test_an_arm_without_any_outcome_is_refused():
    products = simulated_products(0)
    products.loc[products["low"] == 1, "sales"] = 0
    study = read_study(products, treatment="low", outcome="sales", confounders=CONFOUNDERS)
    with pytest.raises(InputError, match="nearly 0 in one of the groups"):
        robust_effect(study, random_state=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("treatment", "planted", "truth"),
    [("low", {"effect": 0.3}, 0.3), ("low", {"effect": 0.0}, 0.0), ("dose", {"effect": 0.0}, 0.0)],
)
def test_intervals_cover_in_90_to_98_per_cent_of_small_samples(treatment, planted, truth):
    covered = [
        covers(
            robust_effect(
                find_overlap(study_of(seed, treatment=treatment, n=600, **planted)).study,
                random_state=seed,
            ),
            truth,
        )
        for seed in range(200)
    ]
    assert 0.9 <= np.mean(covered) <= 0.98
