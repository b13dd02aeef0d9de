"""A case's modules are imported anew each time, and may import each other."""

import pytest

from project_lib.case_modules import case_module_files, import_case_module
from project_lib.errors import InputError


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "shop"
    case.mkdir()
    (case / "parts.py").write_text("SIZE = 3\n")
    (case / "simulate.py").write_text("from .parts import SIZE\n\nDOUBLE = 2 * SIZE\n")
    return case


def test_a_module_may_import_its_neighbours(folder):
    assert import_case_module(folder, "simulate").DOUBLE == 6


def test_files_are_told_where_they_are_imported_wherever_that_is(folder):
    (folder / "late.py").write_text("def f():\n    from . import parts, missing\n    import json\n")
    (folder / "parts.py").write_text("from .simulate import DOUBLE\n")
    found = {
        name: [path.stem for path in case_module_files(folder, name)]
        for name in ("late", "simulate", "absent")
    }
    assert found == {
        "late": ["late", "missing", "parts", "simulate"],
        "simulate": ["parts", "simulate"],
        "absent": ["absent"],
    }


def test_files_of_a_module_that_cannot_be_imported_are_told_up_to_the_broken_one(folder):
    (folder / "parts.py").write_text("SIZE = = 3")
    files = [folder / "parts.py", folder / "simulate.py"]
    assert case_module_files(folder, "simulate") == files


def test_a_changed_neighbour_is_read_again(folder):
    import_case_module(folder, "simulate")
    (folder / "parts.py").write_text("SIZE = 50\n")
    assert import_case_module(folder, "simulate").DOUBLE == 100


def test_cases_of_one_name_in_two_projects_do_not_mix(folder, tmp_path):
    import_case_module(folder, "simulate")
    other = tmp_path / "other" / "shop"
    other.mkdir(parents=True)
    (other / "simulate.py").write_text("from .parts import SIZE\n")
    with pytest.raises(InputError, match=r"simulate\.py: cannot be imported .*parts"):
        import_case_module(other, "simulate")


def test_a_missing_module_is_told_with_a_remedy(folder):
    with pytest.raises(InputError, match=r"features\.py: does not exist"):
        import_case_module(folder, "features")
