import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import find_verdict
from project_lib.hypotheses.revenue_shares import holders_of_most, share_left_without, top_share

WORDS = {"who": "customers", "what": "revenue"}


def totals(sigma=1.5, holders=2_000, seed=0):
    amounts = np.random.default_rng(seed).lognormal(3, sigma, holders)
    return pd.DataFrame({"customer": range(holders), "total": amounts})


def verdict(result):
    return find_verdict(result, result.p)


def test_a_concentrated_revenue_depends_on_few():
    result = top_share(totals(), **WORDS, random_state=0)
    assert result.statement.startswith("The biggest 20 % of customers account for 7")
    assert result.effect == pytest.approx(0.745, abs=0.03)
    assert verdict(result) == "supported"
    assert result.meaning.supported.startswith("Much of revenue hangs on few customers")
    assert (result.n, result.counted, result.unit) == (2_000, "customers", "share")
    assert "too narrow" not in result.limits


def test_a_revenue_that_all_share_does_not():
    result = top_share(totals(sigma=0.2), **WORDS, random_state=0)
    assert verdict(result) == "refuted"
    assert result.meaning.refuted.startswith("More customers than that are behind")


def test_a_share_that_is_claimed_to_be_small_turns_the_meaning():
    result = top_share(totals(sigma=0.2), **WORDS, side="below", random_state=0)
    assert verdict(result) == "supported"
    assert result.meaning.supported.startswith("More customers than that are behind")


def test_a_number_of_holders_is_named_and_counted():
    result = top_share(totals(), **WORDS, top_count=500, random_state=0)
    amounts = np.sort(totals()["total"])[::-1]
    assert result.effect == pytest.approx(amounts[:500].sum() / amounts.sum())
    assert "The 500 biggest of 2,000 customers account for" in result.statement
    one = top_share(totals(), **WORDS, top_count=1, random_state=0)
    assert one.statement.startswith("The biggest of 2,000 customers accounts for")
    assert "may be too narrow" in one.limits


def test_how_many_make_most_is_the_turned_question():
    result = holders_of_most(totals(), **WORDS, claim_share=0.3, random_state=0)
    amounts = np.sort(totals()["total"])[::-1]
    needed = np.searchsorted(np.cumsum(amounts), 0.8 * amounts.sum()) + 1
    assert result.effect == pytest.approx(needed / 2_000, abs=1 / 2_000)
    assert "of 2,000) account for 80 % of revenue" in result.statement
    assert verdict(result) == "supported"


def test_what_is_left_and_what_the_biggest_hold_make_up_all():
    held = top_share(totals(), **WORDS, top_count=500, random_state=0)
    left = share_left_without(totals(), **WORDS, unit="USD", top_count=500, random_state=0)
    assert held.effect + left.effect == pytest.approx(1)
    assert held.interval[0] + left.interval[1] == pytest.approx(1)
    assert left.statement.startswith("Without the 500 biggest of 2,000 customers, ")
    assert verdict(left) == "supported"
    assert left.meaning.supported.startswith("Much of revenue hangs on few")


def test_half_of_half_is_not_told_from_half():
    rejected = 0
    for seed in range(40):
        table = totals(sigma=1.0, holders=300, seed=seed)
        result = top_share(table, **WORDS, claim_share=0.5632, random_state=seed)
        rejected += verdict(result) != "inconclusive"
    assert rejected / 40 <= 0.15


def test_the_exhibit_shows_all_measures_with_their_intervals():
    table = top_share(totals(), **WORDS, top=0.1, random_state=0).exhibits[0].table
    assert len(table) == 5
    assert (table["low_share"] <= table["share"]).all()
    assert (table["share"] <= table["high_share"]).all()


def test_bad_input_is_refused_in_one_message():
    with pytest.raises(InputError, match="have no column 'totl'; did you mean 'total'"):
        top_share(totals(), **WORDS, amount="totl", random_state=0)
    with pytest.raises(InputError, match="top_count = 9000: is no part of 2,000 customers"):
        top_share(totals(), **WORDS, top_count=9_000, random_state=0)
    negative = totals().assign(total=-1.0)
    with pytest.raises(InputError, match="column 'total': has 2000 of 2000 below 0"):
        holders_of_most(negative, **WORDS, random_state=0)
