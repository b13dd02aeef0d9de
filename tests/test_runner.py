import json
import os
import random
import re
import shutil
import signal
import subprocess
import time

import psutil
import pytest
from mini_project import NOTEBOOKS, MiniProject

from project_lib.run.lock import only_run

TOY = "project_lib/toy.py"
LAST = "data/mini/executed/03_feature_engineering.ipynb"


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A mini project whose notebooks have run."""
    project = MiniProject(tmp_path_factory.mktemp("finished"))
    project.first_run = project.stages_run()
    return project


@pytest.fixture
def project(finished, tmp_path):
    """A copy of the finished project."""
    return copy_of(finished, tmp_path)


def copy_of(project, folder):
    shutil.copytree(project.root, folder, dirs_exist_ok=True)
    copied = object.__new__(MiniProject)
    copied.root = folder
    return copied


def cells(project, name):
    notebook = json.loads(project.path(f"data/mini/executed/{name}.ipynb").read_text())
    return {cell["id"]: cell for cell in notebook["cells"]}


def statuses(project):
    manifest = json.loads(project.path("reports/mini/manifest.json").read_text())
    return [entry["status"] for entry in manifest["notebooks"]]


def test_notebooks_run_in_their_order_with_the_parameters_of_the_run(finished):
    assert finished.first_run == ["01", "02", "03"]
    source = "".join(cells(finished, "01_data_extraction")["parameters"]["source"])
    assert source.startswith("CASE = 'mini'  # replaced\nSAMPLE = None")
    figure = json.loads(finished.path("reports/mini/key_figures.json").read_text())[0]
    assert (figure["name"], figure["value"], figure["cell"]) == ("rows", 4, "count")


def test_source_notebooks_are_never_changed(finished, tmp_path):
    untouched = MiniProject(tmp_path)
    for name in NOTEBOOKS:
        path = f"notebooks/{name}.ipynb"
        assert finished.path(path).read_bytes() == untouched.path(path).read_bytes()


def test_where_nothing_changed_nothing_runs_and_every_byte_stays(project):
    before = project.contents()
    begun = time.monotonic()
    assert project.stages_run() == []
    assert time.monotonic() - begun < 3
    assert project.contents() == before


def test_a_sample_makes_every_notebook_run_with_it(project):
    assert project.stages_run("--sample", "2") == ["01", "02", "03"]
    assert json.loads(project.path("data/mini/interim/description.json").read_text()) == [0, 2]


def test_an_edit_runs_its_users_and_what_follows_from_changed_outputs(project):
    project.replace(TOY, "FACTOR = 2", "FACTOR = 3")
    assert project.stages_run() == ["02", "03"]
    assert json.loads(project.path("data/mini/interim/description.json").read_text())[1] == 3


def test_the_same_bytes_out_stop_what_follows(project):
    project.replace(TOY, "list(range(4))", "[0, 1, 2, 3]")
    assert project.stages_run() == ["01"]


def test_code_that_is_edited_during_the_run_is_not_run_from_an_earlier_import(project):
    edit = (
        "from pathlib import Path\npath = Path(toy.__file__)\n"
        "path.write_text(path.read_text().replace('len(rows)', 'len(rows) + 100'))"
    )
    extraction = {**NOTEBOOKS["01_data_extraction"], "edit": "import time; time.sleep(3)\n" + edit}
    project.write_notebook("01_data_extraction", extraction)
    project.stages_run("--from", "01")
    figure = json.loads(project.path("reports/mini/key_figures.json").read_text())[0]
    assert figure["value"] == 104


def test_a_deleted_page_is_made_again_without_running(project):
    page = project.path("reports/mini/02_data_description.html")
    before = page.read_bytes()
    page.unlink()
    assert project.stages_run() == []
    assert page.read_bytes() == before


def test_a_figure_that_is_no_longer_recorded_is_dropped(project):
    counted = NOTEBOOKS["03_feature_engineering"]
    other = counted["count"].replace('"rows"', '"lines"', 1)
    project.write_notebook("03_feature_engineering", {**counted, "count": other})
    assert project.stages_run() == ["03"]
    figures = json.loads(project.path("reports/mini/key_figures.json").read_text())
    assert [figure["name"] for figure in figures] == ["lines"]


def test_only_and_from_run_what_they_name(project):
    assert project.stages_run("--only", "description") == ["02"]
    assert project.stages_run("--from", "2") == ["02", "03"]


def test_a_failed_cell_is_shown_kept_and_continued_from(project):
    project.replace(TOY, "FACTOR * row", "FACTOR / 0 * row")
    result = project.run()
    assert result.returncode == 1
    assert "cell 'save' failed" in result.stdout
    assert 'write("description.json", toy.double(read("extraction.json")))' in result.stdout
    assert "ZeroDivisionError: division by zero" in result.stdout
    kept = cells(project, "02_data_description")["save"]["outputs"][0]
    assert kept["ename"] == "ZeroDivisionError"
    page = project.path("reports/mini/02_data_description.html")
    assert b"ZeroDivisionError" in page.read_bytes()
    assert statuses(project)[:2] == ["ran", "failed"]
    project.replace(TOY, "FACTOR / 0 * row", "FACTOR * row")
    assert project.stages_run() == ["02"]


def test_an_input_error_in_a_cell_is_one_message_and_exit_code_2(project):
    project.replace(TOY, "FACTOR * row", "refuse() * row")
    project.write(TOY, project.path(TOY).read_text() + (
        "\n\ndef refuse():\n    from project_lib.errors import InputError\n"
        "    raise InputError('rows.csv', 'is empty', 'export it again')\n"
    ))
    result = project.run()
    assert result.returncode == 2
    assert "crisp-ds: rows.csv: is empty; export it again (notebooks/02" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "01_data_extraction.ipynb: is no notebook"),
        (
            '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
            "01_data_extraction.ipynb: has no cell tagged 'parameters'",
        ),
    ],
)
def test_a_notebook_that_cannot_run_is_told_and_stops_the_run(project, text, message):
    project.write("notebooks/01_data_extraction.ipynb", text)
    before = project.contents()
    result = project.run()
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert project.contents() == before


def test_a_second_run_of_the_case_is_refused(project):
    with only_run("mini", project.path("data/mini"), project.path("reports/mini")):
        result = project.run()
    assert result.returncode == 2
    assert f"is being run by process {os.getpid()}" in result.stderr


def test_a_full_disk_is_told_and_leaves_nothing_half_written(project):
    """A limit on the size of files stands in for the full disk."""
    project.replace(TOY, "list(range(4))", "list(range(9999))")
    before = project.contents()
    limited = ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", *project.command("run", "mini")]
    result = subprocess.run(
        limited, cwd=project.root, env=project.environment(), capture_output=True, text=True
    )
    assert result.returncode == 2
    assert "cannot be written" in result.stdout + result.stderr
    after = project.contents()
    assert after["data/mini/interim/extraction.json"] == before["data/mini/interim/extraction.json"]
    assert not list(project.root.rglob("*.tmp"))


def slow(project):
    """Let the second notebook take its time, and return the project."""
    cells = {**NOTEBOOKS["02_data_description"], "wait": "import time\ntime.sleep(1.5)"}
    project.write_notebook("02_data_description", cells)
    return project


def start(project):
    return subprocess.Popen(
        project.command("run", "mini"), cwd=project.root, env=project.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )


def processes_of(project):
    """Return the ids of the processes that the running command has noted."""
    try:
        record = json.loads(project.path("data/mini/run.json").read_text())
    except FileNotFoundError:
        return []
    return [int(pid) for pid, _ in record["processes"]]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_process_and_is_continued(project, sign):
    slow(project)
    process = start(project)
    while not processes_of(project):
        time.sleep(0.05)
    time.sleep(1)
    pids = processes_of(project)
    process.send_signal(sign)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in output
    assert "Traceback" not in output
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert not project.path("data/mini/run.json").exists()
    assert project.stages_run() == ["02"]


def test_a_run_in_the_background_of_a_script_is_ended_by_sigterm(project):
    slow(project)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does; children inherit it
    try:
        process = start(project)
    finally:
        signal.signal(signal.SIGINT, before)
    while not processes_of(project):
        time.sleep(0.05)
    time.sleep(1)
    pids = processes_of(project)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in output
    assert not [pid for pid in pids if psutil.pid_exists(pid)]


@pytest.mark.slow
def test_a_run_killed_at_any_moment_is_continued_to_the_same_bytes(tmp_path):
    fresh = slow(MiniProject(tmp_path / "fresh"))
    undisturbed = copy_of(fresh, tmp_path / "undisturbed")
    begun = time.monotonic()
    undisturbed.stages_run()
    duration = time.monotonic() - begun
    # a page names the folder of the project nowhere, so that folders can be compared
    wanted = undisturbed.contents()
    moments = random.Random(2)
    for attempt in range(20):
        project = copy_of(fresh, tmp_path / f"killed-{attempt}")
        process = start(project)
        time.sleep(moments.uniform(0.1, duration))
        pids = processes_of(project)
        process.kill()
        process.communicate()
        project.stages_run()
        assert not [pid for pid in pids if psutil.pid_exists(pid)]
        assert project.contents() == wanted
        assert not list(project.root.rglob("*.tmp"))


def test_an_edit_that_concerns_no_notebook_is_looked_at_once(project):
    project.replace("project_lib/toy.py", "def unused", "def unheard")
    state = project.path("data/mini/state/feature_engineering.json")
    before = json.loads(state.read_text())
    assert project.stages_run() == []
    after = json.loads(state.read_text())
    assert before.pop("made_from") != after["made_from"]
    assert before == {key: value for key, value in after.items() if key != "made_from"}
    changed = state.stat().st_mtime_ns
    assert project.stages_run() == []
    assert state.stat().st_mtime_ns == changed


def test_states_hold_nothing_that_changes_from_run_to_run(project):
    before = project.contents()
    assert project.stages_run("--from", "01") == ["01", "02", "03"]
    after = project.contents()
    assert [name for name in before if before[name] != after[name]] == []
    assert not re.search(rb"/tmp/|ipykernel_", project.path(LAST).read_bytes())
