import pytest

from project_lib.preprocessing.level_orders import order_levels


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["25-34", "65+", "18-24", "<18"], ["<18", "18-24", "25-34", "65+"]),
        (["10", "9", "1"], ["1", "9", "10"]),
        (["High", "low", "Medium"], ["low", "Medium", "High"]),
        (["XL", "S", "M"], ["S", "M", "XL"]),
        (["very_good", "good", "poor"], ["poor", "good", "very_good"]),
    ],
)
def test_a_known_order_is_found(levels, expected):
    assert order_levels(levels) == expected


@pytest.mark.parametrize(
    "levels", [[], ["a"], ["low", "high"], ["red", "blue", "green"], ["1a", "1b", "1c"],
               ["low", "medium", "blue"]]
)  # fmt: skip
def test_no_order_is_invented(levels):
    assert order_levels(levels) == []
