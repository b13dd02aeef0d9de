import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.selectors.encoded_folds import encode_folds, sample_rows

RNG = np.random.default_rng(0)
ROWS = 400
TABLE = pd.DataFrame({"a": RNG.normal(size=ROWS), "b": RNG.normal(size=ROWS)})
TARGET = pd.Series(RNG.integers(0, 2, ROWS), name="buys")
HALVES = [(np.arange(200), np.arange(200, 400)), (np.arange(200, 400), np.arange(200))]


def test_folds_hold_their_own_rows():
    first, second = encode_folds(TABLE, TARGET, HALVES)
    assert np.array_equal(first.train.values, TABLE.iloc[:200])
    assert np.array_equal(first.test.values, second.train.values)
    assert first.target.tolist() == TARGET[:200].tolist()
    assert (first.available, first.alone, first.kind) == (200, True, "binary")


def test_large_folds_are_sampled_and_the_seed_decides():
    one, again, other = (
        encode_folds(TABLE, TARGET, HALVES, most_rows=60, random_state=seed)[0].train.values
        for seed in (1, 1, 2)
    )
    assert len(one) == 60
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_an_entity_counts_once_where_there_are_enough():
    owners = np.repeat(np.arange(1500), 4)
    rows, alone = sample_rows(np.arange(6000), owners, most_rows=5000, rng=RNG)
    assert alone
    assert len(rows) == 1500 == len(set(owners[rows]))
    assert len(set(rows % 4)) == 4  # a cutoff at random, not always the first


def test_few_entities_keep_all_their_rows():
    rows, alone = sample_rows(np.arange(400), np.arange(400) % 20, most_rows=5000, rng=RNG)
    assert not alone
    assert len(rows) == 400


def test_bad_input_gives_one_error_that_names_it():
    with pytest.raises(InputError, match="has no feature"):
        encode_folds(TABLE[[]], TARGET, HALVES)
    with pytest.raises(InputError, match="folds: are 1 fold"):
        encode_folds(TABLE, TARGET, HALVES[:1])
    with pytest.raises(InputError, match="fold 1: has 19 training rows"):
        encode_folds(TABLE, TARGET, [(np.arange(19), np.arange(19, 400))] * 2)
    with pytest.raises(InputError, match="fold 1: has the same target"):
        encode_folds(TABLE, pd.Series(np.arange(400) >= 300), HALVES)
    with pytest.raises(InputError, match="target 'buys': is missing"):
        encode_folds(TABLE, TARGET.where(TARGET > 0), HALVES)
    recipe = pd.DataFrame(
        {"name": ["gone"], "treatment": ["standard"], "missing": [""], "setting": [""]}
    )
    with pytest.raises(InputError, match="feature 'gone': is no column"):
        encode_folds(TABLE, TARGET, HALVES, recipe=recipe)
