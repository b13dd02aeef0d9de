import numpy as np
import pandas as pd

from project_lib.splits.dealing import deal_entities, rank_classes

ENTITIES = pd.Series([f"e{number % 101}" for number in range(303)])


def test_all_rows_of_an_entity_are_in_one_part():
    parts = deal_entities(ENTITIES, None, 4)
    assert pd.Series(parts).groupby(ENTITIES).nunique().max() == 1


def test_parts_differ_by_one_entity_at_most_over_all_and_in_each_class():
    target = (ENTITIES.str[1:].astype(int) < 11).astype(int)
    parts = deal_entities(ENTITIES, target, 4)
    assert np.ptp(np.bincount(parts[:101])) <= 1
    assert np.ptp(np.bincount(parts[:101][target[:101] == 1])) <= 1


def test_the_deal_depends_on_the_seed_and_not_on_the_order_of_rows():
    target = np.arange(303) % 7 == 0
    parts = pd.Series(deal_entities(ENTITIES, target, 3), index=ENTITIES).groupby(level=0).first()
    mixed = np.random.default_rng(0).permutation(303)
    again = deal_entities(ENTITIES[mixed], target[mixed], 3)
    assert pd.Series(again, index=ENTITIES[mixed]).groupby(level=0).first().equals(parts)
    other = deal_entities(ENTITIES, target, 3, random_state=1)
    assert not (pd.Series(other, index=ENTITIES).groupby(level=0).first() == parts).all()


def test_an_entity_counts_as_its_rarest_class():
    assert rank_classes(["no", "no", "yes"]).tolist() == [0, 0, 1]
    target = [1, 0, 0, 0, 0, 0, 0, 1]
    entities = pd.Series(list("abcdabcd"))
    parts = deal_entities(entities, target, 2)
    assert parts[0] != parts[3]


def test_amounts_are_not_taken_for_classes():
    assert rank_classes(np.arange(100)).max() == 0
    assert rank_classes([0.5, 1.5, 0.5]).max() == 0
    assert deal_entities(pd.Series([], dtype=object), [], 3).tolist() == []
