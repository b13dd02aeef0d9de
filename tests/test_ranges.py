import pytest

from project_lib.tuning.ranges import Choice, Range


def test_places_of_a_range_are_even_in_numbers_or_in_their_logarithm():
    assert [Range(0, 10).at(place) for place in (0, 0.5, 1)] == [0, 5, 10]
    assert [Range(0.01, 100, log=True).at(place) for place in (0, 0.5, 1)] == [0.01, 1, 100]
    assert Range(2, 9, whole=True).at(0.5) in (5, 6)


def test_levels_are_the_middles_of_equal_parts():
    assert Range(0, 1).levels(2) == (0.25, 0.75)
    assert Range(1, 2, whole=True).levels(5) == (1, 2)
    assert Choice(("a", "b")).levels(1) == ("a",)


def test_a_space_knows_its_own_values():
    assert Range(1, 3, whole=True).holds(2)
    assert not Range(1, 3, whole=True).holds(2.5)
    assert not Range(1, 3).holds(4)
    assert not Range(0, 3).holds(True)
    assert not Range(0, 3).holds(None)
    assert Choice((None, "a")).holds(None)
    assert not Choice(("b", "a")).holds("c")


@pytest.mark.parametrize(
    "wrong", [lambda: Range(2, 1), lambda: Range(0, 1, log=True), lambda: Choice(("a",))]
)
def test_nothing_to_choose_from_is_refused(wrong):
    with pytest.raises(ValueError, match="no "):
        wrong()
