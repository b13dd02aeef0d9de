import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from project_lib.models.one_feature import find_order


def table_of(rows=2000, seed=0):
    random = np.random.default_rng(seed)
    columns = {"noise": random.normal(size=rows), "recency_all": random.uniform(0, 100, rows)}
    return pd.DataFrame(columns), random


def test_the_feature_that_carries_the_signal_sorts_the_list():
    table, random = table_of()
    target = (random.random(len(table)) < 1 - table["recency_all"] / 100).astype(int)
    order = find_order(table, target)
    assert order.words() == "recency, lowest first"
    chance = order.predict(table)
    assert average_precision_score(target, chance) > 0.7
    assert chance.mean() == pytest.approx(target.mean())


def test_missing_values_have_their_own_share():
    table, random = table_of()
    table.loc[:99, "recency_all"] = np.nan
    target = (random.random(len(table)) < table["recency_all"].fillna(20) / 100).astype(int)
    order = find_order(table, target)
    assert order.words() == "recency, highest first"
    assert order.predict(table.head(2)) == pytest.approx(target[:100].mean())


def test_without_numbers_everyone_is_alike():
    table = pd.DataFrame({"plan": ["a", "b"] * 10})
    order = find_order(table, np.array([0, 1] * 10))
    assert order.words() == "no feature: none is a number"
    assert order.predict(table).tolist() == [0.5] * 20


def test_one_class_makes_no_order():
    table, _ = table_of(50)
    assert find_order(table, np.zeros(50, int)).predict(table).tolist() == [0.0] * 50
