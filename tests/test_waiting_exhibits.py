import pytest
from waiting_tables import remissions, simulated_waits

from project_lib.findings import Claim
from project_lib.hypotheses.waiting_exhibits import (
    difference_exhibits,
    p_words,
    table_by_days,
    waiting_chart,
)
from project_lib.survival.kaplan_meier import waiting_curves
from project_lib.survival.log_rank import compare_waits

WAITS = {"duration": "weeks", "observed": "relapse"}


def test_the_chart_rises_in_steps_with_its_interval():
    curves = waiting_curves(remissions(), **WAITS, by="drug")
    chart = waiting_chart(curves, 10, alt="", y_label="", x_label="", claim=Claim("above", 0.3))
    assert chart.kind == "steps"
    assert set(chart.data["series"]) == {"6-MP", "placebo"}
    assert all(
        low <= y <= high
        for low, y, high in zip(*(chart.data[c] for c in ("low", "y", "high")), strict=True)
    )
    assert chart.reference == 0.3


def test_shares_stand_at_the_quarters_of_the_time():
    table = table_by_days(waiting_curves(remissions(), **WAITS), 12)
    assert table["day"].tolist() == [3, 6, 9, 12]
    assert table["ended_share"].is_monotonic_increasing


def test_exhibits_say_whether_the_hazard_ratio_is_steady():
    captions = []
    for later in (None, 0.4):
        waits = simulated_waits(0, n=1500, ratio=2.5, later_ratio=later)
        roles = {"duration": "days", "observed": "back"}
        curves = waiting_curves(waits, **roles, by="group")
        test = compare_waits(waits, **roles, by="group")
        exhibits = difference_exhibits(waits, roles, curves, test, 60)
        captions.append(exhibits[-1].caption)
        assert "p below 0.0001" in exhibits[3].caption
    assert captions[0].endswith("at any time")
    assert captions[1].endswith("changes with the time waited")


@pytest.mark.parametrize(("p", "words"), [(0.0312, "p 0.031"), (1e-9, "p below 0.0001")])
def test_tiny_p_values_are_written_as_a_bound(p, words):
    assert p_words(p) == words
