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


def test_numpys_numbers_and_moments_are_taken_as_plain_ones():
    data = {
        "x": list(pd.to_datetime(["1969-07-20", "1998-04-01"])),
        "y": np.array([np.int64(1), 2]),
        "series": np.array(["a", "b"]),
    }
    chart = Chart("line", data, alt="two", reference=np.float32(0.5), accent="a")
    assert chart.data == {"x": ["1969-07-20", "1998-04-01"], "y": [1, 2], "series": ["a", "b"]}
    assert (chart.reference, chart.accent) == (0.5, ("a",))
    assert {type(value) for value in [*chart.data["y"], chart.reference]} == {int, float}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"data": {"label": [None], "value": [1]}}, "'label': holds None"),
        ({"data": {"label": ["a" * 201], "value": [1]}}, "at most 200 letters"),
        ({"data": {"label": ["a"] * 5001, "value": [1] * 5001}}, "has 5,001 rows; summarise"),
        ({"data": {"label": ["a"], "value": [1e301]}}, "holds 1e\\+301"),
        ({"kind": "line", "data": {"x": ["May"], "y": [1], "series": ["a"]}}, "or ISO dates"),
        ({"kind": "line", "data": {"x": ["1998-05-01", 3], "y": [1, 2], "series": ["a", "a"]}},
         "holds 3 in place 1; give numbers, or ISO dates"),
        ({"reference": math.nan}, "chart's reference: is nan"),
        ({"reference": "half"}, "chart's reference: is 'half'"),
        ({"alt": None}, "chart's alt: is None; give a text"),
        ({"unit": None}, "chart's unit: is None; give a text"),
    ],
)  # fmt: skip
def test_what_no_figure_could_show_is_refused(changes, problem):
    values = {"kind": "bar", "data": {"label": ["a"], "value": [1]}, "alt": "x"}
    with pytest.raises(InputError, match=problem):
        Chart(**values | changes)
