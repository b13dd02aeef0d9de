import datetime as dt

import numpy as np
import pandas as pd
import pytest

from project_lib.tables import summaries
from project_lib.tables.profiles import profile_tables


def summarise(data):
    return profile_tables({"t": pd.DataFrame(data)})


def test_numbers_are_summarised_as_pandas_does():
    values = np.random.default_rng(2).gamma(2, 3, 500).round(3)
    row = summaries.numeric_summary(summarise({"x": values})).iloc[0]
    described = pd.Series(values).describe()
    for ours, theirs in (("mean", "mean"), ("std", "std"), ("q25", "25%"), ("median", "50%")):
        assert row[ours] == pytest.approx(described[theirs], rel=1e-12)
    assert row["range"] == pytest.approx(values.max() - values.min())


def test_large_integers_stay_exact_in_the_table():
    table = summaries.numeric_summary(summarise({"x": [2**60 + 1, 0, 5], "y": [1.5, 2.5, 3.5]}))
    assert table.loc[0, "max"] == 2**60 + 1
    assert table.loc[0, "zero_share"] == 1 / 3


def test_identifiers_are_left_out():
    assert summaries.numeric_summary(summarise({"order_id": [1, 2]})).empty


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.exp(np.arange(60) / 5), "a few very large values make a long tail"),
        (-np.exp(np.arange(60) / 5), "a few very small values make a long tail"),
        (np.arange(60), "the column is fairly symmetric"),
        (np.ones(9), "No column of numbers varies."),
        ([1.0, np.inf, 3.0], "Infinite values, left out of the figures, are in *x* (1 value)."),
        ([], "No column of numbers varies."),
    ],
)
def test_the_sentence_reads_the_shape(values, words):
    table = summaries.numeric_summary(summarise({"x": np.asarray(values, dtype=float)}))
    assert words in summaries.numeric_sentence(table)


def test_tables_without_a_kind_say_so():
    profiles = summarise({"order_id": [1, 2]})
    numeric = summaries.numeric_summary(profiles)
    assert "No column holds numbers" in summaries.numeric_sentence(numeric)
    categorical = summaries.categorical_summary(profiles)
    assert "No column holds categories" in summaries.categorical_sentence(categorical)
    times = summaries.datetime_summary(profiles)
    assert "No column holds dates" in summaries.datetime_sentence(times)


def test_categories_name_their_most_frequent_levels():
    profiles = summarise({"shop": ["n", "n", "s", None], "paid": [True, True, True, True]})
    table = summaries.categorical_summary(profiles).set_index("column")
    shop = table.loc["shop", ["most_frequent", "count", "distinct", "longest"]].tolist()
    assert shop == ["n", 2, 2, 1]
    assert table.loc["shop", "most_frequent_share"] == 2 / 3
    assert table.loc["paid", "most_frequent"] == "true"
    sentence = summaries.categorical_sentence(table.reset_index())
    assert "*paid* is the most concentrated of 2 columns: 'true' makes 100 % of 4" in sentence
    assert "1 column (paid) is nearly constant" in sentence
    assert "nan" not in sentence


def test_long_texts_are_cut_in_the_table_and_in_the_sentence():
    table = summaries.categorical_summary(summarise({"note": ["word " * 500] * 2}))
    assert len(table.loc[0, "most_frequent"]) == 40
    assert len(summaries.categorical_sentence(table)) < 250


def test_times_have_their_span_and_largest_gap():
    start = dt.datetime(2020, 1, 1)
    moments = [start, start + dt.timedelta(days=1), start + dt.timedelta(days=11)]
    table = summaries.datetime_summary(summarise({"at": moments}))
    row = table.iloc[0]
    assert (row["days"], row["largest_gap_days"], row["dtype"]) == (12, 10, "date")
    assert row["median"] == moments[1]
    assert summaries.datetime_sentence(table) == (
        "*at* runs from 1 January 2020 to 12 January 2020, 12 days; its largest gap is 10 days, "
        "from 2 January 2020."
    )
    close = summaries.datetime_summary(summarise({"at": moments[:2]}))
    assert "2 days; each of these days has a row." in summaries.datetime_sentence(close)


def test_one_single_moment_and_short_gaps_are_put_in_words():
    start = dt.datetime(2020, 1, 1, 12)
    once = summaries.datetime_summary(summarise({"at": [start, start]}))
    assert "holds one single moment" in summaries.datetime_sentence(once)
    for minutes, words in ((30, "30 minutes"), (90, "1.50 hours")):
        close = summaries.datetime_summary(
            summarise({"at": [start, start + dt.timedelta(minutes=minutes)]})
        )
        assert words in summaries.datetime_sentence(close)
