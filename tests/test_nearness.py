import numpy as np
import pytest
from exploration_tables import feature_table

from project_lib.exploration import nearness
from project_lib.exploration.feature_columns import find_columns


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("binary", "a customer with the target"),
        ("classes", "are of the same class"),
        ("number", "above the target's median"),
    ],
)
def test_neighbours_by_the_planted_feature_share_the_target(target, words):
    table, dictionary = feature_table(100, target=target)
    columns = find_columns(table, dictionary)
    found = nearness.find_nearness(table[["spend"]].to_numpy(), table, columns)
    assert found.visible
    assert found.share > 1.3 * found.chance
    assert words in nearness.nearness_sentence(found)


def test_neighbours_by_noise_share_it_seldom_more_than_chance():
    beyond = 0
    for seed in range(20):
        table, dictionary = feature_table(60, seed=seed)
        columns = find_columns(table, dictionary)
        beyond += nearness.find_nearness(table[["noise"]].to_numpy(), table, columns).visible
    assert beyond <= 4


def test_missing_targets_do_not_count():
    table, dictionary = feature_table(100)
    table["goal"] = table["goal"].astype(float)
    positives = int(table["goal"].iloc[50:].sum())
    table.loc[:49, "goal"] = np.nan
    found = nearness.find_nearness(
        table[["spend"]].to_numpy(), table, find_columns(table, dictionary)
    )
    assert found.rows == positives


def test_without_target_or_rows_there_is_no_answer():
    table, dictionary = feature_table(target="")
    assert (
        nearness.find_nearness(table[["spend"]].to_numpy(), table, find_columns(table, dictionary))
        is None
    )
    assert "split at random" in nearness.leaves_sentence(None)
    table, dictionary = feature_table(5)
    assert (
        nearness.find_nearness(table[["spend"]].to_numpy(), table, find_columns(table, dictionary))
        is None
    )


def test_the_verdict_is_in_the_title():
    found = nearness.Nearness("a customer", "have it too", 50, 0.4, 0.2, 0.25)
    assert nearness.leaves_title(found).startswith("The leaves sort")
    assert "40 % have it too" in nearness.leaves_sentence(found)
    unseen = nearness.Nearness("a customer", "have it too", 50, 0.21, 0.2, 0.25)
    assert "do not sort" in nearness.leaves_title(unseen)
    assert "no more than chance" in nearness.leaves_sentence(unseen)
