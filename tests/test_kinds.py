import numpy as np
import pandas as pd
import pytest
from pydantic import TypeAdapter

from project_lib.checks.kinds import RUNNERS, require_columns
from project_lib.checks.outcomes import Subject
from project_lib.configuration.case_schema import Check
from project_lib.errors import InputError
from project_lib.tables.columns import open_columns


def make(**fields):
    return TypeAdapter(Check).validate_python({"name": "c", "table": "t", **fields})


def run(table, other=None, **fields):
    check = make(**fields)
    with open_columns(table) as columns, open_columns(table if other is None else other) as others:
        subject = Subject("t", columns, {"t": columns, "o": others}, {})
        return RUNNERS[check.kind](check, subject)


def test_every_kind_of_check_has_a_runner():
    kinds = {"bounds", "dtype", "rows", "aggregate", "grain", "reference"}
    assert set(RUNNERS) == kinds


def test_keys_of_several_columns_find_their_rows():
    sales = pd.DataFrame({"shop": ["a", "a", "b", None], "day": [1, 2, 1, 9]})
    days = pd.DataFrame({"s": ["a", "b"], "d": np.array([1, 1], dtype="int32")})
    outcome = run(
        sales, days, kind="reference", columns=["shop", "day"], to_table="o", to_columns=["s", "d"]
    )
    assert (outcome.n_failed, outcome.sample) == (1, "row 2: shop = a, day = 2")


@pytest.mark.parametrize(("share", "passed"), [(0.24, False), (0.25, True)])
def test_the_share_of_rows_that_may_break_an_expression_counts(share, passed):
    table = pd.DataFrame({"x": [1, 2, 3, 9]})
    outcome = run(table, kind="rows", expression="x < 5", max_share=share)
    assert outcome.passed == passed
    assert outcome.n_failed == 1


def test_a_column_without_values_has_any_type():
    outcome = run(pd.DataFrame({"x": [None, None]}), kind="dtype", column="x", dtype="float")
    assert outcome.passed
    assert outcome.reason == "the column has no values"


def test_unknown_columns_are_found_before_anything_runs():
    with open_columns(pd.DataFrame({"amount": [1]})) as columns:
        check = make(kind="dtype", column="amont", dtype="float")
        with pytest.raises(InputError, match="did you mean 'amount'"):
            require_columns(check, {"t": columns})
