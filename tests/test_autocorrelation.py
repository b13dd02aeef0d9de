import numpy as np
import pytest
from daily_tables import noise, rejections
from scipy.stats import chi2
from statsmodels.datasets import nile

from project_lib.errors import InputError
from project_lib.time_series.autocorrelation import autocorrelation_table


def test_the_nile_has_its_published_autocorrelation():
    volumes = nile.load_pandas().data["volume"]
    table = autocorrelation_table(volumes, lags=3)
    assert table["acf"].round(3).tolist() == [0.498, 0.385, 0.328]
    assert table["acf_band"].iloc[0] == pytest.approx(1.96 / 10, abs=1e-4)
    assert table["acf_band"].iloc[1] == pytest.approx(0.196 * np.sqrt(1 + 2 * 0.4984**2), abs=1e-4)
    r = table["acf"].iloc[0]
    assert table["ljung_box_p"].iloc[0] == pytest.approx(chi2.sf(100 * 102 * r**2 / 99, 1))


def test_first_order_memory_cuts_off_in_the_partial_autocorrelation():
    table = autocorrelation_table(noise(5000, 0.6), lags=4)
    assert table["acf"].tolist() == pytest.approx([0.6, 0.36, 0.216, 0.13], abs=0.05)
    assert table["pacf"].tolist() == pytest.approx([0.6, 0, 0, 0], abs=0.05)


def test_noise_leaves_its_bands_once_in_twenty():
    beyond = [
        autocorrelation_table(noise(300, seed=s), lags=20)["beyond"].mean() for s in range(60)
    ]
    assert 0.03 < np.mean(beyond) < 0.06
    assert 0.01 < rejections(lambda seed: _joint_p(noise(300, seed=seed)), 300) < 0.08


def _joint_p(values):
    return autocorrelation_table(values, lags=14)["ljung_box_p"].iloc[-1]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (np.ones(100), "holds 1 throughout"),
        (np.arange(20.0), "more than 56"),
        (np.append(np.arange(99.0), np.nan), "missing"),
    ],
)
def test_bad_input_is_refused(values, problem):
    with pytest.raises(InputError, match=problem):
        autocorrelation_table(values)
