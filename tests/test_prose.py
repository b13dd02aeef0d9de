import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from project_lib import prose


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (69659, "69,659"),
        (0.012345, "0.0123"),
        (35.8934, "35.9"),
        (1234.5, "1,234"),
        (-0.5, "−0.500"),
        (0, "0"),
        (math.nan, "unknown"),
        (math.inf, "infinite"),
        (1e-12, "1.00e-12"),
    ],
)
def test_numbers_are_written_with_three_digits_and_separators(value, text):
    assert prose.number(value) == text


def test_a_small_share_is_never_written_as_zero():
    assert prose.percent(0.00004) == "0.004 %"
    assert prose.percent(0) == "0 %"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (35.8934, "35.89 USD"),
        (12345.6, "12,346 USD"),
        (2.5e6, "2.50 million USD"),
        (-3e9, "−3.00 billion USD"),
    ],
)
def test_money_is_as_precise_as_its_size_deserves(amount, text):
    assert prose.money(amount, "USD") == text


def test_quantities_follow_their_unit():
    assert prose.quantity(0.48, "share") == "48 %"
    assert prose.quantity(35.5, "EUR") == "35.50 EUR"
    assert prose.quantity(3, "days") == "3 days"
    assert prose.quantity(3) == "3"


def test_intervals_dates_plurals_and_lists_read_like_prose():
    assert prose.interval(0.1, 0.2, "share") == "95 % interval 10 % to 20 %"
    assert prose.interval(1, 2, "days") == "95 % interval 1 to 2 days"
    assert prose.span(9e5, 1.2e6, "USD") == "900,000 USD to 1.20 million USD"
    assert prose.day(date(1998, 4, 1)) == "1 April 1998"
    assert [prose.plural(n, "row") for n in (0, 1, 2)] == ["no rows", "1 row", "2 rows"]
    assert prose.plural(2, "entity", "entities") == "2 entities"
    assert prose.listing([]) == ""
    assert prose.listing(["a"]) == "a"
    assert prose.listing(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        ((0.757, 0.716, 0.808, "share"), "76 %"), ((0.542, 0.528, 0.556, "share"), "54.2 %"),
        ((0.003, -0.05, 0.05, "share"), "0.3 %"), ((1.622, 1.03, 2.38, "share"), "160 %"),
        ((-0.151, -0.48, 0.38, "share"), "\N{MINUS SIGN}15 %"), ((0, 0, 0, "share"), "0 %"),
        ((35.89, 30.1, 41.2, "USD"), "36 USD"), ((35.89, 35.1, 36.2, "USD"), "35.89 USD"),
        ((2.5e6, 1e6, 4e6, "USD"), "2.50 million USD"), ((0.158, 0.151, 0.164, "units"),
        "0.158 units"), ((431995, 402548, 461442, ""), "430,000"),
    ],
)  # fmt: skip
def test_estimates_have_the_digits_that_their_intervals_support(estimate, words):
    assert prose.estimate(*estimate) == words


@pytest.mark.parametrize(
    ("name", "count", "words"),
    [
        ("customer_id", 2, "customers"), ("customer_id", 1, "customer"), ("userId", 2, "users"),
        ("user_session", 2, "user sessions"), ("company_id", 2, "companies"), ("ID", 2, "rows"),
        ("id_number", 1, "row"), ("account_no", 2, "accounts"), ("key", 2, "rows"),
        ("clientnum", 2, "clients"),
    ],
)  # fmt: skip
def test_key_column_is_put_into_words(name, count, words):
    assert prose.entity_words(name, count) == words


def test_vast_numbers_are_short():
    assert prose.number(1e300) == "1.00e+300"
    assert prose.number(-(10**15)) == "−1.00e+15"
    assert prose.number(10**15 - 1) == "999,999,999,999,999"
    assert prose.money(2e20, "USD") == "2.00e+20 USD"


@pytest.mark.parametrize(
    ("amount", "said"),
    [(7.22, "7.22 USD"), (-127.08, "−127 USD"), (1234.5, "1,234 USD"), (0, "0.00 USD")],
)
def test_cents_are_told_of_small_amounts_only(amount, said):
    assert prose.rough_money(amount, "USD") == said


def test_a_rough_interval_names_its_unit_once():
    assert prose.rough_interval(-3.39, 128.6, "USD") == "95 % interval −3 to 129 USD"


def test_a_name_of_the_data_is_quoted_on_one_short_line():
    assert prose.quotation("a\n“b”\x00") == "“a 'b'”"
    assert len(prose.quotation("x" * 300)) == 42


def test_one_value_of_a_table_is_put_into_words():
    values = [None, np.nan, np.True_, False, np.int64(12), 0.5, pd.Timestamp("2024-03-01"), "red"]
    assert [prose.cell(value) for value in values] == [
        "missing", "missing", "yes", "no", "12", "0.500", prose.day(date(2024, 3, 1)), "red",
    ]  # fmt: skip
    assert prose.cell(0.5, "share") == prose.quantity(0.5, "share")
    assert prose.cell("red", "days", quoted=True) == "“red”"
