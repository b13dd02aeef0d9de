import numpy as np
import pandas as pd
import pytest
from waiting_tables import remissions, simulated_waits

from project_lib.errors import InputError
from project_lib.survival.kaplan_meier import (
    median_waits,
    restricted_means,
    shares_ended,
    waiting_curves,
)

WAITS = {"duration": "days", "observed": "back"}


@pytest.fixture(scope="module")
def trial():
    return waiting_curves(remissions(), duration="weeks", observed="relapse", by="drug")


def at(curves, group, time):
    return curves[(curves["group"] == group) & (curves["time"] == time)].iloc[0]


@pytest.mark.parametrize(
    ("week", "share", "error"),
    [(6, 0.857, 0.0764), (10, 0.753, 0.0963), (16, 0.627, 0.1141), (23, 0.448, 0.1346)],
)
def test_the_published_curve_and_greenwood_errors_are_found(trial, week, share, error):
    row = at(trial, "6-MP", week)
    assert row["waiting_share"] == pytest.approx(share, abs=5e-4)
    assert np.sqrt(row["variance"]) == pytest.approx(error, abs=5e-5)


def test_intervals_are_those_of_the_log_of_minus_the_log(trial):
    row = at(trial, "6-MP", 6)
    assert (row["low"], row["high"]) == pytest.approx((0.61972, 0.95155), abs=1e-5)


def test_published_medians_are_found_and_open_ends_stay_open(trial):
    medians = median_waits(trial).set_index("group")
    assert medians["median"].to_dict() == {"6-MP": 23.0, "placebo": 8.0}
    assert medians.loc["6-MP", "low"] == 13
    assert np.isnan(medians.loc["6-MP", "high"])
    assert medians["events"].to_dict() == {"6-MP": 9, "placebo": 21}


def test_a_median_at_exactly_half_is_the_middle_of_the_step():
    table = pd.DataFrame({"days": [1.0, 2.0, 4.0, 5.0], "back": True})
    assert median_waits(waiting_curves(table, **WAITS))["median"].item() == 3


def test_without_censoring_the_restricted_mean_is_the_mean_of_capped_waits(trial):
    weeks = remissions().query("drug == 'placebo'")["weeks"]
    means = restricted_means(trial, 20).set_index("group").loc["placebo"]
    assert means["mean"] == pytest.approx(np.minimum(weeks, 20).mean())
    spread = 1.96 * np.minimum(weeks, 20).std(ddof=0) / np.sqrt(21)
    assert means["high"] - means["mean"] == pytest.approx(spread, rel=1e-4)


def test_shares_by_a_day_complete_the_curve(trial):
    shares = shares_ended(trial, 10).set_index("group")
    assert shares.loc["6-MP", "ended_share"] == pytest.approx(1 - 0.753, abs=5e-4)
    assert shares.loc["6-MP", "still_waiting"] == 13
    assert (shares["low"] < shares["ended_share"]).all()
    assert (shares["high"] > shares["ended_share"]).all()


def test_where_all_have_ended_the_interval_is_open_above(trial):
    last = at(trial, "placebo", 23)
    before = at(trial, "placebo", 22)
    assert last["waiting_share"] == 0
    assert last["high"] == before["high"] > 0


def test_a_day_beyond_the_observation_is_refused(trial):
    with pytest.raises(InputError, match="day 30: lies outside what was observed of 'placebo'"):
        shares_ended(trial, 30)


def test_intervals_cover_the_true_share_as_often_as_they_promise():
    truth = 1 - np.exp(-0.6)
    covered = []
    for seed in range(300):
        table = simulated_waits(seed, n=150).query("group == 'a'")
        share = shares_ended(waiting_curves(table, **WAITS), 60).iloc[0]
        covered.append(share["low"] <= truth <= share["high"])
    assert 0.91 <= np.mean(covered) <= 0.98
