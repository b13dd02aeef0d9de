import re
import subprocess
import sys
import time
from importlib.metadata import version

import pytest

from project_lib import cli


@pytest.fixture
def answer(write_case, monkeypatch, capsys):
    """Return a function that runs the command in a project with the case `shop`."""
    write_case()

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["crisp-ds", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "shp"], "crisp-ds: case 'shp': has no"),
        (["run", "shp"], "did you mean 'shop'?"),
        (["run", "shop", "--engine", "sparc"], "engine 'sparc': is not known; did you mean"),
        (["run", "shop", "--sample", "0"], "--sample: is 0; ask for at least 1"),
        (["run", "shop", "--sample", "-5"], "--sample: is -5; ask for at least 1"),
        (["run", "shop", "--sample", "many"], "Invalid value for '--sample'"),
        (["run", "shop", "--smaple", "5"], "No such option: --smaple (Possible options: --sample)"),
        (["run", "shop", "more"], "unexpected extra argument"),
        (["rn", "shop"], "No such command 'rn'"),
        (["run", "shop"], "notebooks: has no notebook"),
        (["run", "shop", "--only", "a", "--from", "b"], "--from and --only: exclude each other"),
    ],
)
def test_a_mistake_is_one_line_that_names_it_and_exit_code_2(answer, arguments, message):
    code, out, err = answer(*arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
    assert out == ""


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        ("descripton", "stage 'descripton': is not known; did you mean 'description'?"),
        ("evaluation", "stage 'evaluation': has no notebook yet; use one of extraction"),
    ],
)
@pytest.mark.parametrize("option", ["--only", "--from"])
def test_a_stage_that_cannot_run_is_told(answer, project, option, stage, message):
    (project / "notebooks" / "01_data_extraction.ipynb").write_text("{}")
    code, _, err = answer("run", "shop", option, stage)
    assert (code, message in err) == (2, True)


def test_a_mistake_leaves_nothing_behind(answer, project):
    before = sorted(project.rglob("*"))
    answer("run", "shp")
    answer("run", "shop", "--only", "nothing")
    assert sorted(project.rglob("*")) == before


def test_a_folder_that_is_no_project_is_told(answer, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    code, _, err = answer("run", "shop")
    assert code == 2
    assert "is not inside a project" in err


@pytest.fixture
def customers_file(project):
    """A CSV of customers, one of the names hostile."""
    lines = ["id,visits,=cmd(),left"]
    lines += [f"c{i},{i % 7},{'x' * (i % 3)},{'yes' if i % 7 < 3 else 'no'}" for i in range(120)]
    (project / "customers.csv").write_text("\n".join(lines), encoding="utf-8")
    return "customers.csv"


def test_a_new_case_is_written_without_a_question_and_says_what_comes_next(
    answer, project, customers_file
):
    code, out, err = answer("new", "mine", "--data", customers_file, "--target", "left")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "next: crisp-ds run mine"
    assert len(out.splitlines()) <= 12
    assert "Mine" in answer("list")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new", "../x", "--data", "customers.csv"], "a letter first; try 'x'"),
        (["new", "shop", "--data", "customers.csv"], "is taken: the case exists already"),
        (["new", "mine", "--data", "custmers.csv"], "did you mean 'customers.csv'"),
        (["new", "mine", "--data", "customers.csv", "--target", "lfet"], "did you mean 'left'"),
        (["new", "mine"], "Missing option '--data'"),
    ],
)
def test_a_new_case_that_cannot_be_leaves_nothing(
    answer, project, customers_file, arguments, message
):
    before = sorted(project.rglob("*"))
    code, out, err = answer(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert sorted(project.rglob("*")) == before


def test_cases_are_listed_with_their_titles(answer, write_case):
    write_case(name="a")
    code, out, _ = answer("list")
    assert code == 0
    assert out == "a     CDNOW: who buys again?\nshop  CDNOW: who buys again?\n"


def test_the_version_is_told(answer):
    assert answer("--version")[:2] == (0, f"crisp-ds {version('crisp-ds')}\n")


def test_help_comes_within_half_a_second():
    def seconds():
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "project_lib.cli", "--help"], check=True, capture_output=True
        )
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(5)) < 0.5


def test_the_package_is_imported_within_a_third_of_a_second():
    def seconds(code):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - begun

    bare = min(seconds("pass") for _ in range(3))
    assert min(seconds("import project_lib") for _ in range(5)) - bare < 0.3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score", "shp", "in.parquet", "out.parquet"], "did you mean 'shop'?"),
        (["score", "shop", "in.parquet"], "Missing argument 'OUT'"),
        (["score", "shop", "in.parquet", "out.parquet"], "exist yet; `crisp-ds run shop` makes"),
    ],
)
def test_scoring_that_cannot_begin_is_one_line_and_exit_code_2(answer, arguments, message):
    code, out, err = answer(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_case_that_predicts_nothing_scores_nothing_whatever_bundle_lies_there(
    answer, project, write_case
):
    (project / "data" / "shop" / "bundle").mkdir(parents=True)
    text = (project / "cases" / "shop" / "case.toml").read_text("utf-8")
    write_case(re.sub(r"\[prediction\.target\]\n(.+\n)+", "", text))
    code, out, err = answer("score", "shop", "in.parquet", "out.parquet")
    assert (code, out) == (2, "")
    assert "predicts nothing" in err and err.endswith("declare one, then `crisp-ds run shop`\n")


def test_what_was_scored_is_told(answer, project, monkeypatch):
    from score_files import adding_bundle, rows_to_score

    (project / "data" / "shop" / "bundle").mkdir(parents=True)
    monkeypatch.setattr("project_lib.serving.bundle.load_bundle", lambda folder: adding_bundle())
    monkeypatch.setattr("project_lib.serving.bundle.Bundle.require_parity", lambda bundle: 0.0)
    rows_to_score(20).to_parquet(project / "in.parquet")
    code, out, err = answer("score", "shop", "in.parquet", "out.parquet")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"20 rows scored, [\d,.]+ s per million rows: out\.parquet\n", out)
    assert (project / "out.parquet").is_file()


def test_a_machine_that_predicts_otherwise_scores_nothing(answer, project, monkeypatch):
    from score_files import adding_bundle, rows_to_score

    (project / "data" / "shop" / "bundle").mkdir(parents=True)
    monkeypatch.setattr("project_lib.serving.bundle.load_bundle", lambda folder: adding_bundle())
    monkeypatch.setattr("project_lib.serving.bundle.Bundle.parity", lambda bundle: 0.1)
    rows_to_score(20).to_parquet(project / "in.parquet")
    code, _, err = answer("score", "shop", "in.parquet", "out.parquet")
    assert code == 2 and "predicts up to 0.1 beside the parity sample" in err
    assert not (project / "out.parquet").exists()


@pytest.mark.parametrize("arguments", [["fetch"], ["fetch", "--list"]])
def test_fetch_without_a_name_lists_the_data_sets(answer, arguments):
    code, out, _ = answer(*arguments)
    assert code == 0
    assert re.search(r"^bank_marketing +1.02 MB +CC BY 4.0 +Does a client", out, re.MULTILINE)


def test_fetch_tells_licence_then_file_then_the_next_command(answer, project):
    code, out, _ = answer("fetch", "cdnow")
    lines = out.splitlines()
    assert code == 0
    assert lines[1].startswith("Licence: MIT")
    assert lines[-2] == f"File: {project / 'data' / 'datasets' / 'cdnow' / 'cdnow.csv'}"
    assert lines[-1].startswith("Next: crisp-ds new cdnow --data data/datasets/cdnow/cdnow.csv")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("titanik", "data set 'titanik': is not in the catalogue; did you mean 'titanic'?"),
        ("house-prices", "download train.csv, put it at"),
    ],
)
def test_fetch_says_in_one_line_why_it_cannot(answer, name, message):
    code, _, err = answer("fetch", name)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_an_interruption_anywhere_ends_with_its_code(answer, monkeypatch):
    def interrupted(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    code, _, error = answer("run")
    assert (code, "interrupted; what had finished is kept" in error) == (130, True)


def test_an_interruption_amid_a_text_that_is_executed_ends_with_its_code(tmp_path):
    amid = "cli.app = lambda **_: exec('raise KeyboardInterrupt')"
    (tmp_path / "amid.py").write_text(f"from project_lib import cli; {amid}; cli.main()")
    command = [sys.executable, "-m", "amid"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (ended.returncode, "is kept" in ended.stderr) == (130, True)
