import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest
from pydantic import TypeAdapter

from project_lib.checks.bounds import run_aggregate, run_bounds
from project_lib.checks.outcomes import Subject
from project_lib.configuration.case_schema import Check
from project_lib.tables.columns import open_columns


def run(runner, table, **fields):
    kind = {run_bounds: "bounds", run_aggregate: "aggregate"}[runner]
    check = TypeAdapter(Check).validate_python(
        {"name": "c", "table": "t", "kind": kind, "column": "x", **fields}
    )
    with open_columns(table) as columns:
        return runner(check, Subject("t", columns, {}, {}))


@pytest.mark.parametrize(
    "moments",
    [
        pa.array([dt.date(2020, 1, 1)]), pa.array([dt.datetime(2020, 1, 1)], pa.timestamp("ns")),
        pa.array([dt.datetime(2020, 1, 1)], pa.timestamp("s")),
        pa.array([dt.datetime(2020, 1, 1)], pa.timestamp("us", "Europe/Berlin")),
        pa.array([dt.datetime(2020, 1, 1)], pa.date64()),
    ],
    ids=lambda moments: str(moments.type),
)
def test_days_and_moments_of_any_unit_are_compared(moments):
    table = pa.table({"x": moments})
    day = dt.date(2020, 1, 1)
    assert run(run_bounds, table, statistic="max", at_most=day).passed
    assert run(run_bounds, table, statistic="min", at_least=day).passed
    assert not run(run_bounds, table, statistic="max", at_most=day - dt.timedelta(days=1)).passed


def test_a_bound_with_a_zone_is_taken_in_utc():
    table = pa.table({"x": [dt.datetime(2020, 1, 1, 10)]})
    berlin = dt.timezone(dt.timedelta(hours=1))
    at_ten = dt.datetime(2020, 1, 1, 11, tzinfo=berlin)
    assert run(run_bounds, table, statistic="max", at_most=at_ten).passed


def test_rows_at_fault_are_numbered_across_missing_values():
    table = pd.DataFrame({"x": [None, 5.0, None, 7.0]})
    outcome = run(run_bounds, table, statistic="max", at_most=6)
    assert (outcome.n_failed, outcome.sample) == (1, "row 4: x = 7.0")


def test_no_row_is_at_fault_where_all_values_are_too_small():
    outcome = run(run_bounds, pd.DataFrame({"x": [1, 2]}), statistic="max", at_least=9)
    assert (outcome.passed, outcome.n_failed) == (False, None)


def test_infinite_values_break_an_upper_bound():
    outcome = run(run_bounds, pd.DataFrame({"x": [1.0, float("inf")]}), statistic="max", at_most=9)
    assert (outcome.passed, outcome.observed) == (False, "infinite")


@pytest.mark.parametrize(
    ("statistic", "observed", "failed"),
    [("count", "0 to 2", 1), ("sum", "4 to 4", 0), ("min", "1 to 1", 1), ("nunique", "0 to 2", 1),
     ("mean", "2 to 2", 1), ("max", "3 to 3", 0)],
)
def test_groups_are_compared_one_by_one(statistic, observed, failed):
    table = pd.DataFrame({"k": ["a", "a", "b"], "x": [1.0, 3.0, None]})
    outcome = run(run_aggregate, table, by=["k"], statistic=statistic, at_least=2.5)
    if statistic in ("count", "nunique"):
        outcome = run(run_aggregate, table, by=["k"], statistic=statistic, at_most=1)
    assert (outcome.observed, outcome.n_failed) == (observed, failed)
