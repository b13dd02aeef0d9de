import datetime as dt

import pandas as pd
import pytest

from project_lib.checks.outcomes import Subject, as_text, refusal
from project_lib.configuration.case_schema import GrainCheck, Table
from project_lib.tables.columns import open_columns

SALES = Table.model_validate({
    "description": "sales", "source": "file", "grain": ["invoice"],
    "columns": {"invoice": {"description": "invoice", "dtype": "text", "role": "identifier"}},
})


def test_examples_show_row_grain_and_value_of_the_first_rows():
    frame = pd.DataFrame({"invoice": list("abcde"), "amount": [1.0, None, 3.0, 4.0, 5.0]})
    with open_columns(frame) as columns:
        subject = Subject("sales", columns, {}, {"sales": SALES})
        assert subject.examples([1, 2], ["amount"]) == (
            "row 2: invoice = b, amount = missing; row 3: invoice = c, amount = 3.0"
        )
        assert subject.examples([0, 1, 2, 3, 4], ["amount"]).count("row") == 3
        assert subject.examples([], ["amount"]) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "missing"), ("", "''"), ("x" * 99, "x" * 39 + "…"), (1, "1"),
        (dt.datetime(2020, 1, 1), "2020-01-01"),
    ],
)
def test_values_are_shown_short(value, text):
    assert as_text(value) == text


def test_a_refusal_names_its_check():
    check = GrainCheck(kind="grain", name="one row each", table="sales")
    assert str(refusal(check, "is odd", "mend it")) == "check 'one row each': is odd; mend it"
