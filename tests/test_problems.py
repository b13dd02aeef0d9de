from pathlib import Path

from project_lib.errors import InputError
from project_lib.examination.problems import Advice, CaseText, Problem

TEXT = '[sources.shop]\npath = "a.csv"\n\n[[features]]\nname = "sales"\nwhere = "a = 1"\n'
DOCUMENT = {
    "sources": {"shop": {"path": "a.csv"}}, "features": [{"name": "sales", "where": "a = 1"}]
}  # fmt: skip


def text(root=Path("/nowhere")):
    return CaseText(root, "shop", TEXT, DOCUMENT)


def test_an_error_stands_on_the_line_of_its_key_with_the_value():
    error = InputError("feature", "does not parse", "mend it", key=("features", 0, "where"))
    problem = text().problem(error)
    assert (problem.line, problem.key, problem.value) == (6, "features.0.where", "'a = 1'")
    assert str(problem) == (
        "cases/shop/case.toml:6: error: features.0.where = 'a = 1': "
        "feature does not parse; mend it"
    )


def test_an_error_without_key_stands_where_its_words_point():
    error = InputError("/nowhere/a.csv", "does not exist", "mend sources.shop.path in case.toml")
    problem = text().problem(error)
    assert (problem.line, problem.key) == (2, "sources.shop.path")
    assert problem.problem == "a.csv does not exist"


def test_an_error_that_says_nothing_of_its_place_falls_back():
    error = InputError("something", "is odd", "look")
    assert text().problem(error, ("sources", "shop")).line == 1
    assert text().problem(error).key == "case.toml"


def test_advice_is_a_warning():
    assert text().problem(Advice("", "is odd", "look")).severity == "warning"
    assert text().problem(InputError("", "is odd", "look")).severity == "error"


def test_an_error_in_a_python_file_stands_on_the_line_of_its_function(tmp_path):
    folder = tmp_path / "cases" / "shop"
    folder.mkdir(parents=True)
    (folder / "features.py").write_text("import math\n\n\ndef gap(rows):\n    return rows\n")
    error = InputError("function 'gap'", "is odd", "look", key=("features.py", "gap"))
    problem = text(tmp_path).problem(error)
    assert (problem.file, problem.line, problem.key) == ("cases/shop/features.py", 4, "gap")
    (folder / "features.py").write_text("def gap(:")
    assert text(tmp_path).problem(error).line == 1


def test_what_would_move_the_cursor_is_written_as_its_code():
    problem = Problem("error", "a", 1, "k", "", "has \x1b[2J\nlines", "look")
    assert str(problem) == "a:1: error: k: has \\x1b[2J lines; look"
