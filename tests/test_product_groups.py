import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import find_verdict
from project_lib.hypotheses.product_groups import things_fall_into_groups

WORDS = {"sales": ("few sales", "many sales"), "price": ("low prices", "high prices")}


def draw_products(kinds, *, seed=1):
    """Return products around the (log sales, log price) of each kind, 300 of each."""
    random = np.random.default_rng(seed)
    logs = np.vstack([random.normal(kind, 0.5, (300, 2)) for kind in kinds])
    return pd.DataFrame({"sales": np.exp(logs[:, 0]).round(), "price": np.exp(logs[:, 1])})


def test_planted_kinds_are_found_and_described():
    result = things_fall_into_groups(
        draw_products([(3, 4), (6, 1)]),
        columns=["sales", "price"],
        words=WORDS,
        order_by="sales",
        random_state=1,
    )
    assert find_verdict(result, result.p) == "supported"
    assert result.statement.startswith("The clearest 2 groups of products score 0.")
    assert result.limits.startswith("The groups found are 300 with ")
    profiles = result.exhibits[0].table
    assert profiles.loc[0, "profile"] == "many sales, low prices"
    assert profiles.loc[1, "profile"] == "few sales, high prices"
    assert profiles.loc[0, "sales"] > profiles.loc[1, "sales"]
    assert result.chart.data["column"] == ["sales", "price"] * 2
    assert result.chart.data["row"][0] == "1: many sales, low prices (300)"


@pytest.mark.parametrize("method", ["k-means", "hdbscan"])
def test_one_cloud_is_never_supported(method):
    for seed in range(3):
        result = things_fall_into_groups(
            draw_products([(4, 3), (4, 3)], seed=seed),
            columns=["sales", "price"],
            method=method,
            random_state=seed,
        )
        assert find_verdict(result, result.p) != "supported"


def test_customers_may_be_grouped_in_their_own_words():
    table = draw_products([(3, 4), (6, 1)]).rename(columns={"sales": "visits_a_year"})
    result = things_fall_into_groups(
        table,
        columns={"visits_a_year": "visits", "price": "price"},
        who="customers",
        random_state=1,
    )
    assert "high visits a year" in result.limits
    assert result.chart.data["column"][:2] == ["visits", "price"]
    assert result.counted == "customers"
    assert result.meaning.supported.startswith("Customers are of different kinds")


def test_a_column_that_is_missing_is_refused():
    with pytest.raises(InputError, match="did you mean 'sales'"):
        things_fall_into_groups(draw_products([(3, 4)]), columns=["sale"], random_state=1)
