import numpy as np
import pytest
from waiting_tables import remissions, simulated_waits

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.waiting_times import time_to_event_difference

GROUPS = {"observed": "back", "by": "group", "group": "b", "against": "a", "day": 60}


def verdict(result):
    return find_verdict(result, result.p)


def test_a_planted_difference_is_found_and_said_in_percentage_points():
    for seed in range(5):
        result = time_to_event_difference(simulated_waits(seed, n=1500, ratio=1.8), **GROUPS)
        truth = np.exp(-0.6) - np.exp(-1.08)
        assert result.interval[0] - 0.02 <= truth <= result.interval[1] + 0.02
        assert verdict(result) == "supported"
        assert " of customers of b buy a second time within " in result.statement


def test_alike_groups_are_seldom_found_to_differ():
    p = [time_to_event_difference(simulated_waits(s, n=300), **GROUPS).p for s in range(40)]
    assert np.mean(np.array(p) < 0.05) <= 0.125


def test_a_published_trial_is_told_in_full():
    result = time_to_event_difference(
        remissions(),
        by="drug",
        group="placebo",
        day=10,
        claim=Claim("above"),
        duration="weeks",
        observed="relapse",
        event="fall ill again",
        since="the remission",
        who="children",
        group_words="children without the drug",
        against_words="children with it",
    )
    assert result.effect == pytest.approx(0.619 - 0.247, abs=1e-3)
    assert result.statement == (
        "61.9 % of children without the drug fall ill again within 10 days of the remission, "
        "against 24.7 % of children with it"
    )
    assert "chi-squared 16.8, p below 0.0001" in result.method
    ratio = result.exhibits[-1].table.iloc[0]
    assert max(ratio["hazard_ratio"], 1 / ratio["hazard_ratio"]) == pytest.approx(4.817, abs=1e-3)
    assert result.meaning.supported.startswith("Children without the drug fall ill again")


def test_without_a_second_group_all_others_are_compared():
    given = GROUPS | {"against": ""}
    result = time_to_event_difference(simulated_waits(0), **given)
    assert "other customers" in result.statement


def test_long_curves_are_thinned_for_the_chart():
    customers = simulated_waits(0, n=5000).assign(days=lambda t: t["days"] - t["noise"] ** 2 / 1e3)
    customers = customers.assign(days=customers["days"].clip(lower=0))
    chart = time_to_event_difference(customers, **GROUPS).chart
    assert len(chart.data["x"]) <= 240
    assert chart.data["x"][0] == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"group": "c"}, "has no group 'c'"),
        ({"against": "b"}, "gives one group only"),
        ({"day": 500}, "lies outside what was observed"),
        ({"by": "grup"}, "did you mean 'group'"),
        ({"day": 0}, "does not vary"),
    ],
)
def test_groups_and_days_that_allow_no_answer_are_refused(changes, message):
    with pytest.raises(InputError, match=message):
        time_to_event_difference(simulated_waits(0), **(GROUPS | changes))
