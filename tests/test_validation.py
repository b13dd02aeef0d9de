import datetime as dt

import pandas as pd
import pytest
from any_frame import ENGINES, as_engine
from pydantic import TypeAdapter

from project_lib.checks.validation import (
    declared_checks,
    require_valid,
    validate,
    validation_sentence,
)
from project_lib.configuration.case_schema import Check, Table
from project_lib.errors import InputError

DAY = dt.datetime(2020, 1, 1)
DATA = {
    "invoice": ["i1", "i1", "i2", "i3", None],
    "city": ["Rome", "Oslo", "Rome", None, "Oslo"],
    "amount": [1.0, -2.0, 30.0, float("nan"), 5.0],
    "bought": [DAY, DAY + dt.timedelta(days=1), DAY, DAY + dt.timedelta(hours=5), None],
    "pieces": [1, 2, 3, 4, None],
}
CITIES = {"city": ["Rome", "Paris"]}
DECLARED = {
    "sales": Table.model_validate(
        {
            "description": "sales",
            "source": "file",
            "grain": ["invoice"],
            "columns": {
                name: {"description": name, "dtype": dtype, "role": "text"}
                for name, dtype in zip(
                    DATA, ["text", "text", "float", "datetime", "integer"], strict=True
                )
            },
            "references": [{"columns": ["city"], "table": "cities"}],
        }
    ),
    "cities": Table.model_validate(
        {
            "description": "cities",
            "source": "file",
            "grain": ["city"],
            "columns": {"city": {"description": "city", "dtype": "text", "role": "text"}},
        }
    ),
}


def check(**fields):
    return TypeAdapter(Check).validate_python({"name": "the check", "table": "sales", **fields})


def run(data=DATA, **fields):
    tables = {"sales": pd.DataFrame(data), "cities": pd.DataFrame(CITIES)}
    return validate(tables, [check(**fields)], DECLARED).iloc[0]


ALL = [
    {"kind": "bounds", "column": "amount", "statistic": "min", "at_least": 0},
    {"kind": "bounds", "column": "bought", "statistic": "max", "at_most": DAY.date()},
    {"kind": "bounds", "column": "city", "statistic": "missing_count", "at_most": 0},
    {"kind": "bounds", "column": "amount", "statistic": "mean", "at_most": 10},
    {"kind": "dtype", "column": "pieces", "dtype": "integer"},
    {"kind": "rows", "expression": "amount > 0 and pieces < 3"},
    {
        "kind": "aggregate",
        "by": ["invoice"],
        "column": "city",
        "statistic": "nunique",
        "at_most": 1,
    },
    {"kind": "grain"},
    {"kind": "reference", "columns": ["city"], "to_table": "cities", "to_columns": ["city"]},
]


@pytest.mark.parametrize("engine", ENGINES)
def test_checks_find_the_same_on_each_engine(engine):
    tables = {"sales": as_engine(DATA, engine), "cities": as_engine(CITIES, engine)}
    checks = [check(**{**fields, "name": f"check {i}"}) for i, fields in enumerate(ALL) if i != 4]
    results = validate(tables, checks, DECLARED)
    assert results["passed"].tolist() == [False, False, False, True, False, False, False, False]
    assert results["n_failed"].tolist() == [1, 1, 1, 0, 3, 1, 3, 2]
    assert results.loc[0, "sample"].startswith("row 2: invoice = i1, amount = -2.0")
    assert results.loc[5, "sample"] == "invoice = i1: 2"


@pytest.mark.parametrize(
    ("fields", "passed", "observed"),
    [
        ({"statistic": "min", "at_least": -2}, True, "−2"),
        ({"statistic": "max", "at_most": 29}, False, "30"),
        ({"statistic": "mean", "at_least": 8, "at_most": 9}, True, "8.500"),
        ({"statistic": "median", "at_least": 4}, False, "3"),
        ({"statistic": "nunique", "at_most": 4}, True, "4"),
        ({"statistic": "missing_share", "at_most": 0.1}, False, "20 %"),
        ({"statistic": "missing_share", "at_least": 0.5}, False, "20 %"),
        ({"statistic": "missing_count", "at_most": 1}, True, "1"),
    ],
)
def test_bounds_include_their_ends(fields, passed, observed):
    row = run(kind="bounds", column="amount", **fields)
    assert (row["passed"], row["observed"]) == (passed, observed)


def test_a_day_as_the_upper_bound_includes_all_of_it():
    late = {**DATA, "bought": [DAY + dt.timedelta(hours=23)] * 5}
    fields = {"kind": "bounds", "column": "bought", "statistic": "max"}
    assert run(late, **fields, at_most=DAY.date())["passed"]
    assert not run(late, **fields, at_most=DAY)["passed"]


def test_a_condition_that_cannot_be_decided_does_not_break_a_row():
    assert run(kind="rows", expression="amount > -3")["passed"]
    assert run(kind="rows", expression="not missing(amount)")["n_failed"] == 1
    assert run(kind="rows", expression="amount > 0", max_share=0.2)["passed"]


def test_equal_columns_can_be_grouped_and_counted():
    row = run(kind="aggregate", by=["city"], column="city", statistic="count", at_most=1)
    assert (row["n_failed"], row["observed"]) == (2, "0 to 2")


@pytest.mark.parametrize("data", [DATA, {name: [] for name in DATA}], ids=["rows", "no rows"])
@pytest.mark.parametrize("fields", ALL)
def test_results_always_have_a_boolean_and_text(data, fields):
    frame = pd.DataFrame(
        {name: pd.Series(data[name], dtype=pd.DataFrame(DATA)[name].dtype) for name in DATA}
    )
    row = run(frame, **fields)
    assert row["passed"] in (True, False)
    assert row["observed"]
    assert row["expected"]


def test_an_empty_table_breaks_no_bound_but_has_no_mean():
    empty = pd.DataFrame(DATA).head(0).astype({"pieces": int})
    for fields, passed in zip(ALL, [True] * 3 + [False] + [True] * 5, strict=True):
        assert run(empty, **fields)["passed"] == passed, fields


def test_a_missing_key_breaks_the_grain_and_none_a_reference():
    row = run(kind="grain")
    assert row["observed"] == "1 repeated key, 1 row without a key"
    reference = {"kind": "reference", "columns": ["city"], "to_table": "cities"}
    assert run(**reference, to_columns=["city"])["n_failed"] == 2


def test_midnights_have_the_declared_type_date():
    assert run(kind="dtype", column="bought", dtype="datetime")["passed"]
    row = run(kind="dtype", column="bought", dtype="date")
    assert (row["passed"], row["n_failed"]) == (False, 1)
    days = {**DATA, "bought": [DAY] * 5}
    assert run(days, kind="dtype", column="bought", dtype="date")["passed"]
    assert not run(kind="dtype", column="city", dtype="integer")["passed"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"kind": "bounds", "column": "amuont", "statistic": "min", "at_least": 0},
            "did you mean 'amount'",
        ),
        (
            {"kind": "bounds", "column": "amount", "statistic": "min"},
            "neither at_least nor at_most",
        ),
        ({"kind": "bounds", "column": "city", "statistic": "mean", "at_most": 1}, "which is text"),
        (
            {"kind": "bounds", "column": "bought", "statistic": "mean", "at_most": 1},
            "which is datetime",
        ),
        (
            {"kind": "bounds", "column": "bought", "statistic": "max", "at_most": 3},
            "with the number 3",
        ),
        ({"kind": "bounds", "column": "amount", "statistic": "max", "at_most": DAY}, "with a date"),
        (
            {"kind": "bounds", "column": "city", "statistic": "nunique", "at_most": DAY},
            "with a date",
        ),
        ({"kind": "dtype", "column": "town", "dtype": "text"}, "the column 'town'"),
        ({"kind": "rows", "expression": "amuont > 0"}, "did you mean 'amount'"),
        ({"kind": "rows", "expression": "city > 0"}, "cannot compare in 'city > 0'"),
        ({"kind": "rows", "expression": "amount + 1"}, "no condition"),
        ({"kind": "rows", "expression": "amount >"}, "does not parse"),
        (
            {"kind": "aggregate", "by": ["city"], "column": "x", "statistic": "sum", "at_most": 1},
            "column 'x'",
        ),
        (
            {
                "kind": "aggregate",
                "by": ["y"],
                "column": "city",
                "statistic": "count",
                "at_most": 1,
            },
            "column 'y'",
        ),
        (
            {
                "kind": "aggregate",
                "by": ["city"],
                "column": "invoice",
                "statistic": "sum",
                "at_most": 1,
            },
            "is text",
        ),
        (
            {"kind": "aggregate", "by": ["city"], "column": "amount", "statistic": "sum"},
            "neither at_least",
        ),
        (
            {"kind": "reference", "columns": ["city"], "to_table": "towns", "to_columns": ["city"]},
            "table 'towns'",
        ),
        (
            {
                "kind": "reference",
                "columns": ["city"],
                "to_table": "cities",
                "to_columns": ["town"],
            },
            "column 'town'",
        ),
        (
            {"kind": "reference", "columns": ["city"], "to_table": "cities", "to_columns": []},
            "different length",
        ),
        (
            {
                "kind": "reference",
                "columns": ["pieces"],
                "to_table": "cities",
                "to_columns": ["city"],
            },
            "compares",
        ),
        ({"kind": "grain", "table": "stores"}, "table 'stores'"),
    ],
)
def test_a_check_that_cannot_run_is_refused_with_its_name(fields, message):
    with pytest.raises(InputError, match=message) as error:
        run(**fields)
    assert error.value.remedy


def test_a_grain_that_is_not_declared_is_refused():
    with pytest.raises(InputError, match="declares no grain"):
        validate({"sales": pd.DataFrame(DATA)}, [check(kind="grain")])


def test_checks_follow_from_the_dictionary_unless_they_are_declared():
    mine = [check(kind="grain"), check(kind="dtype", column="city", dtype="text")]
    found = declared_checks(DECLARED, mine)
    assert [c.kind for c in found].count("dtype") == 5
    assert [c.table for c in found if c.kind == "grain"] == ["cities"]
    assert [c.to_columns for c in found if c.kind == "reference"] == [["city"]]
    tables = {
        "sales": pd.DataFrame(DATA).astype({"pieces": "Int64"}),
        "cities": pd.DataFrame(CITIES),
    }
    results = validate(tables, found, DECLARED)
    assert results.set_index("name").loc["pieces is integer", "passed"]


def test_errors_stop_and_warnings_do_not():
    tables = {"sales": pd.DataFrame(DATA)}
    fields = {"kind": "bounds", "column": "amount", "statistic": "min", "at_least": 0}
    warned = validate(tables, [check(**fields, severity="warning")])
    assert require_valid(warned) is warned
    with pytest.raises(InputError, match="failed 1 check: the check .*observed −2, row 2"):
        require_valid(validate(tables, [check(**fields)]))


def test_the_sentence_counts_and_explains():
    tables = {"sales": pd.DataFrame(DATA)}
    good = check(kind="bounds", column="amount", statistic="max", at_most=30)
    bad = check(kind="rows", expression="amount > 0", why="refunds are booked elsewhere")
    assert validation_sentence(validate(tables, [good])) == "The one check passed."
    assert validation_sentence(validate(tables, [good, good])) == "All 2 checks passed."
    assert validation_sentence(validate(tables, [good, bad])) == (
        "1 of 2 checks passed. The error 'the check' failed: broken in 1 row (20 %), "
        "expected amount > 0 (refunds are booked elsewhere)."
    )
    assert validation_sentence(validate(tables, [bad] * 7)).endswith("2 more failed.")
    assert validation_sentence(validate(tables, [])).startswith("No checks are declared")
