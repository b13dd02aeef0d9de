import numpy as np
import pytest
from brute_force_shapley import shapley_values

from project_lib.explanations.sampled_contributions import count_walks, walk_contributions

RANDOM = np.random.default_rng(3)
ROWS, BACKGROUND = RANDOM.normal(size=(5, 4)), RANDOM.normal(size=(16, 4))
OWN = np.arange(4)


def additive(table):
    return 2 * table[:, 0] - table[:, 1] + np.exp(table[:, 2])


def pairwise(table):
    return table[:, 0] * table[:, 1] + np.maximum(table[:, 2], table[:, 3])


def tangled(table):
    return np.tanh(table[:, 0] * table[:, 1] * table[:, 2]) + (table.sum(axis=1) > 1)


def walked(forecast, *, rows=ROWS, walks=16, seed=0, background=BACKGROUND, owner=OWN):
    return walk_contributions(
        lambda tables: forecast(tables[0]),
        [rows],
        [background],
        [owner],
        features=int(owner.max()) + 1,
        walks=walks,
        random_state=seed,
    )


@pytest.mark.parametrize("forecast", [additive, pairwise])
def test_sums_and_pairs_are_exact(forecast):
    found = walked(forecast)
    assert found.walks == 16  # each row of the background is walked from once
    expected = [shapley_values(forecast, row, BACKGROUND) for row in ROWS]
    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    np.testing.assert_allclose(found.base, forecast(BACKGROUND).mean())


def test_tangled_forecasts_are_met_within_the_error_that_is_given():
    expected = np.array([shapley_values(tangled, row, BACKGROUND) for row in ROWS])
    runs = [walked(tangled, seed=seed) for seed in range(40)]
    apart = np.array([run.values - expected for run in runs])
    errors = np.array([run.errors for run in runs])
    spread = apart.std(axis=0)
    assert np.abs(apart.mean(axis=0)).max() < 4 * spread.max() / np.sqrt(40)  # unbiased
    # the error given also counts differences of the background, so it is rather too large
    assert (np.sqrt((errors**2).mean(axis=0)) > 0.9 * spread).all()


@pytest.mark.parametrize("forecast", [additive, pairwise, tangled])
def test_contributions_add_up_to_the_forecast(forecast):
    found = walked(forecast, walks=4)
    total = found.base + found.values.sum(axis=1)
    np.testing.assert_allclose(total, forecast(ROWS), atol=1e-12)


def test_a_feature_that_is_not_used_adds_nothing():
    assert walked(additive).values[:, 3].tolist() == [0.0] * 5


def test_the_columns_of_one_feature_move_together():
    owner = np.array([0, 0, 1, 1])
    found = walked(pairwise, owner=owner)
    first, second = ROWS[:, 0] * ROWS[:, 1], np.maximum(ROWS[:, 2], ROWS[:, 3])
    usual = (BACKGROUND[:, 0] * BACKGROUND[:, 1]).mean()
    np.testing.assert_allclose(found.values[:, 0], first - usual, atol=1e-12)
    usual = np.maximum(BACKGROUND[:, 2], BACKGROUND[:, 3]).mean()
    np.testing.assert_allclose(found.values[:, 1], second - usual, atol=1e-12)


def test_several_tables_walk_together():
    found = walk_contributions(
        lambda tables: tables[0][:, 0] * tables[1][:, 0],
        [ROWS[:, :1], ROWS[:, 1:2]],
        [BACKGROUND[:, :1], BACKGROUND[:, 1:2]],
        [np.array([0]), np.array([1])],
        features=2,
        walks=16,
    )
    expected = [shapley_values(pairwise_only, row[:2], BACKGROUND[:, :2]) for row in ROWS]
    np.testing.assert_allclose(found.values, expected, atol=1e-12)


def pairwise_only(table):
    return table[:, 0] * table[:, 1]


def test_the_same_seed_gives_the_same_walks_and_another_seed_others():
    np.testing.assert_array_equal(walked(tangled).values, walked(tangled).values)
    assert not np.array_equal(walked(tangled).values, walked(tangled, seed=1).values)


def test_a_small_background_is_walked_from_as_often_as_it_has_rows():
    found = walked(pairwise, background=BACKGROUND[:3])
    assert found.walks == 3
    assert walked(pairwise, background=BACKGROUND[:1]).errors.max() == 0


def test_one_feature_adds_all():
    rows, background = ROWS[:, :1], BACKGROUND[:, :1]
    found = walked(lambda table: table[:, 0] ** 2, rows=rows, background=background,
                   owner=np.array([0]))  # fmt: skip
    np.testing.assert_allclose(found.values[:, 0], rows[:, 0] ** 2 - found.base)


def test_few_rows_are_walked_more_often():
    assert count_walks(10, 20) == 64
    assert count_walks(500, 13) == 10
    assert count_walks(100_000, 500) == 4
