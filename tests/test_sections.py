import pytest
from pydantic import ValidationError

from project_lib.configuration.sections import Name, Section, require_unique


class Shelf(Section):
    name: Name


def test_unknown_keys_are_errors_and_values_stay():
    shelf = Shelf(name="upper")
    with pytest.raises(ValidationError, match="frozen"):
        shelf.name = "lower"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Shelf(name="upper", colour="red")


@pytest.mark.parametrize("name", ["", "Upper", "2nd", "a b", "x" * 61])
def test_names_are_plain(name):
    with pytest.raises(ValidationError):
        Shelf(name=name)


def test_a_value_that_occurs_twice_is_named():
    require_unique(["a", "b"], "shelves use the name")
    with pytest.raises(ValueError, match="shelves use the name 'a' twice; give each its own"):
        require_unique(["a", "b", "a"], "shelves use the name")
