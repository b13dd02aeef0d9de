import re

import numpy as np
import pytest
from slice_tables import make_rows, predicted_table

from project_lib.error_analysis.row_errors import measure_errors
from project_lib.error_analysis.slice_sentences import (
    slice_points,
    slices_sentence,
    slices_table,
    slices_title,
)
from project_lib.error_analysis.slices import find_misjudged_slices, find_worst_slices


def found(search=find_worst_slices, rows=3000, seed=0, bad=None, truth=0.6):
    table, errors, columns, entities = predicted_table(rows, seed, bad, truth)
    return search(table, errors, columns, entities=entities, random_state=seed)


def free(table):
    return table["plan"] == "free"


def hard():
    """Return slices of which one is hard to foresee, and the model knows it."""
    table, columns, random = make_rows(6000)
    chance = np.where(table["plan"] == "free", 0.5, 0.05)
    errors = measure_errors("binary", (random.random(6000) < chance).astype(int), chance)
    return find_worst_slices(table, errors, columns, entities=table["customer_id"].to_numpy())


def numbers():
    table, columns, random = make_rows(3000)
    expected = np.full(3000, 10.0)
    off = np.where(table["plan"] == "free", 5, 0)
    errors = measure_errors("number", expected + off + random.normal(size=3000), expected)
    return find_misjudged_slices(table, errors, columns, entities=table["customer_id"].to_numpy())


def test_the_sentence_names_the_slice_its_size_and_both_losses():
    text = slices_sentence(found(bad=free), "customer_id")
    assert "*Plan: free* (973 rows, 32.4 % of all): log loss 1.15" in text
    assert "elsewhere. Its own probabilities promise 0." in text
    assert "comes on top, which the model does not know of" in text
    assert "it expects too little there" in text
    assert "the other half, whose numbers these are, confirms" in text


def test_a_slice_that_is_only_hard_is_said_to_be_hard():
    text = slices_sentence(hard(), "customer_id")
    assert "hard to foresee, and the model says so" in text
    assert "neither too much nor too little beyond chance" in text


def test_too_much_is_told_from_too_little():
    for truth, words in ((0.6, "too little"), (0.02, "too much")):
        slices = found(find_misjudged_slices, bad=free, truth=truth)
        assert f"it expects {words} there" in slices_sentence(slices, "customer_id")
        assert slices_title(slices) == f"The model expects {words} at Plan: free"


def test_a_number_is_told_in_its_unit():
    text = slices_sentence(numbers(), "customer_id", unit="USD")
    assert "The mean is 15.0" in text
    assert "expects 10.00 USD (a difference of 5" in text
    table = slices_table(numbers())
    assert {"mean", "expected_mean"} <= set(table.columns)
    assert re.search(r"a difference of [\d.]+, 95 %", slices_sentence(numbers(), "customer_id"))


def test_nothing_found_is_said_to_be_nothing():
    nothing = next(one for one in map(lambda seed: found(seed=seed), range(20))
                   if one.confirmed.empty and len(one.table))  # fmt: skip
    text = slices_sentence(nothing, "customer_id")
    assert text.startswith("No slice is worse than the rest beyond chance")
    assert "does not confirm" in text
    assert slices_title(nothing) == "No slice is worse than the rest in both halves"


def test_too_few_rows_are_said_to_be_too_few():
    few = found(rows=60)
    text = slices_sentence(few, "customer_id")
    assert text.startswith("There are too few rows to look for slices: each needs 40 customers")
    assert slices_table(few).empty
    assert slice_points(few)[0].empty


@pytest.mark.parametrize("search", [find_worst_slices, find_misjudged_slices])
def test_the_table_has_words_and_shares(search):
    table = slices_table(found(search, bad=free))
    assert table.columns[:3].tolist() == ["slice", "rows", "share"]
    assert {"happened_share", "expected_share"} <= set(table.columns)
    assert ("log_loss" in table) == ("log_loss_promised" in table) == (search is find_worst_slices)
    assert table["slice"].iloc[0] == "Plan: free"


def test_points_are_the_confirmed_slices_and_what_they_are_compared_with():
    slices = found(find_misjudged_slices, bad=free)
    points, options = slice_points(slices)
    assert len(points) == len(slices.confirmed)
    top = slices.table.iloc[0]
    assert points["value"].iloc[0] == top["actual"]
    assert points["compared"].iloc[0] == top["expected"]
    assert points["low"].iloc[0] == pytest.approx(top["expected"] + top["apart_low"])
    assert options == {"names": ("happened", "expected"), "x_label": "share with the target",
                       "percent": True}  # fmt: skip


def test_of_several_classes_the_model_claims_too_much():
    table, columns, random = make_rows(3000)
    shares = np.tile([0.8, 0.1, 0.1], (3000, 1))
    right = random.random(3000) < np.where(table["plan"] == "free", 0.3, 0.8)
    errors = measure_errors("classes", np.where(right, 0, 1), shares)
    entities = table["customer_id"].to_numpy()
    slices = find_misjudged_slices(table, errors, columns, entities=entities)
    assert slices_title(slices) == "The model claims too much at Plan: free"
    text = slices_sentence(slices, "customer_id")
    assert "The forecast class happens in 3" in text
    assert "the model claims 80.0 %" in text or "the model claims 80 %" in text
    assert "it claims too much there" in text
