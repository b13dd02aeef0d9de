import numpy as np
import pandas as pd
import pytest

from project_lib.preprocessing import column_steps


def test_truth_values_and_infinite_numbers_become_floats():
    frame = pd.DataFrame({"a": [True, False], "b": [np.inf, 1], "c": [None, True]})
    numbers = column_steps.as_numbers(frame)
    assert numbers["a"].tolist() == [1.0, 0.0]
    assert np.isnan(numbers["b"][0])
    assert np.isnan(numbers["c"][0])


def test_a_missing_category_is_a_level_of_its_own():
    frame = pd.DataFrame({"a": pd.Series(["x", None], dtype="str"), "b": [1, 2]})
    words = column_steps.as_words(frame)
    assert words["a"].tolist() == ["x", "missing"]
    assert words["b"].tolist() == ["1", "2"]


def test_the_end_of_a_cycle_lies_next_to_its_beginning():
    places = column_steps.on_circle(pd.DataFrame({"hour": [0, 1, 23, 12]}), period=24)
    apart = np.linalg.norm(places - places[0], axis=1)
    assert apart[1] == pytest.approx(apart[2])
    assert apart[3] == pytest.approx(2)
    assert column_steps.on_circle(np.array([[np.nan]]), 24).tolist() == [[0, 0]]


def test_dates_are_placed_in_week_year_and_day():
    moments = pd.to_datetime(["2024-01-01 06:00", None])
    places = column_steps.calendar_places(
        pd.DataFrame({"t": moments}), ["weekday", "month", "hour"]
    )
    assert places.shape == (2, 6)
    assert places[0, :2] == pytest.approx([0, 1])
    assert places[0, 4:] == pytest.approx([1, 0])
    assert places[1].tolist() == [0] * 6


def test_flags_say_what_is_missing_or_infinite():
    frame = pd.DataFrame({"a": [1.0, np.nan, np.inf]})
    assert column_steps.missing_flags(frame)["a"].tolist() == [0, 1, 1]


def test_names_of_levels_have_no_letter_that_boosting_refuses():
    assert column_steps.level_name("city", 'a,b [c]:"{}') == "city=a_b _c_____"
