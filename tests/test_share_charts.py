import numpy as np
import pytest

from project_lib.concentration import measure_concentration
from project_lib.hypotheses.share_charts import (
    REACH,
    TOPS,
    curve_chart,
    loss_chart,
    tabulate_spread,
)

AMOUNTS = np.sort(np.random.default_rng(0).lognormal(3, 1, 500))[::-1]


def test_the_curve_runs_from_nothing_to_all_beside_equal_shares():
    chart = curve_chart(AMOUNTS, "customers", "revenue", (0.5, "claimed share"))
    points = list(zip(chart.data["series"], chart.data["x"], chart.data["y"], strict=True))
    revenue = [point[1:] for point in points if point[0] == "revenue"]
    assert revenue[0] == (0, 0)
    assert revenue[-1] == pytest.approx((100, 1))
    assert len(points) - len(revenue) == 2
    assert (chart.reference, chart.accent) == (0.5, ("revenue",))
    assert "the biggest fifth have 5" in chart.alt


def test_losses_take_all_down_to_what_is_left():
    chart = loss_chart(AMOUNTS, 0.4, "customers", "revenue", "USD")
    assert chart.data["label"] == [
        "all", "number 1", "numbers 2 to 10", "numbers 11 to 100", "numbers 101 to 200", "left"
    ]  # fmt: skip
    assert chart.data["value"][-1] is None
    assert sum(chart.data["value"][:-1]) == pytest.approx(AMOUNTS[200:].sum())


def test_losing_one_takes_one_step():
    chart = loss_chart(AMOUNTS, 1 / 500, "customers", "revenue", "USD")
    assert chart.data["label"] == ["all", "number 1", "left"]


def test_the_table_names_each_measure():
    spread = measure_concentration(
        AMOUNTS, tops=TOPS, reaches=[REACH], resamples=200, random_state=0
    )
    exhibit = tabulate_spread(spread, AMOUNTS, "customers", "revenue")
    assert exhibit.table["measure"].iloc[0] == "revenue of the biggest 1 % of customers"
    assert "of 500 customers had equal parts" in exhibit.caption
    assert exhibit.table["share"].iloc[-1] == spread.gini.value
