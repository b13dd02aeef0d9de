"""Two transformers that scikit-learn does not have: a logarithm with a unit, and quiet bins."""

import warnings

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.preprocessing import KBinsDiscretizer
from sklearn.utils.validation import check_is_fitted, validate_data


class LogScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """sign(x) log(1 + |x| / unit), where the unit is the column's usual size.

    Small values stay as far apart as they are, large ones become orders of magnitude, and zero
    stays zero. The unit matters: log(1 + x) does nothing to rates of some thousandths.

    Attributes
    ----------
    unit_ : for each column the median of |x| over the training rows that are not 0, 1 where all are
    """

    def fit(self, X: object, y: object = None) -> "LogScaler":
        """Learn the unit of each column."""
        sizes = np.abs(validate_data(self, X, dtype=float))
        units = [np.median(column[column > 0]) if column.any() else 1.0 for column in sizes.T]
        self.unit_ = np.array(units)
        return self

    def transform(self, X: object) -> np.ndarray:
        """Return the logarithms."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype=float, reset=False)
        return np.sign(values) * np.log1p(np.abs(values) / self.unit_)


class QuantileBins(KBinsDiscretizer):
    """The number of the quantile bin of each value; equal quantiles are one bin, without a warning.

    A column that is zero in most rows has fewer bins than were asked for, and that is right.
    """

    def fit(self, X: object, y: object = None, sample_weight: object = None) -> "QuantileBins":
        """Learn the bins of each column."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Bins whose width are too small", UserWarning)
            warnings.filterwarnings("ignore", "Feature .* is constant", UserWarning)
            return super().fit(X, y, sample_weight)
