import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.group_ratios import rate_ratio

ASKED = {"outcome": "again", "group": "device", "pair": ("tablet", "desktop"), "who": "customers"}
ASKED |= {"event": "buy again", "names": ("tablets", "desktops")}


def customers(first, second, rows=1000):
    """Return a table in which shares of exactly that size buy again."""
    hits = [round(share * rows) for share in (first, second)]
    again = np.concatenate([np.arange(rows) < count for count in hits])
    return pd.DataFrame({"device": np.repeat(["tablet", "desktop"], rows), "again": again})


def verdict(table, claim):
    result = rate_ratio(table, **ASKED, claim=claim)
    return find_verdict(result, result.p)


def test_twice_as_often_is_tested_as_a_ratio_whatever_the_difference():
    twice = Claim("above", 2)
    assert verdict(customers(0.08, 0.02), twice) == "supported"  # 6 percentage points
    assert verdict(customers(0.60, 0.50), twice) == "refuted"  # 10 percentage points
    assert verdict(customers(0.05, 0.024), twice) == "inconclusive"
    assert verdict(customers(0.02, 0.08), Claim("below", 0.5)) == "supported"


def test_a_smallest_ratio_that_matters_is_kept():
    assert verdict(customers(0.24, 0.10), Claim("above", 1, relevant=1)) == "supported"
    assert verdict(customers(0.24, 0.20), Claim("above", 1, relevant=1)) == "refuted"


def test_the_ratio_is_told_with_both_shares_and_its_interval():
    result = rate_ratio(customers(0.3, 0.15), **ASKED, claim=Claim("above", 2))
    assert result.statement == (
        "30 % of tablets buy again, against 15 % of desktops: 2.0 times as often"
    )
    assert (result.effect, result.unit) == (2, "times")
    assert result.interval == pytest.approx((1.68, 2.38), abs=0.01)
    assert "is more than 2 times as high for tablets as for desktops" in result.meaning.refuted
    result = rate_ratio(customers(0.3, 0.15), **ASKED, claim=Claim("above", 1))
    assert "is higher for tablets than for desktops" in result.meaning.supported


def test_a_claim_about_a_difference_is_refused():
    with pytest.raises(InputError, match="is no ratio, .* for twice as often"):
        rate_ratio(customers(0.3, 0.15), **ASKED, claim=Claim("above", relevant=2))
