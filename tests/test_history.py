import json

import pandas as pd
import pytest

from project_lib.checks.history import (
    append_history,
    history_sentence,
    history_table,
    read_history,
)

RESULTS = pd.DataFrame({
    "name": ["a", "b"], "table": "t", "kind": "rows", "severity": "error", "observed": "1",
    "expected": "at most 0", "passed": [True, False], "n_failed": pd.array([0, None], "Int64"),
})
MENDED = RESULTS.assign(passed=True)


@pytest.fixture
def at(monkeypatch):
    return lambda seconds: monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))


def test_each_run_is_appended_and_the_same_run_replaces_itself(tmp_path, at):
    path = tmp_path / "history.jsonl"
    at(0)
    append_history(path, RESULTS, "data 1")
    before = path.read_bytes()
    append_history(path, RESULTS, "data 1")
    assert path.read_bytes() == before
    append_history(path, RESULTS, "data 2")
    at(60)
    history = append_history(path, MENDED, "data 2")
    assert history.groupby("run").size().to_dict() == {
        "1970-01-01T00:00:00+00:00": 4, "1970-01-01T00:01:00+00:00": 2,
    }
    assert read_history(path).equals(history)


def test_broken_lines_are_left_out(tmp_path, at):
    path = tmp_path / "history.jsonl"
    at(0)
    append_history(path, RESULTS, "data")
    path.write_text(path.read_text() + '{"run": 1}\nno json\n')
    assert len(read_history(path)) == 2
    assert read_history(tmp_path / "none.jsonl").empty


def test_lines_are_json_that_others_can_read(tmp_path, at):
    at(0)
    append_history(tmp_path / "h.jsonl", RESULTS, "data")
    line = json.loads((tmp_path / "h.jsonl").read_text().splitlines()[1])
    assert (line["name"], line["passed"], line["n_failed"]) == ("b", False, None)


def test_the_table_has_one_row_per_run(tmp_path, at):
    path = tmp_path / "history.jsonl"
    at(0)
    append_history(path, RESULTS, "data")
    at(86_400)
    table = history_table(append_history(path, MENDED, "data"))
    assert table["passed_share"].tolist() == [0.5, 1.0]
    assert table["failed"].tolist() == ["b", ""]
    assert table["run"].tolist() == [pd.Timestamp("1970-01-01"), pd.Timestamp("1970-01-02")]


def test_the_sentence_compares_with_the_run_before(tmp_path, at):
    path = tmp_path / "history.jsonl"
    assert history_sentence(read_history(path)) == "Validation has not run yet."
    at(0)
    first = append_history(path, MENDED, "data")
    assert history_sentence(first) == "This is the first run on record: 100 % of 2 checks passed."
    at(86_400)
    second = append_history(path, RESULTS, "data")
    assert history_sentence(second) == (
        "In this run, number 2 since 1 January 1970, 50 % of 2 checks passed, 100 % in the run "
        "before, on the same data. Newly failed: b."
    )
    at(172_800)
    third = append_history(path, MENDED, "other data")
    assert history_sentence(third).endswith("on changed data. No longer failing: b.")


def test_a_run_without_checks_is_no_run(tmp_path, at):
    at(0)
    history = append_history(tmp_path / "h.jsonl", RESULTS.head(0), "data")
    assert history.empty
    assert history_table(history).empty
