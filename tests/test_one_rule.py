import numpy as np
import pandas as pd
import pytest

from project_lib.models.one_rule import feature_words, find_rule


def numbers(rows=1000, seed=0):
    random = np.random.default_rng(seed)
    return pd.DataFrame({"noise": random.normal(size=rows), "recency_all": np.arange(rows) % 100})


def test_the_planted_threshold_is_found_and_said_in_words():
    table = numbers()
    target = (table["recency_all"] <= 40).to_numpy().astype(int)
    rule = find_rule(table, target, task="binary")
    assert rule.words("customers", {"recency_all": "days"}) == (
        "customers with recency of at most 40 days"
    )
    assert rule.applies(table).astype(int).tolist() == target.tolist()
    assert rule.predict(table)[[0, 99]] == pytest.approx([1, 0], abs=1e-5)


def test_a_level_and_a_missing_value_make_rules_too():
    table = pd.DataFrame({"plan": ["free", "paid", "trial"] * 100})
    rule = find_rule(table, (table["plan"] == "paid").to_numpy().astype(int), task="binary")
    assert rule.words("users") == "users whose plan is “paid”"
    table = pd.DataFrame({"gap": [1.0, np.nan] * 100})
    rule = find_rule(table, table["gap"].isna().to_numpy().astype(int), task="binary")
    assert rule.words("users") == "users without gap"
    assert rule.applies(pd.DataFrame({"gap": [None, 2.0]})).tolist() == [True, False]


def test_a_truth_value_is_said_as_yes_or_no():
    table = pd.DataFrame({"is_member": [True, False] * 50})
    rule = find_rule(table, table["is_member"].to_numpy().astype(int), task="binary")
    assert rule.words("users") == "users whose is member is yes"


def test_a_rule_for_numbers_predicts_medians():
    table = numbers()
    target = np.where(table["recency_all"] >= 50, 10.0, 2.0)
    rule = find_rule(table, target, task="number")
    assert sorted(np.unique(rule.predict(table))) == [2, 10]
    assert np.abs(rule.predict(table) - target).mean() < 0.2


def test_a_rule_for_classes_predicts_their_shares():
    table = numbers()
    target = np.digitize(table["recency_all"], [33, 66])
    rule = find_rule(table, target, task="classes", classes=3)
    shares = rule.predict(table)
    assert rule.feature == "recency_all"
    assert shares.sum(axis=1) == pytest.approx(np.ones(1000), abs=1e-5)


def test_without_a_feature_that_varies_everyone_is_alike():
    table = pd.DataFrame({"same": np.ones(100)})
    rule = find_rule(table, np.arange(100) % 4 // 3, task="binary")
    assert rule.words("users") == "no users: no feature tells them apart"
    assert rule.predict(table).tolist() == [0.25] * 100
    assert not rule.applies(table).any()


def test_the_threshold_in_words_is_the_threshold_itself():
    table = pd.DataFrame({"amount_90d": np.linspace(0, 12345, 2000) / 7})
    target = (table["amount_90d"] > 1234.5678).to_numpy().astype(int)
    rule = find_rule(table, target, task="binary")
    said = rule.words("users", {"amount_90d": "EUR"})
    assert said.startswith("users with amount in the last 90 days of at least 1,")
    assert float(said.split()[-2].replace(",", "")) == rule.value


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("orders_90d", "orders in the last 90 days"),
        ("visits_1d", "visits in the last 1 day"),
        ("overdue", "overdue"),
        ("largest_order_share", "largest order share"),
    ],
)
def test_features_are_named_in_words(name, words):
    assert feature_words(name) == words
