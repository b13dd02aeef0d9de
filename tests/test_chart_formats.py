import pytest

from project_lib.deck.chart_formats import axis_format, number_format


@pytest.mark.parametrize(
    ("values", "unit", "code"),
    [
        ([0.542, 0.139], "share", "0.0%"),
        ([0.5, 0.25], "share", "0%"),
        ([27444.1, 12.5], "USD", '#,##0" USD"'),
        ([1.5, 2.25], "units", "#,##0.00"),
        ([3, 400], "", "#,##0"),
        ([None, 0.012], "days", "#,##0.0000"),
        ([], "", "#,##0"),
    ],
)
def test_formats_have_three_digits_of_the_largest_value(values, unit, code):
    assert number_format(values, unit) == code


def test_axes_have_as_few_digits_as_tell_their_ticks_apart():
    assert axis_format([0.4], "share") == "0%"
    assert axis_format([0.04], "share") == "0.0%"
    assert axis_format([12_000], "USD") == "#,##0"
    assert axis_format([3.2], "") == "0.0"
    assert axis_format([None], "") == "General"
