"""A case's modules are imported anew each time, and may import each other."""

import pytest

from project_lib.case_modules import import_case_module
from project_lib.errors import InputError


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "shop"
    case.mkdir()
    (case / "parts.py").write_text("SIZE = 3\n")
    (case / "simulate.py").write_text("from .parts import SIZE\n\nDOUBLE = 2 * SIZE\n")
    return case


def test_a_module_may_import_its_neighbours_and_both_files_are_told(folder):
    module, made_from = import_case_module(folder, "simulate")
    assert module.DOUBLE == 6
    assert made_from == [folder / "parts.py", folder / "simulate.py"]


def test_neighbours_are_told_only_where_they_are_imported(folder):
    import_case_module(folder, "simulate")
    assert import_case_module(folder, "parts")[1] == [folder / "parts.py"]


def test_a_changed_neighbour_is_read_again(folder):
    import_case_module(folder, "simulate")
    (folder / "parts.py").write_text("SIZE = 50\n")
    assert import_case_module(folder, "simulate")[0].DOUBLE == 100


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
