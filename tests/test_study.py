import numpy as np
import pytest
from product_tables import CONFOUNDERS, simulated_products

from project_lib.drivers.study import read_study
from project_lib.errors import InputError

PRODUCTS = simulated_products(0, n=200)
COLUMNS = {"treatment": "low", "outcome": "sales", "confounders": CONFOUNDERS}


def test_confounders_are_standardised_and_clusters_coded_from_0():
    study = read_study(PRODUCTS, **COLUMNS, cluster="producer")
    assert study.binary
    assert np.abs(study.columns.mean(axis=0)).max() < 1e-9
    assert study.columns.std(axis=0) == pytest.approx(1)
    assert sorted(set(study.clusters)) == list(range(PRODUCTS["producer"].nunique()))


def test_a_part_is_standardised_again_and_keeps_no_empty_cluster():
    study = read_study(PRODUCTS, **COLUMNS, cluster="producer")
    part = study.take(study.clusters < 30)
    assert np.abs(part.columns.mean(axis=0)).max() < 1e-9
    assert sorted(set(part.clusters)) == list(range(30))


@pytest.mark.parametrize(
    ("changes", "given", "message"),
    [
        ({}, {"treatment": "lo"}, "did you mean 'low'"),
        ({"low": 1.0}, {}, "treatment 'low': is the same everywhere"),
        ({"low": np.nan}, {}, "treatment 'low': has 200 missing values"),
        ({"low": "yes"}, {}, "treatment 'low': holds no numbers"),
        ({"low": np.arange(200) < 7.0}, {}, "only 7 units on one side"),
        ({"sales": 3}, {}, "outcome 'sales': is the same everywhere"),
        ({"sales": np.arange(200) - 1}, {}, "outcome 'sales': has the value -1"),
        ({"sales": np.arange(200)}, {"scale": "typical"}, "or use the scale 'mean'"),
        ({"producer": 1}, {"cluster": "producer"}, "has 1 different values"),
        ({"producer": None}, {"cluster": "producer"}, "cluster 'producer': has missing"),
        ({}, {"confounders": ["low", "age"]}, "confounder 'low': is treatment or outcome"),
    ],
)
def test_what_allows_no_comparison_is_refused(changes, given, message):
    with pytest.raises(InputError, match=message):
        read_study(PRODUCTS.assign(**changes), **(COLUMNS | given))
