import json

import finding_examples as examples
import numpy as np
import pandas as pd
import pytest

from project_lib import files, journal
from project_lib.case import open_case
from project_lib.exhibits import Exhibit
from project_lib.findings import judge
from project_lib.ledger import read_findings, save_findings

KEYS = {"id", "question", "statement", "verdict", "effect", "interval", "n", "p", "p_adjusted",
        "notebook", "cell", "fingerprint"}  # fmt: skip


def test_every_record_has_the_promised_keys_the_failed_one_too():
    records = examples.records()
    assert [record["verdict"] for record in records][-1] == "failed"
    for record in records:
        assert set(record) >= KEYS
        assert set(record) == set(records[0])
        assert (record["notebook"], record["cell"]) == ("06_hypothesis_validation", "tests-run")
    assert records[-1]["error"] == "ValueError: <b>no</b> numbers"
    assert {records[-1][name] for name in ("effect", "interval", "n", "p", "p_adjusted")} == {None}


def test_records_are_json_without_nan_whatever_a_table_holds():
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(["1998-04-01", None]),
            "moment": pd.to_datetime(["1998-04-01 12:00", "1960-01-01 00:00"]),
            "share": [np.float64(0.5), np.nan],
            "count": pd.array([1, None], dtype="Int64"),
            "infinite": [np.inf, 1],
            "range": pd.IntervalIndex.from_breaks([0, 1, 2]),
            "kind": pd.Categorical(["=SUM(A1)", None]),
            "wait": pd.to_timedelta(["1 day", None]),
            "anything": [(1, 2), pd.NA],
        }
    )
    found = judge([examples.trial(result=examples.result(exhibits=(Exhibit("All", table),)))])
    (record,) = json.loads(json.dumps(examples.records(found), allow_nan=False))
    assert record["exhibits"] == [
        {
            "caption": "All",
            "columns": {
                "day": ["1998-04-01", None],
                "moment": ["1998-04-01T12:00:00", "1960-01-01"],
                "share": [0.5, None],
                "count": [1, None],
                "infinite": ["infinite", 1.0],
                "range": ["(0, 1]", "(1, 2]"],
                "kind": ["=SUM(A1)", None],
                "wait": ["1 days 00:00:00", None],
                "anything": ["(1, 2)", None],
            },
        }
    ]


def test_the_ledger_is_written_with_notebook_and_fingerprint_and_noted(write_case, monkeypatch):
    monkeypatch.chdir(write_case())
    case = open_case("shop", "hypothesis_validation")
    case.save(pd.DataFrame({"customer_id": ["a"]}), "description", "purchases")
    path = save_findings(case, examples.findings())
    records = files.read_json(path)
    assert path == case.reports_folder / "findings.json"
    assert {record["fingerprint"] for record in records} == {case.fingerprint("description")}
    assert records[0]["question_text"] == "How much does the shop depend on its best customers?"
    assert journal.entries("report_written") == {"findings.json": files.fingerprint(path)}


def test_without_findings_the_ledger_is_an_empty_list(write_case, monkeypatch):
    monkeypatch.chdir(write_case())
    case = open_case("shop", "hypothesis_validation")
    case.save(pd.DataFrame({"customer_id": ["a"]}), "description", "purchases")
    assert files.read_json(save_findings(case, [])) == []


@pytest.mark.parametrize("text", ["", "{}", "3", '[{"id": "old"}]', "[1]", '{"a": ['])
def test_a_damaged_ledger_is_read_as_an_empty_one(tmp_path, text):
    (tmp_path / "findings.json").write_text(text)
    assert read_findings(tmp_path) == []
    assert read_findings(tmp_path / "nowhere") == []


def test_a_ledger_is_read_as_it_was_written(tmp_path):
    files.write_json(tmp_path / "findings.json", examples.records())
    assert read_findings(tmp_path) == examples.records()
