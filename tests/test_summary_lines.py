from pathlib import Path

import pytest
from inspections import HOSTILE, customers, look, orders, visits

from project_lib.case_writing.case_folder import NewCase
from project_lib.inspection.inspection_types import Open, Suspect, TargetLook
from project_lib.onboarding.summary_lines import summary_lines

KEY = look("ID", "id", role="identifier", distinct=7043)
WRITTEN = NewCase(Path("cases/mine"), ("case.toml", "features.py"), 1)


def test_the_lines_say_what_was_found_and_what_comes_next():
    lines = summary_lines(customers(suspects=()), WRITTEN)
    assert lines == [
        "found: 7,043 rows of 5 columns, 7,043 customers (customer_id)",
        "time: none, so the model is tested on rows drawn at random, not on later ones",
        "target: churn = Yes, 25 % of the rows",
        "taken: Which value is predicted? Yes",
        "written: cases/mine/ with case.toml and features.py, 1 claim to test",
        "next: crisp-ds run mine",
    ]


@pytest.mark.parametrize(
    ("inspection", "line"),
    [
        (orders(), "target: who buys again (amount: amount)"),
        (orders(), "time: day, 1 January 1997 to 30 June 1998"),
        (visits(), "target: page == 'Cancel' after each cutoff"),
        (customers(target=None), "target: none, so the report describes and predicts nothing; "
                                 "name one with --target"),
        (visits(target=None), "target: none, so the report describes and predicts nothing; "
                              "name one with --target page=VALUE"),
        (customers(target=TargetLook("hostile", "amount")), "target: hostile, an amount"),
        (customers(target=TargetLook("contract", "classes", levels=(("a", 1), ("b", 2)))),
         "target: contract, one of 2 classes"),
        (customers(rows=2700, target=TargetLook("contract", "classes", levels=(("a", 1), ("b", 2)),
                                                missing_share=168 / 2700)),
         "target: contract, one of 2 classes; left out: 168 rows without it"),
        (customers(entity=""), "found: 7,043 rows of 5 columns, each row of its own"),
        (customers(columns=(KEY,), entity="id"),
         "found: 7,043 rows of 1 column, each with its own id"),
    ],
)
def test_every_kind_of_table_is_told(inspection, line):
    assert line in summary_lines(inspection, WRITTEN)


def test_a_suspect_is_told_with_its_whole_reason():
    reason = "100 % of 32 rows in which it is not 0 are of the rarer class of the target, " * 2
    lines = summary_lines(customers(suspects=(Suspect("weather", reason, "suspect"),)), WRITTEN)
    assert f"suspect, kept: weather ({reason.strip()})" in lines


def test_there_are_at_most_twelve_lines_and_hostile_names_stay_on_theirs():
    suspects = [Suspect(f"c{i}", HOSTILE, v) for i in range(9) for v in ("leak", "suspect")]
    many = tuple(Open(f"format.c{i}", HOSTILE, (), HOSTILE) for i in range(40))
    lines = summary_lines(customers(suspects=tuple(suspects), open=many), WRITTEN)
    assert len(lines) == 12
    assert all(line.isprintable() for line in lines)
    assert lines[-3] == "taken: 36 more choices, see case.toml"


def test_a_reason_that_columns_share_is_told_once_and_first():
    suspects = [Suspect("copy", "it equals the target", "leak")]
    suspects += [Suspect(name, "together they tell the target", "leak") for name in ("end", "at")]
    suspects += [Suspect(name, f"{name} is recorded with it", "leak") for name in ("a", "b")]
    lines = summary_lines(customers(suspects=tuple(suspects)), WRITTEN)
    assert (
        "left out: end and at (together they tell the target), copy (it equals the target) "
        "and 2 more"
    ) in lines
