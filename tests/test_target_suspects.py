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
