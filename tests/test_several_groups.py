import re

import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.several_groups import numbers_by_group, rate_through_steps

NUMBERS = {"number": "price", "group": "category", "who": "products", "what": "price"}
NUMBERS |= {"unit": "USD"}
RATE = {"outcome": "again", "group": "month", "who": "customers", "event": "buy again"}
RATE |= {"claim": Claim("above"), "step": "month", "link": "of"}
MONTHS = ["1997-01", "1997-02", "1997-03", "1997-04"]


def products(seed=0, rows=400, apart=0.0):
    random = np.random.default_rng(seed)
    category = random.integers(0, 4, rows)
    return pd.DataFrame(
        {
            "category": np.array(["video", "podcast", "book", "course"])[category],
            "price": random.lognormal(3, 1, rows) * np.exp(apart * category),
        }
    )


def customers(seed=0, rows=800, step=0.0):
    random = np.random.default_rng(seed)
    month = random.integers(0, 4, rows)
    return pd.DataFrame(
        {
            "month": np.array(MONTHS)[month],
            "again": random.random(rows) < 0.3 + step * month,
            "shop": random.integers(0, 100, rows),
        }
    )


def verdict(result):
    return find_verdict(result, result.p)


def test_groups_that_differ_are_found_with_their_medians():
    table = products(apart=0.5)
    result = numbers_by_group(table, **NUMBERS, random_state=0)
    assert verdict(result) == "supported"
    assert "go with the category" in result.statement
    medians = table.groupby("category")["price"].median().sort_values(ascending=False)
    assert result.chart.data["label"] == medians.index.tolist()
    assert result.chart.data["value"] == pytest.approx(medians.tolist())
    assert len(result.exhibits[1].table) == 6


def test_groups_that_do_not_differ_are_rarely_supported():
    found = [numbers_by_group(products(seed), **NUMBERS, random_state=0) for seed in range(60)]
    assert np.mean([verdict(result) == "supported" for result in found]) <= 0.12


def test_small_groups_are_left_out_and_named():
    table = pd.concat([products(), pd.DataFrame({"category": ["rare"] * 2, "price": [1.0, 2.0]})])
    result = numbers_by_group(table, **NUMBERS, random_state=0)
    assert result.n == 400
    assert "1 group with fewer than 5 rows is left out." in result.limits


def test_a_planted_rise_is_found_and_its_slope_is_in_percentage_points():
    result = rate_through_steps(customers(step=0.1), **RATE, random_state=0)
    assert verdict(result) == "supported"
    assert result.interval[0] < 10 < result.interval[1]
    assert re.fullmatch(
        r"\d\d % of customers of 1997-01 buy again, against \d\d % of those of 1997-04",
        result.statement,
    )
    assert result.unit == "percentage points per month"
    fall = rate_through_steps(customers(step=-0.08), **RATE, random_state=0)
    assert verdict(fall) == "refuted"
    assert fall.effect < 0


def test_a_rate_that_stays_is_rarely_said_to_change():
    claim = {"claim": Claim("different")}
    found = [
        rate_through_steps(customers(seed), **RATE | claim, random_state=0) for seed in range(200)
    ]
    assert 0.01 <= np.mean([verdict(result) == "supported" for result in found]) <= 0.09


def test_a_given_order_turns_the_slope():
    table = customers(step=0.1)
    result = rate_through_steps(table, **RATE, order=MONTHS[::-1], random_state=0)
    assert result.effect < 0
    assert result.chart.data["label"] == MONTHS[::-1]


def test_the_slope_over_entities_is_the_same_line():
    table = customers(step=0.1)
    plain = rate_through_steps(table, **RATE, random_state=0)
    shops = rate_through_steps(table, **RATE, entity="shop", random_state=0)
    assert plain.effect == pytest.approx(shops.effect)
    assert shops.interval == pytest.approx(plain.interval, abs=1.5)
    assert "over shops" in shops.method


def test_bad_input_is_refused_in_one_message():
    with pytest.raises(InputError, match="'category': has 1 groups with 5 rows or more"):
        one = products().assign(category="book")
        numbers_by_group(pd.concat([one, one.head(1).assign(category="x")]), **NUMBERS,
                         random_state=0)  # fmt: skip
    with pytest.raises(InputError, match="order of column 'month': lacks '1997-0"):
        rate_through_steps(customers(), **RATE, order=MONTHS[:3], random_state=0)
    with pytest.raises(InputError, match="'month': has 2 groups with rows"):
        few = customers().query("month < '1997-03'")
        rate_through_steps(few, **RATE, random_state=0)
