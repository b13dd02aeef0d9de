import json
import time
from types import SimpleNamespace

import pytest

from project_lib.seconds import note_seconds, read_seconds


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return SimpleNamespace(data_folder=tmp_path)


def test_each_stage_notes_its_own_seconds_and_keeps_those_of_others(case):
    assert read_seconds(case) == {}
    with note_seconds(case, "training"):
        time.sleep(0.02)
    with note_seconds(case, "tuning"):
        pass
    noted = read_seconds(case)
    assert 0.02 <= noted["training"] < 5
    assert noted["tuning"] < noted["training"]
    assert json.loads((case.data_folder / "state" / "seconds.json").read_text()) == noted


def test_what_failed_notes_nothing(case):
    with pytest.raises(ZeroDivisionError), note_seconds(case, "tuning"):
        1 / 0  # noqa: B018
    assert read_seconds(case) == {}


def test_a_damaged_file_reads_as_empty(case):
    path = case.data_folder / "state" / "seconds.json"
    path.parent.mkdir()
    path.write_text("[1, 2")
    assert read_seconds(case) == {}
    path.write_text("[1, 2]")
    assert read_seconds(case) == {}
