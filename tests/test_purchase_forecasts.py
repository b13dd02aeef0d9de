import numpy as np
import pytest
from customer_examples import END, HALF_TIME, cdnow_summary

from project_lib.errors import InputError
from project_lib.segmentation import lifetime_value
from project_lib.segmentation import purchase_forecasts as forecasts


def planted(customers, *, seed=1):
    """Return a model fitted to customers who buy as it says, and what they bought afterwards."""
    age = np.random.default_rng(seed).uniform(10, 60, customers)
    table = lifetime_value.simulate_purchases((0.5, 6, 0.8, 2.5), age, 26, random_state=seed)
    histories = lifetime_value.group_histories(table["repeats"], table["last"], table["age"])
    frequency = lifetime_value.fit_purchase_model(histories)
    purchases = table["repeats"].to_numpy() + 1
    return forecasts.CustomerModel(histories, frequency, purchases), table["later"]


def test_the_known_shortfall_of_the_forecast_for_cdnow_is_found():
    earlier, later = cdnow_summary(HALF_TIME), cdnow_summary(END)
    since = forecasts.purchases_since(earlier, later)
    assert since["days"].sum() == 1882
    model = forecasts.fit_customers(earlier)
    missed = forecasts.forecast_error(model, since["days"], horizon_days=273)
    assert missed.error == pytest.approx(-0.121, abs=0.002)
    assert forecasts.days_between(earlier, later) == 273
    table = forecasts.forecast_customers(model, horizon_days=273)
    assert table["expected_purchases"].sum() == pytest.approx(missed.expected)
    product = table["expected_purchases"] * table["value_per_purchase"]
    assert table["expected_value"].tolist() == pytest.approx(product.tolist())
    money = forecasts.forecast_error(model, since["total"], horizon_days=273, money=True)
    assert money.expected == pytest.approx(table["expected_value"].sum())
    assert money.error == pytest.approx(money.expected / since["total"].sum() - 1)


def test_expected_and_actual_purchases_agree_where_the_model_is_true():
    model, later = planted(4_000)
    missed = forecasts.forecast_error(model, later, horizon_days=182)
    assert abs(missed.error) < 3 * missed.standard_error
    assert missed.standard_error < 0.1
    expected = forecasts.forecast_customers(model, horizon_days=182)["expected_purchases"]
    repeats = model.purchases - 1
    table = forecasts.holdout_table(repeats, expected, later)
    assert table["customers"].sum() == 4_000
    assert table["repeats"].max() == 7
    inside = (table["low"] <= table["expected"]) & (table["expected"] <= table["high"])
    assert inside.sum() >= len(table) - 1


@pytest.mark.slow
def test_the_error_lies_within_its_interval_in_95_of_100_worlds():
    inside = 0
    for seed in range(40):
        model, later = planted(800, seed=seed)
        missed = forecasts.forecast_error(model, later, horizon_days=182)
        inside += abs(missed.error) <= 1.96 * missed.standard_error
    assert 0.88 <= inside / 40 <= 1


def test_the_share_of_the_best_is_known_by_hand():
    assert forecasts.share_of_best([1, 1, 8, 0, 0], 0.2) == 0.8
    assert forecasts.share_of_best(np.ones(10), 0.3) == pytest.approx(0.3)
    with pytest.raises(InputError, match="share"):
        forecasts.share_of_best([1], 0)
    with pytest.raises(InputError, match="no positive sum"):
        forecasts.share_of_best([0, 0], 0.5)


def test_draws_of_the_best_share_repeat_and_lie_around_it():
    model, _ = planted(1_000)
    expected = forecasts.forecast_customers(model, horizon_days=365)["expected_purchases"]
    held = forecasts.share_of_best(expected, 0.1)
    one, other = (forecasts.best_share_draws(model, share=0.1, horizon_days=365) for _ in "12")
    assert (one == other).all()
    assert abs(one.mean() - held) < 3 * one.std()


def test_summaries_of_different_customers_are_refused():
    earlier, later = cdnow_summary(HALF_TIME), cdnow_summary(END)
    with pytest.raises(InputError, match="is not in the later summary"):
        forecasts.purchases_since(earlier, later.iloc[1:])
    with pytest.raises(InputError, match="swap the two"):
        forecasts.purchases_since(later, earlier)
    with pytest.raises(InputError, match="make it for a later moment"):
        forecasts.days_between(later, earlier)
    with pytest.raises(InputError, match="of 3 customers"):
        forecasts.forecast_error(planted(100)[0], [1, 2, 3], horizon_days=7)
    with pytest.raises(InputError, match="money of customers: is not modelled"):
        forecasts.forecast_error(planted(100)[0], np.ones(100), horizon_days=7, money=True)
