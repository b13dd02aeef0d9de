from project_lib.errors import InputError, nearest


def test_an_input_error_says_where_what_and_the_remedy_in_one_line():
    assert str(InputError("column 'a'", "is empty", "fill it")) == "column 'a': is empty; fill it"


def test_the_nearest_name_is_proposed():
    assert nearest("feautres", ["features", "filters"]) == "did you mean 'features'?"


def test_without_a_near_name_all_are_listed():
    assert nearest("zzz", ["b", "a"]) == "use one of a, b"
    assert nearest("zzz", []) == "none is defined"
