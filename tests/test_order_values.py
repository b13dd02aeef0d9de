import numpy as np
import pandas as pd
import pytest
from customer_examples import DATA

from project_lib.errors import InputError
from project_lib.segmentation import order_values as values


def draw_orders(parameters, customers, *, seed=5):
    """Return purchases and mean values of customers who spend as the model says."""
    p, q, v = parameters
    random = np.random.default_rng(seed)
    purchases = random.geometric(0.4, customers)
    rate = random.gamma(q, 1 / v, customers)
    return purchases, random.gamma(p * purchases, 1 / (rate * purchases))


def test_the_published_parameters_of_cdnow_are_found():
    table = pd.read_csv(DATA / "cdnow_customers_summary_with_transactions.csv")
    table = table[table["x"] > 0]
    model = values.fit_value_model(table["x"], table["zbar"])
    assert model.customers == 946
    assert model.fit.values == pytest.approx([6.25, 3.74, 15.44], abs=0.01)
    assert model.mean == pytest.approx(35.17, abs=0.01)


def test_planted_parameters_lie_in_their_intervals():
    planted = np.array([6.0, 4.0, 15.0])
    model = values.fit_value_model(*draw_orders(planted, 20_000))
    table = model.fit.table()
    assert (table["low"] < planted).all()
    assert (planted < table["high"]).all()


def test_the_currency_changes_the_scale_and_nothing_else():
    purchases, means = draw_orders((6.0, 4.0, 15.0), 500)
    one, hundred = (values.fit_value_model(purchases, means * unit) for unit in (1, 100))
    assert hundred.fit.values == pytest.approx(one.fit.values * [1, 1, 100], rel=1e-3)


def test_the_next_value_lies_between_the_own_mean_and_that_of_all():
    model = values.fit_value_model(*draw_orders((6.0, 4.0, 15.0), 500))
    few, many, none = values.expected_value(model, [1, 50, 3], [100.0, 100.0, 0.0])
    assert model.mean < few < many < 100
    assert none == pytest.approx(model.mean)


def test_how_often_and_how_much_are_unrelated_where_they_were_drawn_apart():
    link, low, high, count = values.frequency_and_value(*draw_orders((6.0, 4.0, 15.0), 5_000))
    assert low < 0 < high
    assert abs(link) < 0.05
    assert 2_500 < count < 3_500


@pytest.mark.parametrize("means", [[-1.0] * 20, [5.0] * 20, list(range(1, 6))])
def test_amounts_without_enough_positive_values_are_refused(means):
    with pytest.raises(InputError, match="in money and not scaled"):
        values.fit_value_model([1] * len(means), means)
