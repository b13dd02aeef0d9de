import math

import numpy as np
import pandas as pd
import pytest

from project_lib.charts import KINDS, Chart, chart_data
from project_lib.errors import InputError

VALUES = {"label": ["a"], "series": ["s"], "row": ["r"], "column": ["c"], "x": ["1998-04-01"]}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_takes_its_columns(kind):
    required, optional = KINDS[kind]
    for columns in (required, (*required, *optional)):
        data = {name: VALUES.get(name, [1.5]) for name in columns}
        assert Chart(kind, data, alt="x").data == data
    for name in required:
        short = {other: VALUES.get(other, [1]) for other in required if other != name}
        with pytest.raises(InputError, match=f"has no column '{name}'"):
            Chart(kind, short, alt="x")


@pytest.mark.parametrize(
    ("kind", "data", "problem"),
    [
        ("pie", {}, "chart of kind 'pie': is not known; use one of"),
        ("bars", {}, "did you mean 'bar'"),
        ("bar", {"label": ["a", "b"], "value": [1]}, "has columns of lengths"),
        ("bar", {"label": ["a"], "value": [1], "lo": [0]}, "has the column 'lo'; did you mean"),
        ("bar", {"label": [1], "value": [1]}, "'label': holds 1 in place 0; give texts"),
        ("bar", {"label": ["a"], "value": ["1"]}, "'value': holds '1' in place 0; give finite"),
        ("bar", {"label": ["a"], "value": [math.nan]}, "holds nan"),
        ("bar", {"label": ["a"], "value": [math.inf]}, "holds inf"),
        ("bar", {"label": ["a"], "value": [True]}, "holds True"),
    ],
)
def test_data_that_do_not_fit_are_refused(kind, data, problem):
    with pytest.raises(InputError, match=problem):
        Chart(kind, data, alt="x")


def test_a_missing_value_is_none():
    assert Chart("waterfall", {"label": ["all"], "value": [None]}, alt="x").data["value"] == [None]


def test_data_of_a_table_are_plain_values():
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(["1998-04-01", "1998-04-02"]),
            "total": np.array([1.5, np.nan]),
            "rows": np.array([3, 4]),
        }
    )
    data = chart_data(table, {"x": "day", "y": "total", "low": "rows"})
    assert data == {"x": ["1998-04-01", "1998-04-02"], "y": [1.5, None], "low": [3, 4]}
    assert {type(value) for value in data["low"]} == {int}
