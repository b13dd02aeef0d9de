from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from event_tables import CUTOFF, feature, prediction

from project_lib.configuration.prediction_schema import Prediction, Target
from project_lib.features import feature_summaries as summaries
from project_lib.features import label_rates
from project_lib.features.event_checks import Events
from project_lib.features.given_rows import GivenTable

DAY = timedelta(days=1)
SPAN = Events(100, CUTOFF - 90 * DAY, CUTOFF + 39 * DAY, CUTOFF + 40 * DAY)


def table(shares=(0.5, 0.1), rows=200):
    parts = []
    for i, share in enumerate(shares):
        parts.append(
            pd.DataFrame(
                {
                    "user": [f"u{n}" for n in range(rows)],
                    "cutoff": CUTOFF + i * 40 * DAY,
                    "x": [np.nan] * 50 + [1.0] * (rows - 50),
                    "returns": [1] * int(share * rows) + [0] * (rows - int(share * rows)),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


DICTIONARY = pd.DataFrame(
    {
        "name": ["user", "cutoff", "x", "returns"],
        "role": ["identifier", "time", "feature", "target"],
        "window_days": [np.nan, np.nan, 7.0, np.nan],
    }
)


def test_windows_are_the_past_and_the_horizon_of_each_cutoff():
    windows = summaries.observation_windows(prediction(), SPAN)
    assert windows["part"].tolist() == ["observation", "horizon"]
    assert windows["days"].tolist() == [90, 30]
    labels, starts, cutoffs, ends = summaries.window_bars(windows)
    assert labels == ["Cutoff 1 March 2020"]
    assert (starts, cutoffs, ends) == ([SPAN.first], [CUTOFF], [CUTOFF + 30 * DAY])


def test_marks_are_the_windows_that_begin_within_the_data():
    features = [feature("count", windows_days=[7, 60, 120, 0])]
    cutoffs = [CUTOFF, CUTOFF - 20 * DAY]
    marks = summaries.window_marks(prediction(cutoffs=cutoffs), features, SPAN)
    assert [(row, name) for _, row, name in marks] == [(0, ""), (0, ""), (1, "7"), (1, "60 days")]
    assert marks[2][0] == CUTOFF - 7 * DAY


@pytest.mark.parametrize(
    ("cutoffs", "text"),
    [
        ([CUTOFF], "At the cutoff, 1 March 2020, features see"),
        ([CUTOFF, CUTOFF - 30 * DAY], "No two horizons overlap."),
        ([CUTOFF, CUTOFF - 10 * DAY], "Some horizons overlap"),
        ([CUTOFF + 10 * DAY], "The last horizon ends with the data."),
        ([CUTOFF + 9 * DAY], "The last horizon ends 1 day before the data end."),
    ],
)
def test_the_windows_sentence_holds(cutoffs, text):
    assert text in summaries.windows_sentence(prediction(cutoffs=cutoffs), SPAN)


def test_without_a_target_no_horizon_is_spoken_of():
    nothing = prediction(target=None, outcomes=[])
    sentence = summaries.windows_sentence(nothing, SPAN)
    assert "nothing is predicted" in sentence
    assert "horizon" not in sentence


@pytest.mark.parametrize(
    ("when", "text"),
    [({"as_of": date(2024, 1, 1)}, "on 1 January 2024"), ({"time": "at"}, "(`at`)")],
)
def test_given_rows_have_no_windows(when, text):
    given = Prediction(rows="things", **when)
    sentence = summaries.windows_sentence(given, None)
    assert text in sentence
    assert "cutoff" not in sentence


def test_the_sentence_of_given_rows_says_what_went_and_what_repeats():
    rows = pd.DataFrame({"user": ["a", "a", "b"], "cutoff": CUTOFF, "x": [1.0, 2.0, np.nan]})
    given = Prediction(rows="things", entity="user", as_of=date(2024, 1, 1))
    made = GivenTable(rows, DICTIONARY, rows=4, unlabelled=1, infinite=("x",),
                      left_out=rows[[]])  # fmt: skip
    assert summaries.table_sentence(rows, DICTIONARY, given, made) == (
        "3 rows for 2 entities, with 1 feature. 1 row repeats an entity: the rows of an entity are "
        "kept on one side of each split. 1 row has no target and went (25 % of 4). Infinite values "
        "count as missing: `x`. 1 feature has missing values, most of all `x` (33.3 % of the rows)."
    )
    numbered = Prediction(rows="things", as_of=date(2024, 1, 1))
    assert "entit" not in summaries.table_sentence(rows.assign(row=[1, 2, 3]), DICTIONARY, numbered)


def test_rates_have_an_interval_per_cutoff():
    rates = label_rates.label_rates(table(), prediction())
    assert rates["target_share"].tolist() == [0.5, 0.1]
    assert rates["positives"].tolist() == [100, 20]
    assert (rates["low_share"] < rates["target_share"]).all()
    (latest,) = label_rates.rate_figures(rates, prediction())
    assert (latest["value"], latest["n"], latest["unit"]) == (0.1, 200, "share")
    assert latest["label"] == "An event, latest cutoff"


def test_a_falling_rate_is_said_to_fall():
    rates = label_rates.label_rates(table(), prediction())
    assert label_rates.rates_title(rates, prediction()) == (
        "returns falls from 50 % to 10 % between the cutoffs"
    )
    assert "it fell by more than chance" in label_rates.rates_sentence(rates, prediction())
    labels, values, options = label_rates.rate_bars(rates, prediction())
    assert options["text"] == ["50 %", "10 %"]
    assert options["accent"] == labels[-1:] == ["10 April 2020"]
    assert values.tolist() == [0.5, 0.1]


def test_a_steady_rate_is_said_to_be_steady():
    rates = label_rates.label_rates(table((0.5, 0.48)), prediction())
    assert "stays near 48 %" in label_rates.rates_title(rates, prediction())
    assert "the intervals overlap" in label_rates.rates_sentence(rates, prediction())
    single = label_rates.label_rates(table((0.5,)), prediction())
    assert label_rates.rates_title(single, prediction()) == "returns: 50 %"
    assert "At the first" not in label_rates.rates_sentence(single, prediction())


def test_an_amount_has_a_mean():
    target = Target(name="returns", description="Spent", kind="sum", column="amount", unit="USD")
    given = prediction(target=target, outcomes=[])
    rates = label_rates.label_rates(table(), given)
    assert rates["target_mean"].tolist() == [0.5, 0.1]
    assert "0.10 USD on average over 200 rows" in label_rates.rates_sentence(rates, given)
    assert label_rates.rate_figures(rates, given)[0]["unit"] == "USD"


def test_the_table_sentence_counts_and_names_the_worst_gap():
    sentence = summaries.table_sentence(table(), DICTIONARY, prediction())
    assert sentence == (
        "400 rows for 200 entities at 2 cutoffs, with 1 feature. 1 feature has missing values, "
        "most of all `x` (25 % of the rows)."
    )
    full = summaries.table_sentence(table().assign(x=1.0), DICTIONARY, prediction())
    assert full.endswith("No feature has a missing value.")


def test_the_dictionary_sentence_names_the_windows():
    assert summaries.dictionary_sentence(DICTIONARY, prediction()) == (
        "Besides the cutoff there are 1 identifier, 1 feature and 1 target. "
        "Windows look back 7 days, or over all time."
    )
    whole = summaries.dictionary_sentence(DICTIONARY.assign(window_days=np.nan), prediction())
    assert whole.endswith("Every feature looks back over all time.")


def test_title_and_last_sentence_count():
    assert summaries.windows_title(prediction()).startswith("1 cutoff: features see the past")
    assert summaries.handover_sentence(table(), DICTIONARY) == (
        "The feature table of 400 rows and 4 columns, and its dictionary of 4 entries, are saved."
    )
    assert datetime(2020, 3, 1) == CUTOFF
