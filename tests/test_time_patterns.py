import re

import numpy as np
import pytest
from daily_tables import daily_table, noise, weekend_factor

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses import time_patterns


def shop(days=180, factor=0.7, seed=0):
    level = 1000 * np.exp(0.001 * np.arange(days) + 0.06 * noise(days, 0.4, seed=seed))
    return daily_table(level * weekend_factor(days, factor))


def verdict(result):
    return find_verdict(result, result.p)


def test_a_planted_week_is_supported_and_read():
    result = time_patterns.weekly_season(shop(), what="revenue")
    assert verdict(result) == "supported"
    assert result.effect > 0.7
    assert re.fullmatch(
        r"\w+day brings \d+ % more revenue than the average day of the week, \w+day \d+ % less",
        result.statement,
    )
    assert result.limits.startswith("The day of the week explains ")
    assert len(result.chart.data["label"]) == 7
    assert len(result.exhibits) == 4


def test_without_a_week_no_day_is_named():
    result = time_patterns.weekly_season(shop(540, factor=1, seed=2), what="purchases")
    assert verdict(result) in ("refuted", "inconclusive")
    assert result.statement.endswith("ups and downs of daily purchases around its trend")
    assert result.chart.accent == ()


def test_a_planted_weekend_is_supported_with_its_ratio():
    result = time_patterns.weekend_below(shop())
    assert verdict(result) == "supported"
    assert result.interval[0] < 0.7 < result.interval[1]
    assert result.statement == (
        f"A weekend day brings {100 * result.effect:.1f} % of the revenue of a weekday"
    )
    assert result.chart.accent == ("Saturday", "Sunday")


def test_a_stronger_weekend_refutes_and_other_weekends_have_names():
    assert verdict(time_patterns.weekend_below(shop(factor=1.3))) == "refuted"
    friday = time_patterns.weekend_below(shop(), weekend=(4, 5))
    assert friday.statement.startswith("A Friday or Saturday brings")
    assert friday.statement.endswith("of the revenue of an average other day")


def test_p_is_against_the_claims_own_threshold():
    claim = Claim("below", threshold=0.7)
    assert time_patterns.weekend_below(shop(), claim=claim).p > 0.05


@pytest.mark.slow
def test_weekends_that_are_like_other_days_are_seldom_supported():
    supported = [verdict(time_patterns.weekend_below(shop(factor=1, seed=s))) for s in range(60)]
    assert supported.count("supported") + supported.count("refuted") <= 6


def test_a_planted_christmas_is_supported():
    table = shop(800, factor=1)
    december = table["day"].dt.month == 12
    table["total"] = table["total"].where(~december, 2 * table["total"])
    result = time_patterns.yearly_season(table)
    assert verdict(result) == "supported"
    assert result.statement.startswith("December brings ")
    assert " more revenue than the average month, " in result.statement
    assert result.counted == "months"
    assert result.n == 26
    assert "seen 2 to 3 times" in result.limits


def test_bad_input_is_refused():
    with pytest.raises(InputError, match="17 whole months"):
        time_patterns.yearly_season(shop(540))
    with pytest.raises(InputError, match="tested against none"):
        time_patterns.weekly_season(shop(), claim=Claim("above", threshold=0.2))
    with pytest.raises(InputError, match="zero or less"):
        time_patterns.weekend_below(shop().assign(total=lambda t: -t["total"]))
