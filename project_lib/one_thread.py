"""One thread for linear algebra: sums of several threads differ in their last digits."""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Let scikit-learn and numpy use one thread, so that the same seed gives the same bytes.

    Works as a decorator, too.
    """
    import sklearn.cluster  # noqa: F401  a limit holds only for libraries that are loaded

    with threadpool_limits(limits=1):
        yield
