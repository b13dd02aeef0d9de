"""The manifest of a report: what was made, when, with which versions and from which data."""

import platform
from importlib import metadata
from pathlib import Path

from project_lib import clock, files
from project_lib.run.staleness import Surroundings
from project_lib.stages import Stage

LIBRARIES = (
    "pandas", "numpy", "scipy", "pyarrow", "duckdb", "narwhals", "scikit-learn", "statsmodels",
    "matplotlib", "seaborn", "pydantic", "pyspark", "umap-learn", "phate",
)


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the installed libraries that results may depend on."""
    versions = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def write_manifest(
    path: Path, stages: list[Stage], now: Surroundings, *, idle: dict[Stage, str] | None = None
) -> dict:
    """Write the manifest and return it; where only the time would change, it stays as it is.

    Parameters
    ----------
    idle : the stages that do not apply to the case, and why
    """
    states = {stage.name: files.read_json(now.state_path(stage)) or {} for stage in stages}
    manifest = {
        "case": now.case_name,
        "title": now.config.business.title,
        "made_at": clock.stamp(),
        "data_fingerprint": _data_fingerprint(states, list(now.config.tables)),
        "parameters": {key.lower(): now.parameters[key] for key in ("SAMPLE", "ENGINE")},
        "versions": now.versions,
        "notebooks": [_entry(stage, states[stage.name], now) for stage in stages],
    }
    manifest["notebooks"] += [_idle_entry(stage, why) for stage, why in (idle or {}).items()]
    manifest["notebooks"].sort(key=lambda entry: entry["notebook"])
    before = files.read_json(path)
    if isinstance(before, dict) and {**before, "made_at": ""} == {**manifest, "made_at": ""}:
        return before
    files.write_json(path, manifest)
    return manifest


def _entry(stage: Stage, state: dict, now: Surroundings) -> dict:
    kept = state if state and now.executed_path(stage).is_file() else {}
    return {
        "stage": stage.name,
        "notebook": stage.notebook,
        "title": stage.title,
        "page": f"{stage.notebook}.html",
        "status": kept.get("status", "not run"),
        "seconds": kept.get("seconds"),
        "cells": kept.get("cells"),
        "executed_at": kept.get("executed_at"),
        "outputs": kept.get("left", {}).get("checkpoints", {}),
    }


def _idle_entry(stage: Stage, why: str) -> dict:
    names = {"stage": stage.name, "notebook": stage.notebook, "title": stage.title}
    return {**names, "status": "does not apply", "why": why}


def _data_fingerprint(states: dict[str, dict], tables: list[str]) -> str:
    """Return the fingerprint of the tables that findings are made from, as findings name it.

    Before they are described it is that of the extracted tables, and before that empty.
    """
    for stage in ("description", "extraction"):
        left = states.get(stage, {}).get("left", {}).get("checkpoints", {})
        prints = [left.get(f"{stage}.{name}.parquet", "") for name in tables]
        if prints and all(prints):
            return files.fingerprint_text("".join(prints))
    return ""
