"""A throw-away project of three tiny notebooks, for the tests of the runner."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

LIBRARY = Path(__file__).parent.parent / "project_lib"

CASE_TOML = """
[business]
title = "A mini case"
company = "Mini"
business_model = "Sells"
stage = "Small"
problem = "None"
deliverable = "A page"
questions = [{ id = "why", text = "Why?" }]
assumptions = []
input_output_task = { input = ["rows"], output = ["page"], task = ["run"] }

[sources.rows]
format = "csv"
path = "rows.csv"

[tables.rows]
description = "Rows"
source = "rows"
grain = ["id"]

[tables.rows.columns]
id = { description = "Row", dtype = "integer", role = "identifier" }
"""

TOY = '''
"""Functions for the mini notebooks."""

FACTOR = 2


def make_rows():
    return list(range(4))


def double(rows):
    return [FACTOR * row for row in rows]


def count(rows):
    return len(rows)


def unused():
    return 0
'''

REPORTING = '''
"""A stand-in for project_lib.report.reporting that needs no time."""

from project_lib import files


def style_fingerprint():
    return "plain"


def render_page(executed, page, *, root, case_name):
    files.write_text(page, executed.read_text(encoding="utf-8"))


def render_index(root, case_name):
    path = root / "reports" / case_name / "index.html"
    files.write_text(path, (path.parent / "manifest.json").read_text(encoding="utf-8"))
    return path
'''

PARAMETERS = 'CASE = "other"  # replaced\nSAMPLE = None\nENGINE = "duckdb"'
SETUP = (
    "import json\nfrom project_lib import files, journal, toy\n"
    "from project_lib.case import open_case\n"
    'case = open_case(CASE, "{stage}", sample=SAMPLE, engine=ENGINE)'
)
READ = (
    "def read(name):\n"
    '    path = case.data_folder / "interim" / name\n'
    '    journal.note("checkpoint_read", name, files.fingerprint(path))\n'
    "    return json.loads(path.read_text())"
)
WRITE = (
    "def write(name, rows):\n"
    '    path = case.data_folder / "interim" / name\n'
    "    files.write_json(path, rows)\n"
    '    journal.note("checkpoint_written", name, files.fingerprint(path))'
)

NOTEBOOKS = {
    "01_data_extraction": {
        "parameters": PARAMETERS,
        "setup": SETUP.format(stage="extraction"),
        "write": WRITE,
        "save": 'write("extraction.json", toy.make_rows()[:SAMPLE])',
    },
    "02_data_description": {
        "parameters": PARAMETERS,
        "setup": SETUP.format(stage="description"),
        "io": READ + "\n" + WRITE,
        "save": 'write("description.json", toy.double(read("extraction.json")))',
        "title": "case.business.title",
    },
    "03_feature_engineering": {
        "parameters": PARAMETERS,
        "setup": SETUP.format(stage="feature_engineering"),
        "read": READ,
        "count": 'case.record("rows", toy.count(read("description.json")), label="Rows")',
    },
}


class MiniProject:
    """A project folder with its own copy of project_lib, and the command run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(LIBRARY, root / "project_lib", ignore=ignored)
        self.write("project_lib/toy.py", TOY)
        self.write("project_lib/reporting.py", REPORTING)
        self.write("cases/mini/case.toml", CASE_TOML)
        for name, cells in NOTEBOOKS.items():
            self.write_notebook(name, cells)

    def path(self, name: str) -> Path:
        """Return a path inside the project."""
        return self.root / name

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit a file of the project."""
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def write_notebook(self, name: str, cells: dict[str, str]) -> None:
        """Write a notebook of code cells by their ids."""
        content = {
            "nbformat": 4, "nbformat_minor": 5, "metadata": {},
            "cells": [
                {
                    "cell_type": "code", "id": key, "source": source, "outputs": [],
                    "execution_count": None,
                    "metadata": {"tags": ["parameters"]} if key == "parameters" else {},
                }
                for key, source in cells.items()
            ],
        }
        self.write(f"notebooks/{name}.ipynb", json.dumps(content))

    def environment(self) -> dict[str, str]:
        """Return the environment in which the command finds this project's library."""
        return {**os.environ, "PYTHONPATH": str(self.root), "SOURCE_DATE_EPOCH": "1000000000"}

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of `crisp-ds` for this project."""
        return [sys.executable, "-m", "project_lib.cli", *arguments]

    def run(self, *arguments: str, case: str = "mini") -> subprocess.CompletedProcess:
        """Run `crisp-ds run` and return what it answered."""
        return subprocess.run(
            self.command("run", case, *arguments), cwd=self.root, env=self.environment(),
            capture_output=True, text=True, timeout=120,
        )

    def stages_run(self, *arguments: str) -> list[str]:
        """Run `crisp-ds run` and return the numbers of the notebooks that ran."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return [line[:2] for line in result.stdout.splitlines() if "runs, because" in line]

    def contents(self) -> dict[str, bytes]:
        """Return what a run leaves, by path: checkpoints, notebooks, states, pages."""
        remembered = ("fingerprints.json", ".lock")
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for folder in ("data", "reports") for path in sorted(self.path(folder).rglob("*"))
            if path.is_file() and path.name not in remembered
        }
