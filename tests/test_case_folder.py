import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from inspections import HOSTILE, customers, look, orders, visits

from project_lib.case_modules import import_case_module
from project_lib.case_writing.case_folder import case_files, require_new_name, write_case
from project_lib.configuration.case_file import read_case_file
from project_lib.errors import InputError
from project_lib.features.case_functions import feature_functions
from project_lib.inspection.inspection_types import TargetLook

ROOT = Path(__file__).parents[1]
AMOUNT = TargetLook("hostile", "amount")
CLASSES = TargetLook("contract", "classes")
INSPECTIONS = {
    "binary": customers(),
    "amount": customers(target=AMOUNT, amount="hostile"),
    "classes": customers(target=CLASSES),
    "nothing": customers(target=None, suspects=()),
    "money": customers(target=None, suspects=(), amount="hostile"),
    "rows": customers(entity="", entities=7043),
    "time": customers(time="left_on", earliest=datetime(2023, 1, 1), latest=datetime(2024, 1, 1)),
    "orders": orders(),
    "short orders": orders(latest=datetime(1997, 1, 20)),
    "two days": orders(latest=datetime(1997, 1, 2)),
    "log": visits(),
    "log without target": visits(target=None),
    "no columns": customers(columns=customers().columns[::4], suspects=()),
}


@pytest.mark.parametrize("name", INSPECTIONS)
def test_the_case_is_valid_and_each_claim_has_its_test(project, name):
    written = write_case(INSPECTIONS[name], project, "mine")
    case = read_case_file(project, "mine")
    assert written.claims == len(case.hypotheses)
    if case.hypotheses:
        module = import_case_module(written.folder, "hypotheses")
        assert all(hasattr(module, hypothesis.id) for hypothesis in case.hypotheses)
    rows = not (case.prediction and case.prediction.events)
    functions = feature_functions(import_case_module(written.folder, "features"), rows=rows)
    assert len(functions) <= 1


def test_the_files_pass_the_linter(project):
    for place, inspection in enumerate(INSPECTIONS.values()):
        write_case(inspection, project, f"case_{place}")
    rules = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    rules += ["--config", 'lint.isort.known-first-party=["project_lib"]']
    command = [sys.executable, "-m", "ruff", "check", *rules, str(project / "cases")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_hostile_names_are_data_and_nothing_else(project):
    write_case(customers(), project, "mine")
    case = read_case_file(project, "mine")
    assert case.tables["telco"].columns["hostile"].source_name == HOSTILE
    assert case.costs is None
    assert case.prediction.leave_out == ["left_on"]


def test_values_of_events_are_compared_as_texts(project):
    write_case(visits(), project, "mine")
    case = read_case_file(project, "mine")
    wheres = [feature.where for feature in case.features if feature.kind == "share"]
    assert f"page == {HOSTILE!r}" in wheres
    assert case.prediction.target.where == "page == 'Cancel'"
    assert case.filters[0].keep == "target_before_all == 0"


def test_orders_are_predicted_at_cutoffs_a_horizon_apart(project):
    write_case(orders(), project, "mine")
    prediction = read_case_file(project, "mine").prediction
    assert (prediction.target.kind, prediction.horizon_days) == ("any", 90)
    assert len(prediction.cutoffs) == 4
    assert [outcome.kind for outcome in prediction.outcomes] == ["sum"]


def test_rows_without_a_key_do_not_count(project):
    columns = [replace(column, missing_share=0.2) for column in orders().columns[:2]]
    write_case(orders(columns=(*columns, *orders().columns[2:])), project, "mine")
    where = read_case_file(project, "mine").prediction.where
    assert where == "not missing(customer_id) and not missing(day)"


def test_the_claims_are_the_same_whatever_goes_with_the_target():
    columns = tuple(look(f"c{i}", f"c{i}") for i in range(500))
    inspection = customers(columns=(*customers().columns, *columns))
    contents, claims = case_files(inspection, Path(), "mine")
    asked = [h["id"] for h in tomllib.loads(contents["case.toml"])["hypotheses"]]
    assert asked == ["contract_tells", "hostile_tells", *(f"c{i}_tells" for i in range(28))]
    assert claims == 30
    assert "# The first 30 of 502 columns have a claim; add others" in contents["case.toml"]


def test_long_names_that_are_alike_get_claims_of_their_own(project):
    columns = [look(str(i), f"{'x' * 57}_{i}") for i in range(3)]
    write_case(customers(columns=(*customers().columns, *columns)), project, "mine")
    assert len(read_case_file(project, "mine").hypotheses) == 5


@pytest.mark.parametrize(
    ("name", "proposed"),
    [("../x", "x"), ("My Case", "my_case"), ("Füße", "fusse"), ("1st", "column_1st"),
     ("", "column_1"), ("a/b", "a_b"), ("x" * 90, "x" * 60), ("case.toml", "case_toml"),
     ("..", "column_1"), ("a\x00b", "a_b"), ("class", "class_")],
)
def test_a_name_that_is_none_is_refused_with_the_nearest(project, name, proposed):
    if name == "class":
        name = "Class"
    with pytest.raises(InputError, match=f"try '{proposed}'"):
        write_case(customers(), project, name)
    assert list((project / "cases").iterdir()) == []


@pytest.mark.parametrize("name", ["datasets", "downloads", "con", "CON", "lpt1", "nul"])
def test_a_name_of_another_folder_is_refused(project, name):
    with pytest.raises(InputError, match=f"try '{name.lower()}_case'"):
        write_case(customers(), project, name)
    assert list((project / "cases").iterdir()) == []


def test_a_case_is_never_overwritten(project):
    folder = write_case(customers(), project, "mine").folder
    before = (folder / "case.toml").read_bytes()
    with pytest.raises(InputError, match="is taken: the case exists already; choose another"):
        write_case(orders(), project, "mine")
    assert (folder / "case.toml").read_bytes() == before
    (project / "cases" / "empty").mkdir()
    with pytest.raises(InputError, match="is taken"):
        require_new_name(project, "empty")


def test_nothing_is_left_when_writing_fails(project, monkeypatch):
    def fail(path, text):
        if path.name == "hypotheses.py":
            raise OSError(28, "No space left on device")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    monkeypatch.setattr("project_lib.case_writing.case_folder.files.write_text", fail)
    before = sorted(project.rglob("*"))
    with pytest.raises(InputError, match="No space left on device"):
        write_case(customers(), project, "mine")
    assert sorted(project.rglob("*")) == before
