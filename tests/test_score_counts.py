import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from project_lib.errors import InputError
from project_lib.performance.score_counts import MOST_CUTS, ScoreCounts, count_scores, list_cuts

SCORES = st.lists(
    st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0, 1)), min_size=1, max_size=40
)


def test_counts_are_of_rows_at_or_above_the_threshold():
    counts = count_scores([0, 1, 0, 1], [0.1, 0.5, 0.5, 0.9])
    flagged, found = counts.at([0.0, 0.5, 0.6, 0.95])
    assert flagged.tolist() == [4, 3, 1, 0]
    assert found.tolist() == [2, 2, 1, 0]


@given(SCORES, st.floats(0, 1))
def test_the_middle_between_scores_flags_the_same_rows(scores, threshold):
    counts = ScoreCounts(np.sort(scores), np.array([]))
    middle = counts.between(threshold)
    assert counts.at(middle)[0] == counts.at(threshold)[0]


@given(SCORES)
def test_beyond_all_scores_nobody_is_flagged(scores):
    counts = ScoreCounts(np.sort(scores), np.array([]))
    assert counts.at(counts.beyond)[0] == 0


def test_a_threshold_lies_halfway_between_its_neighbours():
    counts = count_scores([0, 1, 1], [0.2, 0.4, 0.8])
    assert counts.between(0.5) == pytest.approx(0.6)
    assert counts.between(0.1) == pytest.approx(0.1)
    assert counts.between(0.9) == pytest.approx(0.9)


def test_cuts_lie_below_positives_and_one_flags_nobody():
    cuts = list_cuts(count_scores([0, 1, 0, 1, 0], [0.1, 0.3, 0.4, 0.6, 0.7]))
    assert cuts == pytest.approx([0.85, 0.5, 0.2])


def test_many_positives_have_few_cuts_that_keep_both_ends():
    scores = np.linspace(0.1, 0.9, 5000)
    counts = count_scores(np.ones(5000, int), scores)
    cuts = list_cuts(counts)
    assert len(cuts) <= MOST_CUTS + 1
    assert counts.at(cuts[[0, 1, -1]])[0].tolist() == [0, 1, 5000]


@pytest.mark.parametrize(
    ("actual", "probability", "said"),
    [
        ([], [], "are empty"),
        ([0, 1], [0.5], "have the shapes"),
        ([0, 2], [0.5, 0.5], "hold 2"),
        ([0, 1], [0.5, 1.5], "hold 1.5"),
        ([0, 1], [0.5, np.nan], "hold nan"),
    ],
)
def test_rows_that_are_not_binary_with_probabilities_are_refused(actual, probability, said):
    with pytest.raises(InputError, match=said):
        count_scores(actual, probability)
