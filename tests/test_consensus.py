import pandas as pd
from selector_examples import made_votes

from project_lib.selectors.consensus import consensus_table, fold_choices, method_votes

FOLDS = [
    {"a": 7, "b": 3, "c": 2, "d": 0},
    {"a": 6, "b": 4, "c": 3, "d": 0},
    {"a": 7, "b": 0, "c": 2, "d": 0},
]


def test_three_methods_in_most_folds_keep_a_feature():
    table = consensus_table(made_votes(FOLDS)).set_index("name")
    assert table["kept"].to_dict() == {"a": True, "b": True, "c": False, "d": False}
    assert table["votes"].to_dict() == {"a": 7, "b": 3, "c": 2, "d": 0}
    assert table["stability"].round(3).to_dict() == {"a": 1, "b": 0.667, "c": 0.333, "d": 0}
    assert table.loc["c", "reason"] == "2 of 7 methods; 3 are needed"
    assert table.loc["d", "reason"] == "beats the probes in no method"
    assert bool(table.loc["a", "boruta"]) is True


def test_votes_of_different_methods_in_different_folds_are_not_enough():
    votes = made_votes([{"a": 0, "b": 7}] * 3)
    cast = {1: ("l1", "shap"), 2: ("l1", "boruta"), 3: ("shap", "boruta")}
    for fold, methods in cast.items():
        chosen = (votes.scores["fold"] == fold) & votes.scores["method"].isin(methods)
        votes.scores.loc[chosen & (votes.scores["feature"] == "a"), "vote"] = True
    table = consensus_table(votes).set_index("name")
    assert table.loc["a", "votes"] == 3
    assert not table.loc["a", "kept"]
    assert table.loc["a", "reason"] == "3 of 7 methods, but not at once in most folds"


def test_of_copies_the_first_declared_stays_and_the_other_is_reported():
    alike = pd.DataFrame([[1, 0.995], [0.995, 1]], index=["a", "b"], columns=["a", "b"])
    votes = made_votes([{"a": 4, "b": 7}] * 3, alike)
    table = consensus_table(votes).set_index("name")
    assert table.index.tolist() == ["b", "a"]
    assert table["kept"].to_dict() == {"a": True, "b": False}
    assert table.loc["b", "repeats"] == "a"
    assert table.loc["b", "reason"] == "7 of 7 methods, but repeats a (0.995)"
    assert fold_choices(votes)["b"].tolist() == [False] * 3


def test_a_copy_of_a_feature_without_votes_stays():
    alike = pd.DataFrame([[1, 1.0], [1.0, 1]], index=["a", "b"], columns=["a", "b"])
    table = consensus_table(made_votes([{"a": 2, "b": 7}] * 3, alike)).set_index("name")
    assert table["kept"].to_dict() == {"a": False, "b": True}


def test_folds_choose_by_their_own_votes_only():
    choices = fold_choices(made_votes(FOLDS))
    assert choices["c"].tolist() == [False, True, False]
    assert choices["b"].tolist() == [True, True, False]
    assert method_votes(made_votes(FOLDS)).loc["b", "l1"] == 2


def test_where_nothing_beats_the_probes_nothing_is_kept():
    table = consensus_table(made_votes([{"a": 0, "b": 1}] * 2))
    assert not table["kept"].any()
    assert table["kept"].dtype.kind == "b"
