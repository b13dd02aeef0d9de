import pytest

from project_lib import files
from project_lib.configuration.case_file import read_case_file
from project_lib.run.manifest import library_versions, write_manifest
from project_lib.run.staleness import Code, Fingerprints, Surroundings
from project_lib.stages import find_stage

STAGES = [find_stage("extraction"), find_stage("description")]


@pytest.fixture
def now(write_case):
    root = write_case()
    parameters = {"CASE": "shop", "SAMPLE": 50, "ENGINE": "duckdb"}
    return Surroundings(
        root, "shop", read_case_file(root, "shop"), Code.read(root, "shop"), parameters,
        {"python": "3"}, Fingerprints(root / "fingerprints.json"),
    )


@pytest.fixture
def extracted(now):
    """The state of an extraction that has run."""
    stage = STAGES[0]
    files.write_text(now.executed_path(stage), "{}")
    state = {
        "status": "ran", "executed_at": "2026-01-01T00:00:00+00:00", "seconds": 1.5, "cells": 4,
        "left": {"checkpoints": {"extraction.purchases.parquet": "abc"}},
    }
    files.write_json(now.state_path(stage), state)
    return state


def test_a_manifest_tells_what_ran_and_what_did_not(now, extracted):
    made = write_manifest(now.root / "manifest.json", STAGES, now)
    assert made["parameters"] == {"sample": 50, "engine": "duckdb"}
    assert made["title"] == now.config.business.title
    first, second = made["notebooks"]
    assert (first["status"], first["seconds"], first["cells"]) == ("ran", 1.5, 4)
    assert first["page"] == "01_data_extraction.html"
    assert first["outputs"] == extracted["left"]["checkpoints"]
    assert (second["status"], second["outputs"]) == ("not run", {})
    assert files.read_json(now.root / "manifest.json") == made


def test_the_data_fingerprint_follows_the_extracted_tables(now, extracted):
    path = now.root / "manifest.json"
    before = write_manifest(path, STAGES, now)["data_fingerprint"]
    extracted["left"]["checkpoints"]["extraction.purchases.parquet"] = "abd"
    files.write_json(now.state_path(STAGES[0]), extracted)
    assert write_manifest(path, STAGES, now)["data_fingerprint"] not in ("", before)


def test_before_any_run_there_is_no_data_fingerprint(now):
    made = write_manifest(now.root / "manifest.json", STAGES, now)
    assert made["data_fingerprint"] == ""
    assert {entry["status"] for entry in made["notebooks"]} == {"not run"}


def test_where_nothing_changed_the_file_keeps_its_bytes(now, extracted, monkeypatch):
    path = now.root / "manifest.json"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    write_manifest(path, STAGES, now)
    before = path.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000")
    write_manifest(path, STAGES, now)
    assert path.read_bytes() == before


def test_versions_name_python_and_the_installed_libraries():
    versions = library_versions()
    assert {"python", "pandas", "scikit-learn"} <= set(versions)
    assert all(version[0].isdigit() for version in versions.values())
