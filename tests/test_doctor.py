import sys
import time
from pathlib import Path

import pytest
from doctor_cases import SmallCase

from project_lib import cli
from project_lib.errors import InputError
from project_lib.examination.doctor import examine_case

ROOT = Path(__file__).parents[1]


@pytest.fixture
def case(project):
    return SmallCase(project)


def test_a_sound_case_has_no_problems(case):
    assert case.examine() == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cdnow", "marketplace"])
def test_the_cases_that_ship_have_nothing_to_mend(name, tmp_path):
    for folder in ("cases", "notebooks"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    assert examine_case(tmp_path, name).exit_code == 0


@pytest.mark.slow
def test_cdnow_is_examined_within_seconds_of_work_its_tests_tried(tmp_path):
    for folder in ("cases", "notebooks"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    begun = time.process_time()
    problems = examine_case(tmp_path, "cdnow").problems
    assert time.process_time() - begun < 12  # of both cores
    assert [one.severity for one in problems] == ["warning"]


def test_twenty_faults_are_told_at_once_each_on_its_line(case):
    case.table["balance"] = "1"
    case.table.loc[3, "age"] = "n/a"
    case.table.loc[5, "since"] = "05.01.2010"
    case.features += "\n\ndef twice(row):\n    return row\n"
    case.hypotheses += "\n\ndef old_leave(evidence, *, random_state):\n    return None\n"
    case.spoil('company = "A firm"', 'compny = "A firm"')
    case.spoil('expression = "age >= 0"', 'expression = "person >=> 0"')
    case.spoil('id = "young_leave"', 'id = "young_leaver"')
    case.spoil('logo = ""', 'logo = "logo.png"')
    case.spoil('keep = "age >= 18"', 'keep = "ages >= 18"')
    case.spoil('column = "left"', 'column = "lft"')
    case.spoil('leave_out = []', 'leave_out = ["town"]')
    found = {(one.file, one.line, one.key) for one in case.examine()}
    toml = "cases/small/case.toml"
    assert {
        (toml, case.line("compny"), "business.compny"),
        (toml, case.line("age = {"), "tables.people.columns.age"),
        (toml, case.line("since = {"), "tables.people.columns.since"),
        (toml, case.line("[tables.people.columns]"), "tables.people.columns"),
        (toml, case.line("person >=> 0"), "checks.0.expression"),
        (toml, case.line("young_leaver"), "hypotheses.0.id"),
        (toml, case.line("logo.png"), "theme.logo"),
        (toml, case.line('"lft"'), "prediction.target.column"),
        (toml, case.line('"town"'), "prediction.leave_out.0"),
        ("cases/small/hypotheses.py", 5, "young_leave"),
        ("cases/small/hypotheses.py", 9, "old_leave"),
    } <= found


def test_it_answers_with_a_verdict_and_an_exit_code(case, monkeypatch, capsys):
    def answer():
        monkeypatch.setattr(sys, "argv", ["crisp-ds", "doctor", "small"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr().out

    case.examine()
    assert answer() == (0, "small is sound: crisp-ds run small\n")
    case.spoil('path = "people.csv"', 'path = "peple.csv"').write()
    code, out = answer()
    assert code == 2
    line = case.line("peple.csv")
    assert out.startswith(f"cases/small/case.toml:{line}: error: sources.file.path = 'peple.csv': ")
    assert "did you mean 'people.csv'?" in out
    assert out.endswith("small has 1 problem to mend.\n")


def test_warnings_stand_apart_and_leave_the_exit_code_alone(case):
    case.table["balance"] = "1"
    case.write()
    examination = examine_case(case.root, "small")
    [problem] = examination.problems
    assert problem.severity == "warning"
    assert "'balance'" in problem.problem
    assert examination.exit_code == 0
    assert examination.verdict == "small is sound, 1 warning to look at: crisp-ds run small"


def test_it_says_when_the_data_could_not_be_looked_at(case):
    case.spoil('dtype = "float"', 'dtype = "number"').write()
    examination = examine_case(case.root, "small")
    assert examination.exit_code == 2
    assert "1 problem to mend; the data are looked at once" in examination.verdict


def test_an_unknown_case_is_refused(case):
    case.write()
    with pytest.raises(InputError, match="did you mean 'small'"):
        examine_case(case.root, "smal")


def test_nothing_that_data_or_names_hold_is_printed_raw(case):
    case.table = case.table.rename(columns={"city": "ci\x1b[31mty\n"})
    case.table.loc[0, "age"] = "\x1b[2J"
    lines = [str(one) for one in case.examine()]
    assert lines
    assert all(line.isprintable() for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("value", [None, '""', "[]", "{}", "1", '"../../x y"', "2024-01-01"])
def test_no_line_that_is_spoilt_ends_in_a_traceback(case, value):
    lines = case.text.splitlines()
    for place, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        if value is None or equals:
            spoilt = [] if value is None else [f"{key} = {value}"]
            case.text = "\n".join([*lines[:place], *spoilt, *lines[place + 1 :]])
            for one in case.examine():
                assert 1 <= one.line <= len(lines), line
