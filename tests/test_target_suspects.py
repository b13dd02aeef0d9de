"""Columns that give the target away."""

import numpy as np
import pandas as pd
import pytest

from project_lib.inspection.inspection import inspect_data

N = 400


@pytest.fixture(scope="module")
def suspects(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suspects")
    random = np.random.default_rng(0)
    churn = random.integers(0, 2, N)
    frame = pd.DataFrame({
        "visits": random.poisson(5, N), "plan": random.choice(["a", "b"], N),
        "status": np.where(churn, "gone", "active"), "score": churn + random.normal(0, 0.01, N),
        "reason": np.where(churn & (random.random(N) < 0.6), "price", ""),
        "churn_date": np.where(churn, "2024-05-01", ""), "churn": churn,
    })  # fmt: skip
    frame.to_csv(folder / "x.csv", index=False)
    found = inspect_data(str(folder / "x.csv"), root=folder, target="churn")
    return found, {suspect.column: suspect for suspect in found.suspects}


def test_copies_and_what_is_filled_in_afterwards_are_leaks(suspects):
    verdicts = {name: suspect.verdict for name, suspect in suspects[1].items()}
    assert verdicts["status"] == verdicts["churn_date"] == "leak"
    assert {"score", "reason"} <= set(verdicts)


def test_plain_columns_are_no_suspects(suspects):
    assert not {"visits", "plan"} & set(suspects[1])


def test_leaks_come_first_and_each_can_be_decided(suspects):
    found = suspects[0]
    order = [suspect.verdict for suspect in found.suspects]
    assert order == sorted(order)
    chosen = {item.key: item.chosen for item in found.open}
    assert chosen["leave_out.status"] == "yes"


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Return the verdicts on rows of four crops, one of which is easy to tell by its colour."""
    folder = tmp_path_factory.mktemp("grown")
    random = np.random.default_rng(0)
    crop = random.integers(0, 4, 4 * N)
    frame = pd.DataFrame({f"wet_{i}": crop + random.normal(0, 3, 4 * N) for i in range(8)})
    frame["colour"] = 9 * (crop == 3) + random.normal(0, 3, 4 * N)
    frame["price"] = np.array([10.0, 20.0, 31.0, 37.0])[crop] + random.normal(0, 0.1, 4 * N)
    frame["crop"] = np.array(["rye", "oat", "pea", "cotton"])[crop]
    frame.to_csv(folder / "x.csv", index=False)
    found = inspect_data(str(folder / "x.csv"), root=folder, target="crop")
    return {suspect.column: suspect.verdict for suspect in found.suspects}


def test_what_tells_one_of_several_classes_well_is_no_suspect_and_what_tells_all_is_a_leak(grown):
    assert grown == {"price": "leak"}


@pytest.fixture(scope="module")
def rearrested(tmp_path_factory):
    """Return the suspects among rows that hold in parts who was arrested again within two years."""
    folder = tmp_path_factory.mktemp("rearrested")
    random = np.random.default_rng(0)
    rows = 10 * N
    screened = pd.Timestamp("2013-01-01") + pd.to_timedelta(random.integers(0, 400, rows), unit="D")
    freed = screened + pd.to_timedelta(random.integers(-50, 60, rows), unit="D")
    priors = random.poisson(2, rows)
    again = random.random(rows) < 0.3 + 0.08 * np.minimum(priors, 4)
    days = np.where(again, random.integers(1, 900, rows), random.integers(500, 1500, rows))
    pd.DataFrame({
        "screened": screened.date, "priors": priors, "age": random.normal(34, 9, rows).round(),
        "charge": random.choice(["F", "M"], rows), "sex": random.choice(["f", "m"], rows),
        "score": (priors + random.normal(0, 2, rows)).round(1),
        '<b>"event"; --': again.astype(int), "=end": days,
        "new_case": np.where(again, [f"A{i:06d}" for i in range(rows)], ""),
        "new_charge": np.where(again & (random.random(rows) < 0.4), "theft", ""),
        "freed": freed.date, "within_two_years": (again & (days <= 730)).astype(int),
    }).to_csv(folder / "x.csv", index=False)  # fmt: skip
    found = inspect_data(
        str(folder / "x.csv"), root=folder, target="within_two_years", time="screened"
    )
    return found, {suspect.column: suspect for suspect in found.suspects}


def test_columns_that_decide_the_target_together_are_left_out_with_all_that_goes_with_them(
    rearrested,
):
    leaks = {name for name, suspect in rearrested[1].items() if suspect.verdict == "leak"}
    event, end = (look.name for look in rearrested[0].columns[6:8])
    assert leaks == {event, end, "new_case", "new_charge", "freed"}
    assert f"`{event}` and `{end}` together tell `within_two_years`" in rearrested[1][end].evidence
    assert "recorded with it" in rearrested[1]["new_case"].evidence
    assert rearrested[1]["freed"].evidence.startswith("it is a day after `screened` in 5")


def test_a_human_is_asked_whether_to_leave_out_what_decides_the_target_together(rearrested):
    chosen = {item.key: item.chosen for item in rearrested[0].open}
    end = rearrested[0].columns[7].name
    assert chosen[f"leave_out.{end}"] == "yes"


def test_dates_after_the_row_are_kept_where_nothing_gives_the_outcome_away(tmp_path):
    random = np.random.default_rng(0)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 99, N), unit="D")
    pd.DataFrame({
        "seen": day.strftime("%Y-%m-%d"), "due": (day + pd.Timedelta(days=9)).strftime("%Y-%m-%d"),
        "size": random.normal(size=N), "paid": random.integers(0, 2, N),
    }).to_csv(tmp_path / "x.csv", index=False)  # fmt: skip
    found = inspect_data(str(tmp_path / "x.csv"), root=tmp_path, target="paid", time="seen")
    assert found.suspects == ()
