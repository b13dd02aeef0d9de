"""The chain of notebooks 07 to 11 on public tables, by the product's defaults."""

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT.parent / "shared" / "data" / "sparkify_user_features"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def benchmarks():
    """Let the benchmarks be imported, as their own folder lets them import each other."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield
    sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def dmba():
    """The folder of the package's tables."""
    import small_tables

    folder = small_tables.find_folder()
    if folder is None:
        pytest.skip("needs the package dmba")
    return folder


def test_the_published_churn_table_reaches_its_targets_without_being_tuned_for():
    import published_churn

    if not all((PUBLISHED / name).is_file() for name in published_churn.FILES):
        pytest.skip(f"needs {PUBLISHED}")
    record = published_churn.judge_table(PUBLISHED)
    holdout = record["holdout"]
    assert {name: holdout[name] >= least for name, least in record["targets"].items()} == {
        "average_precision": True, "auroc": True, "f1": True,
    }, holdout  # fmt: skip
    assert (holdout["n"], holdout["positives"]) == (6840, 1560)
    for name, (low, high) in holdout["intervals"].items():
        assert low < holdout[name] < high
    assert record["split"].startswith("random")
    assert record["leakage_audit"] == "clean"
    assert all(value > 0 for value in record["seconds"].values())


def test_no_search_finds_a_clearly_better_ranking_of_loans_than_the_chain(dmba):
    import small_tables

    judged = small_tables.judge_small("UniversalBank", dmba)
    best, by = small_tables.search_best("UniversalBank", dmba, "binary", searched=24)["auroc"]
    assert judged.scores.row("holdout", "auroc")["value"] >= best - 0.002, (best, by)
    assert judged.audit == "clean"


def test_prices_of_cars_are_foreseen_nearly_as_well_as_the_luckiest_search_does(dmba):
    import small_tables

    judged = small_tables.judge_small("ToyotaCorolla", dmba)
    best, by = small_tables.search_best("ToyotaCorolla", dmba, "number", searched=24)["mae"]
    ours = judged.scores.row("holdout", "mae")
    assert ours["low"] <= best, (best, by)
    assert ours["value"] < 0.4 * ours["no_knowledge"]
    assert np.isfinite(judged.model.predict(small_tables.read_table("ToyotaCorolla", dmba))).all()
