import numpy as np
import pandas as pd
import pytest

from project_lib.drivers.contrasts import at_most, one_of, per_step
from project_lib.errors import InputError

TABLE = pd.DataFrame({"rate": [0.0, 10.0, 10.5, np.nan], "kind": ["a", "b", "c", None]})


def test_a_limit_belongs_to_the_treated_and_missing_stays_missing():
    assert at_most(TABLE, "rate", 10).tolist()[:3] == [1, 1, 0]
    assert np.isnan(at_most(TABLE, "rate", 10)[3])


def test_named_levels_are_treated_and_all_others_are_not():
    assert one_of(TABLE, "kind", ["a", "c"]).tolist()[:3] == [1, 0, 1]
    assert np.isnan(one_of(TABLE, "kind", ["a"])[3])


def test_a_step_is_the_unit_of_a_number():
    assert per_step(TABLE, "rate", 10).tolist()[:3] == [0, 1, 1.05]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: at_most(TABLE, "rat", 1), "did you mean 'rate'"),
        (lambda: at_most(TABLE, "kind", 1), "holds no numbers"),
        (lambda: one_of(TABLE, "kind", ["d"]), "has no 'd'"),
        (lambda: per_step(TABLE, "rate", 0), "step of column 'rate': is 0"),
    ],
)
def test_what_makes_no_contrast_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()
