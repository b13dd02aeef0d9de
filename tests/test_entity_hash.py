"""The stable hash of entities."""

import numpy as np
import pandas as pd

from project_lib.splits.entity_hash import hash_entities


def test_an_entity_keeps_its_number_when_rows_come_and_change_places():
    few = pd.Series(["a", "b", "c"])
    many = pd.Series(["z", "c", "b", "b", "a"])
    first = dict(zip(few, hash_entities(few), strict=True))
    second = dict(zip(many, hash_entities(many), strict=True))
    assert {key: second[key] for key in first} == first


def test_numbers_are_even_between_zero_and_one():
    hashes = hash_entities(pd.Series(np.arange(20_000)))
    assert hashes.min() >= 0
    assert hashes.max() < 1
    assert np.abs(np.histogram(hashes, bins=10, range=(0, 1))[0] - 2000).max() < 200


def test_another_seed_gives_other_numbers():
    keys = pd.Series(["a", "b", "c"])
    assert not np.isclose(hash_entities(keys), hash_entities(keys, random_state=1)).any()


def test_numbers_do_not_change_between_versions():
    assert hash_entities(pd.Series(["a", 7])).round(6).tolist() == [0.815833, 0.546146]
