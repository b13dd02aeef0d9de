import numpy as np
import pandas as pd

from project_lib.independent_rows import draw_one_each


def months(rate=0.2, entities=20_000, most=4):
    """Rows by month of customers who leave at an even rate, and have no row after that."""
    random = np.random.default_rng(1)
    left = random.geometric(rate, entities)
    rows = [(who, month, int(month == left[who])) for who in range(entities)
            for month in range(1, min(most, left[who]) + 1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer", "month", "left"])


def test_the_rate_of_what_ends_the_rows_is_that_of_all_rows():
    table = months()
    drawn = draw_one_each(table, "customer")
    assert drawn["customer"].is_unique
    assert abs(drawn["left"].mean() - table["left"].mean()) < 0.01
    one_of_everybody = table.sample(frac=1, random_state=0).drop_duplicates("customer")
    assert one_of_everybody["left"].mean() > table["left"].mean() + 0.05


def test_the_first_of_the_drawn_rows_are_like_all_of_them():
    table = months(entities=60_000)
    first = draw_one_each(table, "customer").head(5_000)
    assert abs(first["left"].mean() - table["left"].mean()) < 0.02


def test_each_month_is_drawn_as_often_as_it_has_rows():
    table = months()
    share = draw_one_each(table, "customer")["month"].value_counts(normalize=True)
    wanted = table["month"].value_counts(normalize=True)
    assert (share - wanted).abs().max() < 0.015


def test_everybody_is_drawn_where_all_have_as_many_rows():
    table = pd.DataFrame({"who": list("abc") * 5, "row": range(15)})
    drawn = draw_one_each(table, "who", random_state=3)
    assert sorted(drawn["who"]) == ["a", "b", "c"]
    pd.testing.assert_frame_equal(drawn, draw_one_each(table, "who", random_state=3))


def test_one_entity_with_most_rows_does_not_empty_the_sample():
    table = pd.DataFrame({"who": [*range(1_000), *[0] * 50_000]})
    assert len(draw_one_each(table, "who")) > 200


def test_a_table_without_rows_stays_empty():
    assert draw_one_each(pd.DataFrame({"who": []}), "who").empty
