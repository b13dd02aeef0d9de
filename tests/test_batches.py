import numpy as np
import pandas as pd
import pytest
from batch_examples import make_rows, score
from sklearn.metrics import mean_absolute_error, roc_auc_score

from project_lib.performance.batches import equality_p
from project_lib.performance.parts import Part


def test_each_batch_has_the_metric_of_its_own_rows():
    part, labels = make_rows()
    table = score(part, labels).table
    first = np.asarray(labels.codes) == 0
    row = table.iloc[0]
    assert row["value"] == pytest.approx(roc_auc_score(part.actual[first], part.predicted[first]))
    assert row["target"] == part.actual[first].mean()
    assert row["predicted"] == pytest.approx(part.predicted[first].mean())
    assert row["low"] < row["value"] < row["high"]
    assert row["target_low"] < row["target"] < row["target_high"]
    assert table["batch"].tolist() == ["batch 0", "batch 1", "batch 2"]


def test_batches_that_are_alike_are_told_apart_in_about_one_of_twenty():
    different = [score(*make_rows(rows=200, seed=seed)).p < 0.05 for seed in range(60)]
    assert sum(different) <= 8  # 3 are expected


def test_a_model_that_breaks_is_told_beyond_chance():
    found = score(*make_rows(noise_from=2))
    assert found.p < 1e-6
    assert found.change.high < 0


def test_a_batch_without_enough_rows_or_of_one_class_is_not_judged():
    part, _ = make_rows(2, 100)
    codes = np.repeat([0, 1, 2], [90, 10, 100])
    actual = np.where(codes == 2, 0, part.actual)
    labels = pd.Categorical.from_codes(codes, ["a", "b", "c"], ordered=True)
    found = score(Part(actual, part.predicted, part.entities), labels)
    assert found.judged["batch"].tolist() == ["a"]
    assert found.change is None
    assert np.isnan(found.p)
    assert found.table["target"].notna().all()


def test_categories_without_rows_are_no_batches():
    part, labels = make_rows(2)
    table = score(part, labels.add_categories(["empty"])).table
    assert table["batch"].tolist() == ["batch 0", "batch 1"]


def test_an_entity_in_all_batches_is_drawn_in_all_of_them():
    part, labels = make_rows(2, 300)
    same = Part(np.tile(part.actual[:300], 2), np.tile(part.predicted[:300], 2),
                np.tile(np.arange(300), 2))  # fmt: skip
    found = score(same, labels)
    assert (found.change.value, found.change.low, found.change.high) == (0, 0, 0)
    assert found.p == 1


def test_numbers_have_batches_with_means():
    random = np.random.default_rng(0)
    actual = random.gamma(2, 10, 200)
    part = Part(actual, actual + random.normal(0, 1, 200), np.arange(200))
    labels = pd.Categorical.from_codes(np.repeat([0, 1], 100), ["a", "b"], ordered=True)
    table = score(part, labels, "mae", task="number").table
    assert table["target"].iloc[1] == pytest.approx(actual[100:].mean())
    expected = mean_absolute_error(actual[100:], part.predicted[100:])
    assert table["value"].iloc[1] == pytest.approx(expected)


def test_classes_are_followed_by_the_commonest_one():
    random = np.random.default_rng(0)
    actual = random.choice(3, 200, p=[0.2, 0.2, 0.6])
    shares = np.where(np.eye(3)[actual] == 1, 0.6, 0.2)
    labels = pd.Categorical.from_codes(np.repeat([0, 1], 100), ["a", "b"], ordered=True)
    found = score(Part(actual, shares, np.arange(200)), labels, "macro_f1", task="classes")
    assert found.table["target"].iloc[0] == (actual[:100] == 2).mean()
    assert found.table["value"].tolist() == [1, 1]
    assert found.table["psi"].iloc[1] < 0.1


def test_the_p_of_equal_values_is_uniform():
    random = np.random.default_rng(0)
    small = [
        equality_p(random.normal(0, 1, 4), list(random.normal(0, 1, (4, 500)))) < 0.1
        for _ in range(300)
    ]
    assert 15 <= sum(small) <= 46  # 30 are expected


def test_one_value_has_no_p():
    assert np.isnan(equality_p(np.array([1.0]), [np.ones(5)]))
