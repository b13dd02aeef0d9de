import numpy as np
import pytest
from sklearn import metrics

from project_lib.errors import InputError
from project_lib.performance.confusion import (
    RATES,
    cell_shares,
    cell_texts,
    confuse_classes,
    confuse_decisions,
    confusion_sentence,
    confusion_title,
    rates_table,
)
from project_lib.performance.parts import Part


def make_part(rows=500, seed=0):
    random = np.random.default_rng(seed)
    chance = random.beta(1, 3, rows)
    return Part((random.random(rows) < chance).astype(int), chance, np.arange(rows))


# of 10 rows: 2 found, 1 missed, 3 flagged in vain, 4 rightly left alone
TEN = Part(
    np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
    np.array([0.9, 0.6, 0.2, 0.8, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1]),
    np.arange(10),
)


def test_the_rates_of_ten_decisions_are_those_by_hand():
    found = confuse_decisions(TEN, threshold=0.5)
    assert found.counts.tolist() == [[4, 3], [1, 2]]
    values = found.rates.set_index("rate")["value"].to_dict()
    assert values == pytest.approx({
        "precision": 2 / 5, "recall": 2 / 3, "specificity": 4 / 7, "f1": 2 * 2 / (4 + 3 + 1),
        "accuracy": 0.6, "flagged": 0.5,
    })  # fmt: skip
    assert list(values) == list(RATES)


def test_the_rates_are_those_of_scikit_learn_and_lie_in_their_intervals():
    part = make_part()
    found = confuse_decisions(part, threshold=0.3)
    flagged = part.predicted >= 0.3
    assert found.rate("precision")["value"] == metrics.precision_score(part.actual, flagged)
    assert found.rate("recall")["value"] == metrics.recall_score(part.actual, flagged)
    rates = found.rates
    assert ((rates["low"] < rates["value"]) & (rates["value"] < rates["high"])).all()


def test_the_interval_of_a_rate_is_near_that_of_a_binomial():
    row = confuse_decisions(make_part(4000), threshold=0.3).rate("flagged")
    expected = 1.96 * np.sqrt(row["value"] * (1 - row["value"]) / 4000)
    assert (row["high"] - row["low"]) / 2 == pytest.approx(expected, rel=0.1)


def test_rows_of_one_entity_widen_the_interval():
    part = make_part(300)
    grouped = Part(*(np.repeat(values, 4) for values in (part.actual, part.predicted)),
                   np.repeat(np.arange(300), 4))  # fmt: skip
    alone = Part(grouped.actual, grouped.predicted, np.arange(1200))
    widths = [
        np.ptp(confuse_decisions(given, threshold=0.3).rate("recall")[["low", "high"]])
        for given in (grouped, alone)
    ]
    assert widths[0] > 1.6 * widths[1]  # 4 equal rows count as one: twice as wide


def test_the_sentence_counts_per_thousand():
    text = confusion_sentence(
        confuse_decisions(TEN, threshold=0.5), entities="customers", outcome="buys again"
    )
    assert "Of 1,000 customers, 300 have the outcome “buys again”" in text
    assert "flags 500: 200 rightly and 300 in vain, and it misses 100" in text


def test_a_threshold_that_calls_nobody_has_no_precision_and_is_told():
    found = confuse_decisions(TEN, threshold=0.95)
    assert np.isnan(found.rate("precision")["value"])
    assert "nobody is flagged, and all 300" in confusion_sentence(found, entities="customers")


def test_rounded_counts_add_up():
    part = Part(np.eye(6, dtype=int)[0], np.array([0.9, 0.9, 0.1, 0.1, 0.1, 0.1]), np.arange(6))
    text = confusion_sentence(confuse_decisions(part, threshold=0.5), entities="rows")
    assert "flags 334: 167 rightly and 167 in vain" in text


def test_rare_cells_are_not_written_as_none():
    actual = np.zeros(5000, dtype=int)
    actual[0] = 1
    part = Part(actual, np.where(np.arange(5000) < 2, 0.9, 0.1), np.arange(5000))
    text = confusion_sentence(confuse_decisions(part, threshold=0.5), entities="rows")
    assert "fewer than 1 rightly" in text


def test_several_classes_have_a_matrix_and_rates_per_class():
    actual = np.array([0, 0, 0, 1, 1, 2])
    chosen = np.array([0, 0, 1, 1, 1, 0])
    part = Part(actual, np.eye(3)[chosen], np.arange(6))
    found = confuse_classes(part, labels=("low", "middle", "high"))
    np.testing.assert_array_equal(found.counts, metrics.confusion_matrix(actual, chosen))
    rates = found.rates.set_index("class")
    assert rates.loc["low", "recall"] == pytest.approx(2 / 3)
    assert rates.loc["middle", "precision"] == pytest.approx(2 / 3)
    assert np.isnan(rates.loc["high", "precision"])
    text = confusion_sentence(found, entities="customers")
    assert "66.7 % of the customers are put into the right class" in text
    assert "“high” is found least: 0 % of its 1 row" in text


def test_classes_without_an_error_have_no_commonest_one():
    part = Part(np.array([0, 1, 2]), np.eye(3), np.arange(3))
    text = confusion_sentence(confuse_classes(part, labels=("a", "b", "c")), entities="rows")
    assert text == "100 % of the rows are put into the right class."


def test_labels_must_name_each_class():
    part = Part(np.array([0, 1, 2]), np.eye(3), np.arange(3))
    with pytest.raises(InputError, match="labels: are 2"):
        confuse_classes(part, labels=("a", "b"))


def test_a_cell_says_its_count_and_its_share_of_the_row():
    found = confuse_decisions(TEN, threshold=0.5)
    assert cell_texts(found) == [["4\n57.1 %", "3\n42.9 %"], ["1\n33.3 %", "2\n66.7 %"]]
    np.testing.assert_allclose(cell_shares(found).sum(axis=1), 1)
    assert confusion_title(found) == (
        "At a threshold of 0.5, 40 % of the flagged are positive and 66.7 % of the positives are "
        "flagged"
    )
    assert "nobody is flagged" in confusion_title(confuse_decisions(TEN, threshold=1.0))


def test_the_table_explains_each_rate():
    table = rates_table(confuse_decisions(TEN, threshold=0.5))
    assert table.columns.tolist() == ["rate", "meaning", "value_share", "from_share", "to_share"]
    classes = confuse_classes(Part(np.array([0, 1]), np.eye(2), np.arange(2)), labels=("a", "b"))
    assert "recall_share" in rates_table(classes)
