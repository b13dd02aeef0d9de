import numpy as np
import pytest

from project_lib.splits import openings

SCORE = ("average precision", 0.5, 0.4, 0.6)


def seal(*reasons, sha="a", earlier=()):
    log = [
        {"at": f"2026-11-{day:02d}T10:00:00+00:00", "notebook": "11_evaluation", "cell": "open",
         "reason": reason, "intact": True}
        for day, reason in enumerate(reasons, 1)
    ]  # fmt: skip
    return {"sha256": sha, "rows": 7, "openings": log, "earlier": list(earlier)}


def test_one_opening_is_a_fair_test():
    assert not openings.opened_again(seal("final"))
    said = openings.openings_sentence(seal("final"))
    assert said.startswith("The 7 sealed rows were opened once, on 2026-11-01: no choice")
    assert openings.worth_sentence(seal("final"), *SCORE) == ""


def test_none_is_no_test():
    assert "never opened" in openings.openings_sentence(seal())
    assert openings.openings_table(seal()).empty


def test_a_second_opening_of_the_same_decision_repeats_a_number():
    said = openings.worth_sentence(seal("final", "final"), *SCORE)
    assert "the same decision" in said and "0.500 was only computed again" in said


def test_two_decisions_flatter_by_the_mean_of_the_larger_of_two_errors():
    said = openings.worth_sentence(seal("one", "two"), *SCORE)
    assert "by up to 0.029 on average" in said  # 0.564 x 0.2 / 3.92
    assert "2 different decisions" in said


def test_a_score_without_an_interval_flatters_by_chance():
    assert "flatters by chance" in openings.worth_sentence(seal("one", "two"), "R²", 0.1, 0.1, 0.1)


def test_the_means_of_the_largest_of_k_normal_values_are_right():
    draws = np.random.default_rng(0).normal(size=(200_000, 10))
    for k, mean in enumerate(openings.BEST_OF, 1):
        assert draws[:, :k].max(axis=1).mean() == pytest.approx(mean, abs=0.01)


def test_in_one_sentence_several_decisions_flatter_and_one_only_if_it_is_changed():
    several = openings.reopened_sentence(seal("one", "two"))
    assert "for 2 different decisions" in several and several.endswith("numbers flatter.")
    assert "each time for the same decision" in openings.reopened_sentence(seal("one", "one"))


@pytest.mark.parametrize("log", [{}, seal(), seal("final")])
def test_where_nothing_was_opened_again_nothing_is_said(log):
    assert openings.reopened_sentence(log) == ""


def test_the_same_rows_sealed_before_count_and_others_do_not():
    before = [seal("other rows", sha="b"), seal("first")]
    now = seal("second", earlier=before)
    assert openings.opened_again(now)
    assert openings.openings_table(now)["reason"].tolist() == ["first", "second"]


def test_the_same_people_with_other_features_count_and_other_people_are_told():
    people, others = {"keys_sha256": "k"}, seal("of others", sha="c") | {"keys_sha256": "o"}
    before = [others, seal("first", sha="b") | people]
    assert openings.opened_again(seal("second", earlier=before) | people)
    said = openings.openings_sentence(seal("only", earlier=[others]) | people)
    assert "opened once" in said and said.endswith(
        "Before, the log has 1 opening of other sealed rows; who is in both was seen there."
    )


def test_the_table_says_where_and_when():
    [row] = openings.openings_table(seal("final")).to_dict("records")
    assert row == {
        "opening": 1, "at": "2026-11-01 10:00:00 UTC", "notebook": "11_evaluation",
        "reason": "final", "rows_as_sealed": True,
    }  # fmt: skip


def test_the_days_of_several_openings_are_told_once_each():
    said = openings.openings_sentence(seal("one", "two"))
    assert "opened 2 times, first on 2026-11-01 and last on 2026-11-02." in said
    same = seal("one", earlier=[seal("one")])
    assert "opened 2 times, on 2026-11-01. Whoever" in openings.openings_sentence(same)
