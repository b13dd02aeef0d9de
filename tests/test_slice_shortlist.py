import numpy as np
from slice_tables import make_rows

from project_lib.error_analysis.candidate_slices import group_features, inside, slice_words
from project_lib.error_analysis.slice_shortlist import shortlist_slices

TABLE, COLUMNS, RANDOM = make_rows(4000)
GROUPINGS = group_features(TABLE, COLUMNS)
NOISE = RANDOM.normal(size=4000)
ALL = np.full(4000, True)


def shortlisted(values, **options):
    chosen, tried = shortlist_slices(GROUPINGS, values, ALL, **options)
    return [slice_words(one, GROUPINGS) for one in chosen], chosen, tried


def test_a_planted_slice_comes_first():
    words, _, _ = shortlisted(NOISE + 2.0 * (TABLE["plan"] == "free"))
    assert words[0] == "Plan: free"


def test_a_planted_pair_is_named_by_both_of_its_features():
    planted = ((TABLE["plan"] == "free") & (TABLE["orders"] == 1)).to_numpy()
    words, _, _ = shortlisted(NOISE + 2.0 * planted)
    assert words[0] in ("Orders: 1, and Plan: free", "Plan: free, and Orders: 1")


def test_a_slice_that_a_worse_one_explains_is_not_repeated():
    planted = ((TABLE["plan"] == "free") & (TABLE["orders"] == 1)).to_numpy()
    words, chosen, _ = shortlisted(NOISE + 2.0 * planted)
    assert "Plan: free" not in words
    assert "Orders: 1" not in words
    taken = np.zeros(4000, dtype=bool)
    for one in chosen:
        mine = inside(one, GROUPINGS)
        assert (mine & ~taken).sum() >= 0.5 * mine.sum()
        taken |= mine


def test_two_planted_slices_are_both_found():
    values = NOISE + 1.5 * (TABLE["plan"] == "free") + 1.5 * (TABLE["orders"] == 0)
    words, chosen, _ = shortlisted(values)
    found = np.logical_or.reduce([inside(one, GROUPINGS) for one in chosen])
    planted = ((TABLE["plan"] == "free") | (TABLE["orders"] == 0)).to_numpy()
    assert found[planted].mean() > 0.9
    assert any("Orders: 0" in text for text in words[:3])
    assert any("Plan: free" in text for text in words[:3])


def test_low_values_count_where_both_sides_do():
    values = NOISE - 1.0 * (TABLE["plan"] == "free")
    assert "Plan: free" not in shortlisted(values)[0]
    assert shortlisted(values, both_sides=True)[0][0] == "Plan: free"


def test_slices_of_few_rows_are_not_tried():
    few = np.arange(4000) < 70
    assert shortlist_slices(GROUPINGS, NOISE, few) == ([], 0)


def test_equal_values_have_no_worst_slice():
    assert shortlisted(np.ones(4000))[0] == []


def test_more_than_half_of_the_rows_are_no_slice():
    _, chosen, tried = shortlisted(NOISE + 1.0 * (TABLE["wealth"] > 0.3))
    assert tried > 100
    assert all(inside(one, GROUPINGS).mean() <= 0.5 for one in chosen)
