from functools import cache

import numpy as np
import pandas as pd
import pytest
from customer_examples import DATA, HALF_TIME, cdnow_summary

from project_lib.errors import InputError
from project_lib.segmentation import lifetime_value as value

PLANTED = np.array([0.5, 6.0, 0.8, 2.5])


@cache
def published():
    table = pd.read_csv(DATA / "cdnow_customers_summary.csv")
    histories = value.group_histories(table["frequency"], table["recency"], table["T"])
    return histories, value.fit_purchase_model(histories)


def test_the_published_parameters_of_cdnow_are_found():
    histories, model = published()
    assert model.fit.values == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=6e-4)
    assert model.fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert histories.customers.sum() == model.customers == 2357
    table = model.fit.table()
    assert (table["low"] < table["estimate"]).all()
    assert table.set_index("parameter").loc["r", "high"] < 0.28


def test_purchases_themselves_give_the_same_parameters():
    histories = value.histories_of_summary(cdnow_summary(HALF_TIME))
    model = value.fit_purchase_model(histories)
    assert model.fit.values == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=6e-4)


def test_the_published_example_expects_1_226_purchases_in_39_weeks():
    _, model = published()
    one = value.group_histories([2], [30.43], [38.86])
    assert value.expected_purchases(model, one, 39)[0] == pytest.approx(1.226, abs=5e-4)
    assert value.probability_alive(model, one)[0] == pytest.approx(0.7266, abs=5e-4)


def test_expectations_stay_finite_however_often_a_customer_bought():
    _, model = published()
    many = value.group_histories([0, 5, 5000], [0, 30, 100], [100, 100, 100])
    expected = value.expected_purchases(model, many, 52)
    assert np.isfinite(expected).all()
    assert expected[2] > 100
    assert value.probability_alive(model, many)[0] == 1


def test_planted_parameters_lie_in_their_intervals_and_the_future_is_foreseen():
    age = np.random.default_rng(3).uniform(10, 60, 30_000)
    customers = value.simulate_purchases(PLANTED, age, 26, random_state=4)
    columns = (customers[name] for name in ("repeats", "last", "age"))
    histories = value.group_histories(*columns)
    model = value.fit_purchase_model(histories)
    table = model.fit.table()
    assert (table["low"] < PLANTED).all()
    assert (PLANTED < table["high"]).all()
    expected = value.expected_purchases(model, histories, 26) * histories.customers
    later = customers["later"].sum()
    assert expected.sum() == pytest.approx(later, rel=0.03)


@pytest.mark.parametrize(
    "planted", [(0.7, 10, 1e-6, 10), (1, 5, 3000, 12000), (0.7, 10, 1e-5, 1e-5)]
)
def test_customers_who_never_leave_or_all_alike_leave_parameters_open_but_are_foreseen(planted):
    age = np.random.default_rng(1).integers(140, 420, 6_000) / 7
    customers = value.simulate_purchases(planted, age, 26, random_state=2)
    columns = (customers[name] for name in ("repeats", "last", "age"))
    histories = value.group_histories(*columns)
    model = value.fit_purchase_model(histories)
    assert model.fit.table()["low"].isna().tolist() == [False, False, True, True]
    sums = []
    for values in [model.fit.values, *model.fit.draws(20, np.random.default_rng(3))]:
        drawn = value.expected_purchases(model.with_parameters(values), histories, 26)
        sums.append((drawn * histories.customers).sum() / customers["later"].sum())
    assert sums == pytest.approx([1] * 21, rel=0.1)


def test_the_gradient_is_that_of_the_likelihood():
    from scipy.optimize import approx_fprime

    histories, _ = published()
    point = np.array([0.4, 5.0, 1.2, 2.0])
    slope = value._log_likelihood(point, histories)[1]
    numeric = approx_fprime(point, lambda p: value._log_likelihood(p, histories)[0], 1e-6)
    assert slope == pytest.approx(numeric, rel=1e-4)


def test_equal_histories_are_kept_once():
    histories = value.group_histories([0, 1, 0], [0, 2, 0], [5, 5, 5])
    assert histories.customers.tolist() == [2, 1]
    assert histories.repeats[histories.place].tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("repeats", "last", "age"),
    [([1], [6], [5]), ([-1], [0], [5]), ([0], [2], [5]), ([1], [np.nan], [5])],
)
def test_impossible_histories_are_refused(repeats, last, age):
    with pytest.raises(InputError, match="history in row 0"):
        value.group_histories(repeats, last, age)


def test_customers_who_never_return_teach_nothing():
    histories = value.group_histories([0] * 50, [0] * 50, [5] * 50)
    with pytest.raises(InputError, match="0 came back"):
        value.fit_purchase_model(histories)


def test_a_summary_without_days_and_a_past_horizon_are_refused():
    with pytest.raises(InputError, match="column 'days' is missing|'days'"):
        value.histories_of_summary(pd.DataFrame({"first_age": [1.0]}))
    histories, model = published()
    with pytest.raises(InputError, match="weeks"):
        value.expected_purchases(model, histories, 0)
