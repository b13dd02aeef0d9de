from types import SimpleNamespace

import numpy as np
import pytest
from decision_examples import draw_noise, draw_outcomes
from hypothesis import given
from hypothesis import strategies as st

from project_lib.errors import InputError
from project_lib.performance.score_counts import count_scores, list_cuts
from project_lib.performance.thresholds import Goal, choose_threshold, find_goal

MONEY = Goal("cost", contact=1.0, benefit=4.0, currency="EUR")
SCORE = st.one_of(st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0]), st.floats(0, 1))
ROWS = st.lists(st.tuples(st.integers(0, 1), SCORE), min_size=1, max_size=60)
GOALS = st.one_of(
    st.just(Goal()),
    st.builds(
        Goal,
        st.just("cost"),
        contact=st.sampled_from([0.0, 0.5, 1.0, 9.0]),
        benefit=st.sampled_from([0.0, 1.0, 5.0]),
    ),
)


@given(ROWS, GOALS)
def test_the_threshold_is_never_worse_than_one_half_on_its_own_rows(rows, goal):
    actual, probability = zip(*rows, strict=True)
    chosen = choose_threshold(actual, probability, goal)
    flagged = np.asarray(probability) >= chosen.value
    half = np.asarray(probability) >= 0.5
    actual = np.asarray(actual)
    counts = [(int(side.sum()), int(actual[side].sum())) for side in (flagged, half)]
    values = [float(goal.measure(*pair, int(actual.sum()))) for pair in counts]
    assert values[0] >= values[1]
    assert chosen.reached == pytest.approx(values[0])
    assert chosen.at_half == pytest.approx(values[1])


@given(ROWS, st.integers(0, 70), st.sampled_from(["capacity", "cost"]))
def test_the_capacity_is_never_exceeded_at_any_cutoff(rows, capacity, rule):
    actual, probability = (np.array(side) for side in zip(*rows, strict=True))
    cutoffs = np.arange(len(rows)) % 2
    goal = Goal(rule, contact=1.0, benefit=3.0, capacity=capacity)
    chosen = choose_threshold(actual, probability, goal, cutoffs=cutoffs)
    flagged = probability >= chosen.value
    assert all(flagged[cutoffs == cutoff].sum() <= capacity for cutoff in (0, 1))


def test_all_scores_below_one_half_still_find_positives():
    actual, probability, _ = draw_outcomes(stretch=1.0, shift=-4.0)
    chosen = choose_threshold(actual, probability)
    assert chosen.at_half < 0.1
    assert chosen.f1 > 0.3


def test_one_score_for_all_flags_all_for_f1_and_tells_nobody_apart():
    chosen = choose_threshold([0, 1, 0, 0], [0.2] * 4)
    assert chosen.flagged_share == 1
    assert chosen.value == pytest.approx(0.1)
    assert chosen.f1 == pytest.approx(2 / 5)


def test_without_positives_one_half_is_kept():
    chosen = choose_threshold([0, 0], [0.1, 0.2])
    assert (chosen.value, chosen.reason) == (0.5, "half")
    assert chosen.reached == 0


def test_scores_that_part_the_classes_are_cut_in_between():
    chosen = choose_threshold([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    assert chosen.f1 == 1
    chosen = choose_threshold([0, 0, 1, 1], [0.01, 0.02, 0.08, 0.09])
    assert chosen.f1 == 1
    assert chosen.value == pytest.approx(0.05)


def test_contacts_that_cost_more_than_they_bring_are_not_made():
    actual, probability, _ = draw_outcomes()
    chosen = choose_threshold(actual, probability, Goal("cost", contact=5.0, benefit=4.0))
    assert chosen.flagged_share == 0
    assert chosen.reached == 0


@pytest.mark.parametrize("rows", [300, 3000, 30_000])
def test_right_probabilities_are_cut_at_the_price_of_a_contact(rows):
    actual, probability, _ = draw_outcomes(rows=rows)
    chosen = choose_threshold(actual, probability, MONEY)
    assert (chosen.value, chosen.reason) == (0.25, "price")
    assert chosen.low <= chosen.value <= chosen.high


def test_wrong_probabilities_are_cut_where_the_right_ones_reach_the_price():
    actual, probability, true = draw_outcomes(rows=20_000, shift=2.0)
    chosen = choose_threshold(actual, probability, MONEY)
    assert chosen.reason == "mean"
    near = np.abs(probability - chosen.value).argmin()
    assert true[near] == pytest.approx(0.25, abs=0.05)


def test_what_earns_more_at_one_time_and_less_at_another_does_not_replace_the_price():
    early = draw_outcomes(rows=4000, shift=-2.5)
    late = draw_outcomes(rows=4000, seed=1, shift=0.3)
    actual, probability = (np.append(early[side], late[side]) for side in (0, 1))
    folds = np.repeat([1, 2], 4000)
    assert choose_threshold(actual, probability, MONEY).reason == "mean"
    assert choose_threshold(actual, probability, MONEY, folds=folds).reason == "price"
    mixed = np.arange(8000) % 4
    assert choose_threshold(actual, probability, MONEY, folds=mixed).reason == "mean"


@pytest.mark.parametrize(("contact", "share"), [(0.0, 1.0), (9.0, 0.0)])
def test_contacts_for_nothing_reach_all_and_too_dear_ones_nobody(contact, share):
    actual, probability, _ = draw_outcomes(rows=500)
    chosen = choose_threshold(actual, probability, Goal("cost", contact=contact, benefit=3.0))
    assert chosen.flagged_share == share


def test_a_capacity_binds_money_as_well():
    actual, probability, _ = draw_outcomes(rows=1000)
    bound = Goal("cost", contact=1.0, benefit=50.0, capacity=100)
    chosen = choose_threshold(actual, probability, bound)
    assert chosen.reason == "capacity"
    assert chosen.flagged_share == pytest.approx(0.1)


def test_a_part_of_the_population_gets_its_part_of_the_capacity():
    actual, probability, _ = draw_outcomes(rows=1000)
    goal = Goal("capacity", capacity=400)
    chosen = choose_threshold(actual, probability, goal, population=4000)
    assert chosen.flagged_share == pytest.approx(0.1)
    cutoffs = np.repeat(["a", "b"], 500)
    chosen = choose_threshold(actual, probability, goal, cutoffs=cutoffs, population=4000)
    assert 0.08 < chosen.flagged_share <= 0.1


def test_stretching_probabilities_changes_no_decision():
    actual, probability, _ = draw_outcomes()
    chosen = choose_threshold(actual, probability)
    stretched = choose_threshold(actual, probability**3)
    assert (chosen.decide(probability) == stretched.decide(probability**3)).all()


@pytest.mark.parametrize(("rows", "rate"), [(300, 0.2), (1500, 0.05), (3000, 0.2)])
def test_the_mean_of_resamples_loses_less_on_new_rows_than_the_highest_point(rows, rate):
    _, scores, true = draw_outcomes(200_000, seed=999, rate=rate)
    order = np.argsort(scores)
    ahead = np.append(0, np.cumsum(true[order][::-1]))

    def true_f1(threshold):
        length = len(scores) - np.searchsorted(scores[order], threshold)
        return 2 * ahead[length] / (length + true.sum())

    chosen, highest = [], []
    for seed in range(25):
        actual, probability, _ = draw_outcomes(rows, seed=seed, rate=rate)
        counts = count_scores(actual, probability)
        cuts = list_cuts(counts)
        measured = Goal().measure(*counts.at(cuts), counts.positives)
        highest.append(true_f1(cuts[measured.argmax()]))
        chosen.append(true_f1(choose_threshold(actual, probability).value))
    best = (2 * ahead[1:] / (np.arange(1, len(ahead)) + true.sum())).max()
    assert best - np.mean(chosen) < 0.75 * (best - np.mean(highest))


def test_scores_of_noise_flag_nearly_everybody_for_f1():
    actual, probability = draw_noise(rows=4000)
    assert choose_threshold(actual, probability).flagged_share > 0.7


def test_the_same_seed_gives_the_same_threshold():
    actual, probability, _ = draw_outcomes(rows=500)
    once, again = (choose_threshold(actual, probability, random_state=3) for _ in range(2))
    assert once == again


def test_a_case_with_costs_wants_money_unless_it_says_otherwise():
    costs = SimpleNamespace(contact=0.5, benefit=10.0, currency="USD", capacity=None)
    assert find_goal(None) == Goal("f1")
    assert find_goal(costs) == Goal("cost", contact=0.5, benefit=10.0, currency="USD")
    assert find_goal(costs, "f1").rule == "f1"


def test_a_capacity_that_is_not_given_is_asked_for():
    with pytest.raises(InputError, match=r"set costs\.capacity"):
        choose_threshold([0, 1], [0.1, 0.9], Goal("capacity"))


def test_cutoffs_that_are_not_one_per_row_are_refused():
    with pytest.raises(InputError, match="give the cutoff of each row"):
        choose_threshold([0, 1], [0.1, 0.9], Goal("capacity", capacity=1), cutoffs=["a"])
