from trial_examples import SEARCHED

from project_lib.models.metrics import METRICS
from project_lib.tuning.committee_choice import ChosenMembers
from project_lib.tuning.committee_words import committee_sentence, members_overview

AP = METRICS["average_precision"]
TWO = ChosenMembers((1, 0), (0.6, 0.4), (0.60, 0.62), (0.58, 0.61), (0.01, -0.004))


def test_each_member_has_its_weight_and_its_own_score():
    table = members_overview((SEARCHED[4], SEARCHED[1]), TWO, AP)
    assert table["member"].tolist() == ["LightGBM", "logistic"]
    assert table["weight_share"].tolist() == [0.6, 0.4]
    assert table["setting"].iloc[1] == "C 0.100"


def test_a_committee_is_told_with_the_caution_that_the_folds_chose_it():
    said = committee_sentence((SEARCHED[4], SEARCHED[1]), TWO, AP, test_share=0.25)
    assert said.startswith("2 members predict together")
    assert "0.6100 in average precision, the best of them alone 0.5950" in said
    assert "which flatters them" in said
    assert "are 0.0030 better than the best single model" in said
    assert "better in 1 of 2 folds" in said


def test_one_member_is_told_with_what_committees_were_worth():
    one = ChosenMembers((0,), (1.0,), (0.58, 0.61), (0.58, 0.61), (-0.01, -0.004, 0.001))
    said = committee_sentence((SEARCHED[4],), one, AP, test_share=0.25)
    assert said.startswith("LightGBM decides alone: 0.5950 in average precision.")
    assert "judged on it: they are 0.0043 worse than" in said
    same = ChosenMembers((0,), (1.0,), (0.58, 0.61), (0.58, 0.61), (0.0, 0.0, 0.0))
    said = committee_sentence((SEARCHED[4],), same, AP, test_share=0.25)
    assert "they do no better and no worse than the best single model" in said
    none = ChosenMembers((0,), (1.0,), (0.58,), (0.58,), ())
    said = committee_sentence((SEARCHED[4],), none, AP, test_share=0.25)
    assert "nothing to combine it with" in said
