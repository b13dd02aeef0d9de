"""The rules of the house: who may import whom, and what a notebook looks like."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from project_lib.stages import STAGES

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "project_lib").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STAGE_MODULES = {stage.name for stage in STAGES}
MAY_DRAW = {"drawing", "display", "report", "deck"}  # rooms that may import charts and diagrams
HEAVY = {"pandas", "numpy", "pyarrow", "sklearn", "matplotlib", "duckdb", "nbclient", "IPython"}


def room(path):
    """Return a module's name below project_lib: ``description``, ``leakage.future``."""
    return ".".join(path.relative_to(ROOT / "project_lib").with_suffix("").parts)


def imported_rooms(path):
    """Return the modules of project_lib that a module imports, wherever in it."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("project_lib"):
            rooms |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            rooms |= {a.name for a in node.names if a.name.startswith("project_lib.")}
    return {name.removeprefix("project_lib.") for name in rooms}


def imported_packages(path):
    """Return the top-level packages that a module imports, wherever in it."""
    packages = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
    return packages


@pytest.mark.parametrize("path", [p for p in LIBRARY if room(p) in STAGE_MODULES], ids=room)
def test_stage_modules_import_no_other_stage(path):
    assert not {name.split(".")[0] for name in imported_rooms(path)} & STAGE_MODULES


@pytest.mark.parametrize(
    "path", [p for p in LIBRARY if room(p).split(".")[0] not in MAY_DRAW], ids=room
)
def test_rooms_that_compute_draw_nothing(path):
    pages = {"report", "deck"}
    assert not {name.split(".")[0] for name in imported_rooms(path)} & (MAY_DRAW - pages)
    assert not imported_packages(path) & {"matplotlib", "seaborn"}


@pytest.mark.parametrize("path", [p for p in LIBRARY if room(p).startswith("drawing.")], ids=room)
def test_drawing_rooms_compute_nothing(path):
    assert {name.split(".")[0] for name in imported_rooms(path)} <= {"drawing", "prose", "stages"}
    computing = {"pandas", "scipy", "sklearn", "statsmodels", "narwhals", "duckdb"}
    assert not imported_packages(path) & computing


def test_every_module_has_its_tests():
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert {path.stem for path in LIBRARY} - tested - {"__init__", "__main__"} == set()


def test_the_command_line_loads_no_heavy_library():
    code = "import sys, project_lib.cli, project_lib.case; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not set(loaded.stdout.split()) & HEAVY


def test_no_committed_file_names_a_package_host():
    hosts = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(org|com)"]))
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if files.returncode:
        pytest.skip("not a git checkout")
    texts = {
        name: (ROOT / name).read_bytes().decode(errors="ignore") for name in files.stdout.split()
    }
    assert [name for name, text in texts.items() if hosts.search(text)] == []


def cells(path, kind):
    found = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == kind]
    return [{**cell, "source": "".join(cell["source"])} for cell in found]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
class TestNotebook:
    def test_it_is_a_stage_and_imports_its_module(self, path):
        stage = next(stage for stage in STAGES if stage.notebook == path.stem)
        code = "\n".join(cell["source"] for cell in cells(path, "code"))
        assert re.search(
            rf"(from project_lib import .*\b{stage.name}\b|project_lib\.{stage.name}\b)", code
        )

    def test_it_is_committed_without_outputs(self, path):
        assert all(
            cell["outputs"] == [] and cell["execution_count"] is None
            for cell in cells(path, "code")
        )

    def test_its_parameters_have_defaults(self, path):
        parameters = [
            c["source"]
            for c in cells(path, "code")
            if "parameters" in c["metadata"].get("tags", [])
        ]
        assert parameters == ['CASE = "cdnow"\nSAMPLE = None\nENGINE = "duckdb"']

    def test_headings_are_in_order(self, path):
        text = "\n".join(cell["source"] for cell in cells(path, "markdown"))
        levels = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))

    def test_cells_are_short_and_define_nothing_long(self, path):
        for cell in cells(path, "code"):
            assert len(cell["source"].splitlines()) <= 12
            for node in ast.walk(ast.parse(cell["source"])):
                if isinstance(node, ast.FunctionDef):
                    assert node.end_lineno - node.lineno < 5

    def test_every_table_and_figure_is_read_by_a_sentence(self, path):
        code = [cell["source"] for cell in cells(path, "code")]
        for source, following in zip(code, [*code[1:], ""], strict=True):
            if "show(" in source:
                after = source[source.rindex("show(") :] + following.partition("show(")[0]
                assert "say(" in after, source

    def test_it_has_no_residue(self, path):
        text = path.read_text()
        assert not re.search(r"\bTO-?DO\b|\bFIXME\b|\bXXX\b|Lorem", text)
