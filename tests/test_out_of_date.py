import pytest
from mini_project import MiniProject

TOY = "project_lib/toy.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A mini project whose notebooks have run; the tests leave it up to date."""
    project = MiniProject(tmp_path_factory.mktemp("finished"))
    assert "Out of date" not in project.run().stdout
    return project


def test_a_run_of_one_notebook_names_what_it_leaves_out_of_date(project):
    project.replace(TOY, "FACTOR = 2", "FACTOR = 3")
    told = project.run("--only", "02").stdout.splitlines()
    assert "Out of date now: 03 Feature engineering. Next: crisp-ds run mini" in told
    assert "Out of date" not in project.run().stdout
    assert "Out of date" not in project.run("--only", "02").stdout


def test_what_is_made_from_something_out_of_date_is_out_of_date_too(project):
    told = project.run("--only", "01", "--sample", "2").stdout
    stale = "Out of date now: 02 Data description and 03 Feature engineering. Next: crisp-ds run"
    assert f"{stale} mini --sample 2\n" in told
    project.replace(TOY, "FACTOR * row", "FACTOR + row")  # 03 only reads what 02 has made
    assert f"{stale} mini\n" in project.run("--only", "01").stdout
    project.run()
