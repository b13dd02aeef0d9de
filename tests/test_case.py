import pytest

from project_lib import journal
from project_lib.case import open_case
from project_lib.configuration.case_file import find_root, section_hash
from project_lib.errors import InputError


def test_the_root_is_found_from_a_folder_below_it(write_case, monkeypatch):
    root = write_case()
    monkeypatch.chdir(root / "notebooks")
    assert find_root() == root
    assert open_case("shop").business.title == "CDNOW: who buys again?"


def test_reading_a_section_is_noted_with_its_fingerprint(write_case):
    write_case()
    case = open_case("shop", "description")
    assert case.costs.contact == 0.5
    assert journal.entries("section") == {"costs": section_hash(case.config, "costs")}


def test_checkpoints_of_the_main_table_need_no_name(write_case):
    import pandas as pd

    write_case()
    case = open_case("shop", "description")
    table = pd.DataFrame({"a": [1]})
    case.save(table, "description", "purchases")
    pd.testing.assert_frame_equal(case.restore("description"), table)
    pd.testing.assert_frame_equal(
        case.scan_all("description")["purchases"].collect("pandas").to_native(), table
    )


def test_headline_numbers_know_their_notebook(write_case):
    write_case()
    case = open_case("shop", "description")
    case.record("rows", 3, label="Rows")
    assert case.key_figure("rows")["value"] == 3
    assert case.key_figure("rows")["notebook"] == "02_data_description"


def test_modules_of_a_case_are_imported_from_their_file(write_case):
    root = write_case()
    (root / "cases" / "shop" / "features.py").write_text("ANSWER = 42\n")
    case = open_case("shop")
    assert case.has_module("features")
    assert not case.has_module("hypotheses")
    assert case.module("features").ANSWER == 42
    assert set(journal.entries("case_module")) == {
        "cases/shop/features.py",
        "cases/shop/hypotheses.py",
    }
    with pytest.raises(InputError, match=r"hypotheses.py.*does not exist"):
        case.module("hypotheses")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f(:", r"features.py.*SyntaxError.*line 1.*mend it"),
        ("import nowhere_to_be_found", r"features.py.*No module named 'nowhere_to_be_found'"),
    ],
)
def test_a_module_that_cannot_be_imported_is_one_clear_message(write_case, code, message):
    root = write_case()
    (root / "cases" / "shop" / "features.py").write_text(code)
    with pytest.raises(InputError, match=message):
        open_case("shop").module("features")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"engine": "sparc"}, "engine 'sparc'.*did you mean 'spark'"),
        ({"stage": "descripton"}, "stage 'descripton'.*did you mean 'description'"),
        ({"sample": 0}, "sample: is 0; ask for at least 1"),
    ],
)
def test_unknown_parameters_are_refused_with_the_nearest_name(write_case, arguments, message):
    write_case()
    with pytest.raises(InputError, match=message):
        open_case("shop", **arguments)


def test_outside_a_project_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="not inside a project.*go to the project's folder"):
        open_case("cdnow")


def test_an_unknown_section_of_a_case_is_an_attribute_error(write_case):
    write_case()
    with pytest.raises(AttributeError, match="did you mean 'tables'"):
        _ = open_case("shop").table
