import numpy as np
import pytest
from forecast_series import history

from project_lib.forecasting.simple_rules import (
    fit_drift,
    fit_mean,
    fit_naive,
    fit_seasonal_naive,
)

VALUES = np.arange(70, dtype=float)


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        (fit_mean, [41.5, 41.5, 41.5]),  # of 14 to 69
        (fit_naive, [69, 69, 69]),
        (fit_seasonal_naive, [63, 64, 65]),
        (fit_drift, [70, 71, 72]),
    ],
)
def test_rules_give_their_known_forecasts(fit, expected):
    assert fit(history(VALUES))(3).tolist() == expected


def test_the_last_week_is_repeated_again_and_again():
    assert fit_seasonal_naive(history(VALUES))(9).tolist() == [*range(63, 70), 63, 64]
