import numpy as np
import pandas as pd
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression

from project_lib.preprocessing.target_transform import plan_target, wrap_regressor

AMOUNTS = pd.Series(np.random.default_rng(0).lognormal(3, 1.5, 2000), name="spent")


@pytest.mark.parametrize(
    ("values", "kind"),
    [([0, 1, 1], "binary"), (["a", "b", "c"], "classes"), ([1, 2, 3, 3], "classes"),
     (np.linspace(0, 1, 50), "number"), (np.arange(100), "number")],
)  # fmt: skip
def test_the_kind_is_told_from_the_values(values, kind):
    assert plan_target(pd.Series(values, name="y")).kind == kind


def test_a_count_is_a_number_where_the_case_says_so():
    assert plan_target(pd.Series([0, 1, 2], name="y"), amount=True).kind == "number"


def test_amounts_with_values_far_out_are_fitted_as_logarithms():
    plan = plan_target(AMOUNTS)
    assert plan.transform == "log1p"
    assert "its sum is too low" in plan.reason
    assert plan.as_table().to_dict("records")[0]["name"] == "spent"


def test_even_amounts_and_amounts_below_zero_stay_as_they_are():
    even = pd.Series(np.random.default_rng(0).normal(50, 5, 500), name="y")
    assert plan_target(even).transform == "none"
    assert plan_target(AMOUNTS - 1000).transform == "none"
    spikes = pd.Series([0.0] * 5000 + [1.0] + [0.5], name="y")
    assert plan_target(spikes, amount=True).transform == "none"


def test_forecasts_come_back_in_the_unit_of_the_target():
    x = np.arange(50.0)[:, None]
    y = np.expm1(x.ravel() / 10)
    model = wrap_regressor(LinearRegression(), "log1p").fit(x, y)
    assert isinstance(model, TransformedTargetRegressor)
    assert model.predict(x) == pytest.approx(y, abs=1e-6)
    assert model.predict([[-500.0]])[0] == 0
    assert isinstance(wrap_regressor(LinearRegression(), "none"), LinearRegression)
