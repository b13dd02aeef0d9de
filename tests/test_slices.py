import numpy as np
import pytest
from slice_tables import make_rows, predicted_table

from project_lib.error_analysis.row_errors import measure_errors
from project_lib.error_analysis.slices import find_misjudged_slices, find_worst_slices
from project_lib.errors import InputError


def free_and_young(table):
    return (table["plan"] == "free") & (table["age"] < 40)


def free(table):
    return table["plan"] == "free"


def worst(search=find_worst_slices, seed=0, **changes):
    table, errors, columns, entities = predicted_table(seed=seed, **changes)
    return table, search(table, errors, columns, entities=entities, random_state=seed)


@pytest.mark.parametrize("search", [find_worst_slices, find_misjudged_slices])
@pytest.mark.parametrize("seed", range(10))
def test_a_planted_bad_slice_is_always_found(search, seed):
    table, found = worst(search, seed, bad=free)
    assert found.confirmed["slice"].iloc[0] == "Plan: free"
    np.testing.assert_array_equal(found.members[0], table["plan"] == "free")


@pytest.mark.parametrize("seed", range(6))
def test_a_planted_pair_is_always_found(seed):
    table, found = worst(seed=seed, bad=free_and_young, truth=0.8, rows=4000)
    bad, first = free_and_young(table).to_numpy(), found.members[0]
    assert found.table["confirmed"].iloc[0]
    assert bad[first].mean() > 0.6
    assert (first & bad).sum() > 0.3 * bad.sum()


@pytest.mark.parametrize("search", [find_worst_slices, find_misjudged_slices])
@pytest.mark.slow
def test_without_a_bad_slice_at_most_the_promised_share_is_found(search):
    found = [
        len(worst(search, seed, rows=1200, per_entity=per)[1].confirmed) > 0
        for seed in range(60)
        for per in (1, 2)
    ]
    assert np.mean(found) <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 120)


@pytest.mark.slow
def test_the_interval_holds_the_truth_although_the_slice_was_chosen():
    hits = []
    for seed in range(60):
        table, errors, columns, entities = predicted_table(rows=1200, seed=seed, bad=free)
        found = find_misjudged_slices(table, errors, columns, entities=entities, random_state=seed)
        for mine, (_, row) in zip(found.members, found.table.iterrows(), strict=True):
            free_rows = (table["plan"] == "free").to_numpy()
            truth = np.where(free_rows, 0.6 - errors.expected, 0.0)[mine].mean()
            hits.append(row["apart_low"] - 0.01 <= truth <= row["apart_high"] + 0.01)
    assert np.mean(hits) >= 0.9


def test_a_row_counts_in_one_slice_alone():
    table, found = worst(bad=lambda t: (t["plan"] == "free") | (t["orders"] == 4))
    assert len(found.table) > 1
    assert found.members.sum(axis=0).max() == 1
    assert found.members.sum(axis=1).tolist() == found.table["rows"].tolist()
    np.testing.assert_allclose(found.table["share"], found.table["rows"] / len(table))


def test_a_slice_says_what_happened_and_what_was_expected():
    _, found = worst(find_misjudged_slices, bad=free, truth=0.6)
    top = found.table.iloc[0]
    assert top["actual"] == pytest.approx(0.6, abs=0.05)
    assert top["expected"] == pytest.approx(0.21, abs=0.03)
    assert top["apart_low"] > 0.3
    assert top["inside"] == pytest.approx(top["actual"] - top["expected"])


def test_a_slice_that_is_hard_to_foresee_keeps_its_promise():
    table, columns, random = make_rows(6000)
    chance = np.where(table["plan"] == "free", 0.5, 0.05)
    happened = (random.random(6000) < chance).astype(int)
    errors = measure_errors("binary", happened, chance)
    found = find_worst_slices(table, errors, columns, entities=table["customer_id"].to_numpy())
    top = found.confirmed.iloc[0]
    assert top["slice"] == "Plan: free"
    assert top["promised"] == pytest.approx(np.log(2))
    assert top["excess_low"] <= 0 <= top["excess_high"]


def test_the_order_of_the_rows_does_not_matter():
    table, errors, columns, entities = predicted_table(bad=free)
    back = np.arange(len(table))[::-1]
    other = measure_errors("binary", errors.actual[back].astype(int), errors.expected[back])
    first = find_worst_slices(table, errors, columns, entities=entities)
    second = find_worst_slices(table.iloc[back], other, columns, entities=entities[back])
    assert first.table["slice"].tolist() == second.table["slice"].tolist()
    np.testing.assert_allclose(first.table["p"], second.table["p"])


def test_numbers_have_slices_of_their_absolute_error():
    table, columns, random = make_rows(3000)
    expected = np.full(3000, 10.0)
    happened = expected + random.normal(size=3000) * np.where(table["plan"] == "free", 5, 1)
    errors = measure_errors("number", happened, expected)
    found = find_worst_slices(table, errors, columns, entities=table["customer_id"].to_numpy())
    assert found.confirmed["slice"].iloc[0] == "Plan: free"
    assert found.table["promised"].isna().all()


def test_few_rows_have_no_slices_and_say_so():
    _, found = worst(rows=60, bad=free)
    assert found.table.empty
    assert found.tried == 0
    assert found.members.shape == (0, 60)


def test_rows_of_another_table_are_refused():
    table, errors, columns, entities = predicted_table(rows=300)
    with pytest.raises(InputError, match="rows, errors and entities: are 299, 300 and 300"):
        find_worst_slices(table.iloc[1:], errors, columns, entities=entities)
