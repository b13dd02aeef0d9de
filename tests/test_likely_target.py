"""The target: whether it is likely, its kind, its positive value."""

import pytest
from looked_at import seen


def target(folder, values, name="y", **said):
    return seen(folder, said={"target": name, **said}, **{name: values}).target


@pytest.mark.parametrize(
    ("values", "kind", "positive"),
    [
        (["yes", "no"], "binary", True),
        (["0", "1"], "binary", 1),
        (["-1", "1"], "binary", 1),
        (["1", "2", "2"], "binary", 1),
        (["good", "bad"], "binary", "bad"),
        (["stay", "stay", "go"], "binary", "go"),
        (["a", "b", "c"], "classes", None),
        (["0", "1", "2"], "classes", None),
        (["1.5", "2.5", "3.5"], "amount", None),
        ([str(i) for i in range(40)], "amount", None),
    ],
)
def test_kind_and_positive_follow_from_the_values(tmp_path, values, kind, positive):
    found = target(tmp_path, values)
    assert (found.kind, found.positive) == (kind, positive)


def test_every_letter_is_a_class(tmp_path):
    assert len(target(tmp_path, list("abcdefghijklmnopqrstuvwxyz")).levels) == 26


def test_few_whole_numbers_in_uneven_shares_are_an_amount_and_open(tmp_path):
    grades = ["5"] * 12 + ["6"] * 12 + ["4", "7", "3", "8"]
    found = seen(tmp_path, quality=grades, said={"target": "quality"})
    assert (found.target.kind, found.column("quality").role) == ("amount", "number")
    (item,) = [item for item in found.open if item.key == "kind"]
    assert item.options == ("amount", "classes")


def test_the_rarer_of_two_unknown_words_is_positive_and_open(tmp_path):
    found = seen(tmp_path, state=["left", "left", "right"], said={"target": "state"})
    (item,) = [item for item in found.open if item.key == "positive"]
    assert (item.chosen, set(item.options)) == ("right", {"left", "right"})
    assert found.target.levels == (("left", 40), ("right", 20))


@pytest.mark.parametrize("name", ["Churn", "default", "Survived", "target", "is_fraud"])
def test_names_of_outcomes_propose_a_target(tmp_path, name):
    found = seen(tmp_path, **{name: ["0", "1"]}, other=["a", "b", "c"])
    (item,) = [item for item in found.open if item.key == "target"]
    assert item.chosen == found.target.column
    assert not found.target.given


def test_a_last_column_of_few_values_is_possible_but_not_taken(tmp_path):
    found = seen(tmp_path, colour=["red", "blue", "green"])
    (item,) = [item for item in found.open if item.key == "target"]
    assert (found.target, item.options, item.chosen) == (None, ("colour", "none"), "none")


@pytest.mark.parametrize(("buys", "repeats"), [(6, True), (1, False)])
def test_what_entities_do_several_times_is_no_end(tmp_path, buys, repeats):
    users = [f"u{i // 6}" for i in range(60)]
    kinds = ["buy" if i % 6 < buys else "view" for i in range(60)]
    days = [f"2024-01-{i % 6 + 1:02}" for i in range(60)]
    said = {"target": "event=buy", "entity": "user_id", "time": "day", "events": True}
    if buys == 6:
        kinds[0] = "view"
    found = seen(tmp_path, user_id=users, day=days, event=kinds, said=said)
    assert found.target.repeats is repeats
