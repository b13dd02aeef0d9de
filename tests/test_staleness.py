import json
import shutil
import time

import pytest
from mini_project import MiniProject

from project_lib import files
from project_lib.configuration.case_file import read_case_file
from project_lib.run.manifest import library_versions
from project_lib.run.notebooks import read_notebook
from project_lib.run.source import Package
from project_lib.run.staleness import STATE_FORMAT, Code, Fingerprints, Surroundings, reasons_to_run
from project_lib.stages import available_stages, find_stage

TOY = "project_lib/toy.py"
PARAMETERS = {"CASE": "mini", "SAMPLE": None, "ENGINE": "duckdb"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A mini project whose notebooks have run."""
    project = MiniProject(tmp_path_factory.mktemp("finished"))
    assert project.stages_run() == ["01", "02", "03"]
    return project


@pytest.fixture
def project(finished, tmp_path):
    shutil.copytree(finished.root, tmp_path, dirs_exist_ok=True)
    copied = object.__new__(MiniProject)
    copied.root = tmp_path
    return copied


def surroundings(project, **changed):
    """Return the project's surroundings as a run would see them."""
    root = project.root
    case_modules = Code.read(root, "mini").case_modules
    values = {
        "config": read_case_file(root, "mini"),
        "code": Code(root, Package(root / "project_lib"), case_modules),
        "parameters": PARAMETERS,
        "versions": library_versions(),
        "fingerprints": Fingerprints(root / "data/mini/state/fingerprints.json"),
    }
    return Surroundings(root, "mini", **{**values, **changed})


def reasons(project, **changed):
    """Return the reasons of each stale notebook, by its number."""
    now = surroundings(project, **changed)
    found = {}
    for stage in available_stages(project.root):
        state = files.read_json(now.state_path(stage), default={})
        why = list(reasons_to_run(stage, state, read_notebook(now.notebook_path(stage)), now))
        if why:
            found[stage.number] = why
    return found


def test_nothing_is_stale_after_a_run(project):
    assert reasons(project) == {}


def test_what_the_same_code_reaches_is_not_looked_for_again(project, monkeypatch):
    looked_for = []
    found = Code.reached
    monkeypatch.setattr(Code, "reached", lambda *given: looked_for.append(1) or found(*given))
    assert reasons(project) == {}
    assert looked_for == []
    project.replace(TOY, "def unused", "def unheard")
    assert reasons(project) == {}
    assert len(looked_for) == 3


def test_an_edited_function_makes_only_its_users_stale(project):
    project.replace(TOY, "len(rows)", "len(rows) + 1")
    assert reasons(project) == {3: ["project_lib.toy.count has changed"]}


def test_an_edited_constant_makes_the_users_of_its_users_stale(project):
    project.replace(TOY, "FACTOR = 2", "FACTOR = 3")
    assert reasons(project) == {2: ["project_lib.toy.FACTOR has changed"]}


def test_an_edited_unused_function_makes_nothing_stale(project):
    project.replace(TOY, "return 0", "return 1")
    project.write("project_lib/new.py", "print('new')\n")
    assert reasons(project) == {}


def test_a_shared_function_makes_every_user_stale(project):
    project.replace("project_lib/case.py", "def open_case(", "def open_case(  ")
    assert set(reasons(project)) == {1, 2, 3}


def test_a_section_makes_stale_who_read_it(project):
    project.replace("cases/mini/case.toml", 'title = "A mini case"', 'title = "Another"')
    assert reasons(project) == {2: ["case.toml's section business has changed"]}


def test_a_section_that_nobody_read_makes_nothing_stale(project):
    project.replace("cases/mini/case.toml", 'description = "Rows"', 'description = "Lines"')
    assert reasons(project) == {}


def test_a_changed_checkpoint_makes_its_writer_and_its_readers_stale(project):
    project.write("data/mini/interim/extraction.json", "[1]")
    assert reasons(project) == {
        1: ["its checkpoint extraction.json has changed"],
        2: ["checkpoint extraction.json has changed"],
    }


def test_a_missing_checkpoint_is_told_as_missing(project):
    project.path("data/mini/interim/description.json").unlink()
    assert reasons(project) == {
        2: ["its checkpoint description.json is not there"],
        3: ["checkpoint description.json is not there"],
    }


def test_a_changed_notebook_is_stale_but_outputs_in_it_are_not(project):
    path = project.path("notebooks/01_data_extraction.ipynb")
    notebook = json.loads(path.read_text())
    notebook["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    path.write_text(json.dumps(notebook))
    assert reasons(project) == {}
    notebook["cells"][-1]["source"] += "\n1"
    path.write_text(json.dumps(notebook))
    assert reasons(project) == {1: ["the notebook has changed"]}


def test_parameters_and_versions_make_everything_stale(project):
    sampled = reasons(project, parameters={**PARAMETERS, "SAMPLE": 2})
    assert sampled == {n: ["parameter SAMPLE is 2, was None"] for n in (1, 2, 3)}
    versions = library_versions()
    newer = reasons(project, versions={**versions, "pandas": "99"})
    assert newer[1] == [f"version of pandas is 99, was {versions['pandas']}"]


def test_a_lost_or_changed_key_figure_makes_its_stage_stale(project):
    project.path("reports/mini/key_figures.json").unlink()
    assert reasons(project) == {3: ["its key figures have changed"]}


def test_a_changed_executed_notebook_is_stale(project):
    project.path("data/mini/executed/01_data_extraction.ipynb").unlink()
    assert reasons(project) == {1: ["the executed notebook has changed"]}


def edit_state(project, stage, part, kind, value):
    path = project.path(f"data/mini/state/{find_stage(stage).name}.json")
    state = json.loads(path.read_text())
    state[part][kind] = value
    path.write_text(json.dumps(state))


def test_a_source_file_makes_stale_by_its_content_not_by_its_time(project):
    source = project.path("rows.csv")
    source.write_text("id\n1\n")
    edit_state(project, "01", "made_from", "source_files", {"rows.csv": files.fingerprint(source)})
    source.touch()
    assert reasons(project) == {}
    source.write_text("id\n2\n")
    assert reasons(project) == {1: ["file rows.csv has changed"]}
    source.unlink()
    assert reasons(project) == {1: ["file rows.csv is not there"]}


def test_a_new_file_in_a_folder_of_sources_makes_stale(project):
    toml = project.path("cases/mini/case.toml").read_text().replace("rows.csv", "rows/*.csv")
    project.write("cases/mini/case.toml", toml)
    project.write("rows/a.csv", "id\n1\n")
    listing = surroundings(project).source_listing
    edit_state(project, "01", "made_from", "source_listing", listing)
    assert reasons(project) == {}
    project.write("rows/b.csv", "id\n2\n")
    assert reasons(project) == {1: ["the files of its sources are others"]}


def test_a_case_module_makes_stale_by_content_by_absence_and_by_what_it_uses(project):
    name = "cases/mini/features.py"
    edit_state(project, "01", "made_from", "case_modules", {name: ""})
    assert reasons(project) == {}
    project.write(name, "from project_lib import toy\nX = toy.unused()\n")
    assert reasons(project)[1][0] == f"module {name} has changed"
    assert "project_lib.toy.unused has changed" in reasons(project)[1]


def test_a_key_figure_that_was_read_makes_stale_when_it_changes(project):
    edit_state(project, "01", "made_from", "key_figures", {"rows": 4})
    assert reasons(project) == {}
    edit_state(project, "01", "made_from", "key_figures", {"rows": 5})
    assert reasons(project) == {1: ["key figure rows has changed"]}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("", "it has not run yet"),
        ("{", "it has not run yet"),
        ('{"format": 0}', "it ran with another version of the runner"),
        (f'{{"format": {STATE_FORMAT}, "status": "failed"}}', "it failed the last time"),
    ],
)
def test_a_state_that_tells_nothing_makes_stale(project, state, reason):
    project.write("data/mini/state/extraction.json", state)
    assert reasons(project) == {1: [reason]}


def test_a_fingerprint_is_taken_again_only_when_size_or_time_changed(tmp_path, monkeypatch):
    path, memory = tmp_path / "a", tmp_path / "fingerprints.json"
    path.write_text("a")
    known = Fingerprints(memory)
    monkeypatch.setattr(time, "time", lambda: path.stat().st_mtime + 10)
    value = known.of(path)
    known.keep()
    monkeypatch.setattr(files, "fingerprint", lambda _: "taken again")
    assert Fingerprints(memory).of(path) == value
    path.write_text("ab")
    assert Fingerprints(memory).of(path) == "taken again"


def test_a_file_that_was_just_written_is_not_remembered(tmp_path):
    path = tmp_path / "a"
    path.write_text("a")
    known = Fingerprints(tmp_path / "fingerprints.json")
    known.of(path)
    known.keep()
    assert not (tmp_path / "fingerprints.json").exists()


def test_a_missing_file_has_no_fingerprint(tmp_path):
    assert Fingerprints(tmp_path / "fingerprints.json").of(tmp_path / "none") == ""
