import json
import os

import pytest
from toy_case import ToyCase

from project_lib import files, journal
from project_lib.errors import InputError
from project_lib.sources import snapshots
from project_lib.sources.snapshots import take_snapshot

GOOD = "id,amount\n1,2.5\n2,3\n"
SIMULATE = """
import pandas as pd

def simulate(folder, *, random_state, rows=2):
    log = folder / "log.txt"
    log.write_text((log.read_text() if log.exists() else "") + "run ")
    pd.DataFrame({"id": range(rows), "amount": random_state}).to_parquet(folder / "rows.parquet")
"""


@pytest.fixture
def toy(project):
    toy = ToyCase(project)
    toy.write(GOOD)
    return toy


@pytest.fixture
def reads(monkeypatch):
    """The names of the tables that were read from their sources."""
    asked, read = [], snapshots.read_source

    def counted(source, name, table, **keys):
        asked.append(table)
        return read(source, name, table, **keys)

    monkeypatch.setattr(snapshots, "read_source", counted)
    return asked


def test_snapshot_keeps_the_source_as_text_with_its_fingerprint(toy):
    snapshot = take_snapshot(toy.open(), "rows")
    assert snapshot.fingerprint == files.fingerprint(snapshot.path)
    assert (snapshot.rows, snapshot.columns, snapshot.bytes) == (2, ("id", "amount"), len(GOOD))


def test_same_rows_give_the_same_fingerprint(toy):
    first = take_snapshot(toy.open(), "rows")
    first.path.unlink()
    assert take_snapshot(toy.open(), "rows").fingerprint == first.fingerprint


def test_unchanged_source_is_not_read_again(toy, reads):
    first = take_snapshot(toy.open(), "rows")
    assert take_snapshot(toy.open(), "rows") == first
    assert reads == ["rows"]


def test_source_is_not_read_again_when_only_its_time_changes(toy, reads):
    take_snapshot(toy.open(), "rows")
    os.utime(toy.root / "rows.csv", (1, 1))
    take_snapshot(toy.open(), "rows")
    toy.declare(licence="MIT", missing_texts=["n/a"])
    take_snapshot(toy.open(), "rows")
    assert reads == ["rows"]


def change_the_file(toy):
    toy.write(GOOD.replace("2.5", "7.5"))


def change_the_declaration(toy):
    toy.declare(column_names=["id", "amount"])


def delete_the_snapshot(toy):
    (toy.root / "data/toy/raw/rows.parquet").unlink()


def delete_its_description(toy):
    (toy.root / "data/toy/raw/rows.json").unlink()


def damage_the_snapshot(toy):
    path = toy.root / "data/toy/raw/rows.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"123456789")


@pytest.mark.parametrize(
    "change",
    [
        change_the_file, change_the_declaration, delete_the_snapshot, delete_its_description,
        damage_the_snapshot,
    ],
)  # fmt: skip
def test_source_is_read_again_after(toy, reads, change):
    take_snapshot(toy.open(), "rows")
    change(toy)
    take_snapshot(toy.open(), "rows")
    take_snapshot(toy.open(), "rows")
    assert reads == ["rows", "rows"]


def test_snapshot_stays_when_its_source_is_spoilt(toy):
    snapshot = take_snapshot(toy.open(), "rows")
    before = snapshot.path.read_bytes()
    toy.write("id,amount\n1,2,3\n")
    with pytest.raises(InputError):
        take_snapshot(toy.open(), "rows")
    assert snapshot.path.read_bytes() == before


def test_journal_knows_source_and_snapshot(toy):
    snapshot = take_snapshot(toy.open(), "rows")
    source = toy.root / "rows.csv"
    assert journal.entries("source_file") == {
        str(source): files.fingerprint(source),
        str(snapshot.path): snapshot.fingerprint,
    }


def test_description_of_a_snapshot_says_what_was_read(toy):
    path = take_snapshot(toy.open(), "rows").path.with_suffix(".json")
    note = json.loads(path.read_text())
    assert note["declared"]["path"] == "rows.csv"
    assert note["files"][0]["sha256"] == files.fingerprint(toy.root / "rows.csv")


def simulated(toy, program=SIMULATE):
    folder = toy.root / "cases" / "toy"
    folder.mkdir(exist_ok=True)
    (folder / "simulate.py").write_text(program)
    toy.source = {"format": "simulator", "random_state": 7, "options": {"rows": 3}}
    return toy


def test_simulator_runs_once_until_its_program_or_options_change(toy):
    simulated(toy)
    assert toy.extract() == [(0, 7.0), (1, 7.0), (2, 7.0)]
    toy.extract()
    log = toy.root / "data/toy/simulated/rows/log.txt"
    assert log.read_text() == "run "
    toy.declare(options={"rows": 1})
    assert toy.extract() == [(0, 7.0)]
    simulated(toy, SIMULATE + "# changed")
    toy.extract()
    assert log.read_text() == "run run run "


def test_simulator_that_writes_no_such_table_is_told(toy):
    simulated(toy, "def simulate(folder, *, random_state, rows): pass")
    with pytest.raises(InputError, match=r"rows\.parquet: was not written by simulate\.py"):
        toy.extract()
