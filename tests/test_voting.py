import numpy as np
import pytest
from selector_examples import SIGNALS, binary_target, fold_rows, noise_parts, planted_parts

from project_lib.selectors.consensus import consensus_table
from project_lib.selectors.voting import METHODS, collect_votes


@pytest.fixture(scope="module")
def votes():
    parts, odds, rng = planted_parts(0, 900)
    return collect_votes(fold_rows(parts, binary_target(odds, rng), "binary", folds=2))


def test_every_method_says_something_of_every_feature_in_every_fold(votes):
    assert len(votes.scores) == 2 * len(METHODS) * len(votes.features)
    assert votes.scores["score"].notna().all()
    assert votes.votes("l1").shape == (2, len(votes.features))
    assert (votes.folds, votes.probes) == (2, 30)


def test_a_vote_is_a_score_above_the_best_probe(votes):
    scores = votes.scores
    assert (scores["vote"] == (scores["score"] > scores["yardstick"])).all()


def test_all_methods_but_boruta_see_a_strong_slope_and_few_see_noise(votes):
    by_feature = votes.scores.groupby("feature")["vote"].mean()
    assert by_feature["linear"] > 0.8
    assert by_feature[[name for name in by_feature.index if name.startswith("noise")]].mean() < 0.1


def test_two_folds_at_a_time_give_the_same_as_one_after_the_other(votes):
    parts, odds, rng = planted_parts(0, 900)
    folds = fold_rows(parts, binary_target(odds, rng), "binary", folds=2)
    again = collect_votes(folds)
    assert again.scores.equals(votes.scores)


@pytest.mark.parametrize("kind", ["binary", "number"])
def test_a_handful_of_rows_is_no_error_and_no_noise_is_kept(kind):
    rng = np.random.default_rng(4)
    target = rng.normal(size=40) if kind == "number" else (np.arange(40) % 8 == 0).astype(int)
    folds = fold_rows(noise_parts(rng, 40), target, kind, folds=2, seed=2)
    assert not consensus_table(collect_votes(folds))["kept"].any()


@pytest.mark.slow
def test_noise_is_kept_at_most_one_time_in_twenty():
    kept = []
    for seed in range(12):
        rng = np.random.default_rng(1000 + seed)
        parts, target = noise_parts(rng, 1200), rng.integers(0, 2, 1200)
        if seed % 2:
            parts, odds, rng = planted_parts(seed, 1200)
            target = binary_target(odds, rng)
        folds = fold_rows(parts, target, "binary", seed=seed)
        table = consensus_table(collect_votes(folds, random_state=seed))
        kept.extend(table.loc[table["name"].str.startswith("noise"), "kept"])
    assert len(kept) == 96
    assert np.mean(kept) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["binary", "classes", "number"])
def test_planted_signal_is_always_kept(kind):
    for seed in range(3 if kind == "binary" else 1):
        parts, odds, rng = planted_parts(seed, 6000)
        target = binary_target(odds, rng)
        if kind != "binary":
            target = odds + rng.logistic(size=len(odds))
        if kind == "classes":
            target = np.digitize(target, [-1.5, 1.5])
        folds = fold_rows(parts, target, kind, seed=seed)
        table = consensus_table(collect_votes(folds, random_state=seed)).set_index("name")
        assert table.loc[list(SIGNALS), "kept"].all(), table.loc[list(SIGNALS)]
        assert table["kept"].sum() <= len(SIGNALS) + 1
