import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from project_lib.preprocessing.column_scalers import LogScaler, QuantileBins


def test_the_logarithm_has_the_usual_size_as_its_unit():
    values = np.array([[0.0], [0.001], [0.003], [0.005], [3.0], [-0.003]])
    scaler = LogScaler().fit(values)
    assert scaler.unit_ == pytest.approx([0.003])
    expected = [0, np.log1p(1 / 3), np.log(2), np.log1p(5 / 3), np.log(1001), -np.log(2)]
    assert scaler.transform(values).ravel() == pytest.approx(expected)


def test_a_column_of_zeros_stays_zero():
    assert LogScaler().fit_transform(np.zeros((3, 2))).tolist() == np.zeros((3, 2)).tolist()


def test_it_learns_from_training_rows_only():
    scaler = LogScaler().fit([[1.0], [3.0]])
    assert scaler.transform([[1000.0]])[0, 0] == pytest.approx(np.log1p(500))
    with pytest.raises(NotFittedError):
        LogScaler().transform([[1.0]])


def test_equal_quantiles_are_one_bin_without_a_warning():
    values = np.array([[0.0]] * 90 + [[float(n)] for n in range(1, 11)])
    bins = QuantileBins(
        10, encode="ordinal", quantile_method="averaged_inverted_cdf"
    ).fit_transform(values)
    assert set(bins[:90].ravel()) == {0}
    assert bins.max() >= 1
    constant = QuantileBins(3, encode="ordinal", quantile_method="averaged_inverted_cdf")
    assert constant.fit_transform(np.ones((5, 1))).ravel().tolist() == [0] * 5


def test_bins_hold_equal_numbers_of_rows():
    values = np.random.default_rng(0).lognormal(size=(1000, 1))
    bins = QuantileBins(10, encode="ordinal", quantile_method="averaged_inverted_cdf")
    assert np.bincount(bins.fit_transform(values).ravel().astype(int)).tolist() == [100] * 10
