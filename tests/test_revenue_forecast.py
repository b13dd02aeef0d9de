import numpy as np
import pandas as pd
import pytest
from forecast_series import daily, simulate

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.forecasting.forecasts import make_forecast
from project_lib.forecasting.histories import History
from project_lib.hypotheses.revenue_forecast import (
    forecast_scored,
    forecast_skill,
    forecast_total,
)

MORE, LESS, BETTER = Claim("above"), Claim("below"), Claim("below", 1.0, 0.05)
PATTERN = daily(simulate("pattern", 168, 1))


def split(table, days):
    return table.iloc[:-days], table.iloc[-days:]


def test_growth_that_is_planted_is_found_and_its_contrary_refuted():
    before, after = split(PATTERN, 28)
    result = forecast_total(
        before, claim=MORE, unit="USD", horizon_days=28, actual=after, random_state=1
    )
    truth = after["total"].sum() / before["total"].tail(28).sum() - 1
    assert result.interval[0] < truth < result.interval[1]
    assert find_verdict(result, result.p) == "supported"
    other = forecast_total(before, claim=LESS, unit="USD", horizon_days=28, random_state=1)
    assert find_verdict(other, other.p) == "refuted"
    assert result.n == 140
    assert [exhibit.caption for exhibit in result.exhibits] == [
        "The forecast by month",
        "How each model erred in the past, 28 days ahead, and what it forecasts now",
    ]


def test_p_and_interval_agree():
    before, _ = split(PATTERN, 28)
    for threshold in np.linspace(-0.2, 0.3, 11):
        claim = Claim("above", threshold)
        result = forecast_total(before, claim=claim, horizon_days=28, random_state=1)
        inside = result.interval[0] <= threshold <= result.interval[1]
        assert inside == (result.p >= 0.05)


def test_a_pattern_is_forecast_better_than_by_a_simple_rule():
    result = forecast_skill(PATTERN, claim=BETTER, horizon_days=7, random_state=1)
    assert find_verdict(result, result.p) == "supported"
    assert result.effect < 0.95
    assert "less than the best simple rule" in result.statement
    assert len(result.chart.data["label"]) == 7
    assert len(set(result.chart.accent) & set(result.chart.data["label"])) == 2


def test_noise_is_not_forecast_better_and_the_sentence_says_so():
    table = daily(simulate("noise", 133, 1))
    result = forecast_skill(table, claim=BETTER, horizon_days=7, random_state=1)
    assert find_verdict(result, result.p) != "supported"
    assert "No model clearly beats a simple rule" in result.statement


def test_a_forecast_is_scored_on_what_came():
    before, after = split(PATTERN, 28)
    result = forecast_scored(
        before, after, claim=Claim("below", 0.3), unit="USD", horizon_days=28, random_state=1
    )
    models = result.exhibits[0].table.set_index("model")
    chosen = models[models["chosen"]].iloc[0]
    assert result.effect == pytest.approx(abs(chosen["miss_share"]))
    assert chosen["actual"] == pytest.approx(after["total"].sum())
    assert find_verdict(result, result.p) == "supported"
    assert result.n == 4


def test_the_same_seed_gives_the_same_result():
    before, _ = split(PATTERN, 28)
    first, second = (
        forecast_total(before, claim=MORE, horizon_days=28, random_state=1) for _ in range(2)
    )
    assert (first.statement, first.p, first.interval) == (
        second.statement, second.p, second.interval,
    )  # fmt: skip


def test_a_constant_series_is_a_finding_without_doubt():
    table = daily(np.full(84, 5.0))
    result = forecast_total(table, claim=MORE, horizon_days=28, random_state=1)
    assert (result.effect, result.p) == (0, 1)
    skill = forecast_skill(table, claim=BETTER, horizon_days=28, random_state=1)
    assert find_verdict(skill, skill.p) == "refuted"


def test_totals_that_are_not_positive_are_refused():
    table = daily(np.zeros(84))
    with pytest.raises(InputError, match="sums to 0 over the last 28 days"):
        forecast_total(table, claim=MORE, horizon_days=28, random_state=1)
    before, after = split(PATTERN, 28)
    with pytest.raises(InputError, match="positive total"):
        forecast_scored(
            before, after.assign(total=0.0), claim=LESS, horizon_days=28, random_state=1
        )


@pytest.mark.slow
def test_intervals_of_the_total_cover_what_they_promise():
    covered = []
    for kind in ("pattern", "noise", "walk"):
        for seed in range(15):
            values = simulate(kind, 273, 100 + seed)
            past = History(values[:182], pd.Timestamp("2016-01-01"))
            ahead = make_forecast(past, 91).stretch()
            covered.append(ahead.low <= values[182:].sum() <= ahead.high)
    assert np.mean(covered) >= 0.88  # 95 % less two standard errors of 45
