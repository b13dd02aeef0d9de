import pandas as pd
import pytest
from score_files import adding_bundle
from small_case import TOML, rows_toml

from project_lib.case import open_case
from project_lib.serving import known_outcomes, list_words

SAVED = {"recency": 1.0, "result": [1, 0, 1, 0]}


def open_rows(write_case, changes=(), **given):
    """Return a case of given rows, with its table as notebook 02 and its rows as 04 leave them."""
    text = rows_toml()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    write_case(text, name="small")
    case = open_case("small", "deployment")
    table = pd.DataFrame({"user": ["a", "b", "c", "d"], "at": pd.Timestamp("2024-05-01"),
                          "paid": [1.0, 0.0, 1.0, 0.0]} | given)  # fmt: skip
    case.save(table, "description", "log")
    return case


def listed_rows(**columns):
    ranked = {"rank": [1, 2, 3], **columns, "probability": [0.9, 0.8, 0.7], "decision": True}
    return pd.DataFrame(ranked)


def numbered(write_case):
    """Return case and list where each row is an entity, and `user` a mere identifier."""
    case = open_rows(write_case, [('entity = "user"\n', "")])
    case.save(pd.DataFrame({"row": [1, 2, 3, 4], **SAVED}), "filtering")
    training = pd.DataFrame({"row": [2, 3]})
    return case, known_outcomes.add_known(listed_rows(row=[3, 1, 2]), training, case)


def test_a_list_made_of_events_stays_as_it_is(write_case):
    write_case(TOML.format(costs=""), name="small")
    listed = listed_rows(user=["a", "b", "c"])
    case = open_case("small", "deployment")
    assert known_outcomes.add_known(listed, listed[["user"]], case) is listed
    assert known_outcomes.known_words(listed, adding_bundle(), case) == ""


def test_given_rows_have_identifiers_known_outcome_and_whether_they_were_learned(write_case):
    _, known = numbered(write_case)
    assert known.columns.tolist() == [
        "rank", "row", "user", "probability", "decision", "result_known", "learned_from"
    ]  # fmt: skip
    assert known["user"].tolist() == ["c", "a", "b"]
    assert known["result_known"].tolist() == [1, 1, 0]
    assert known["learned_from"].tolist() == [True, False, True]
    assert known["learned_from"].dtype == bool and known["result_known"].dtype == "int64"


def test_rows_of_an_entity_are_told_apart_by_their_moment(write_case):
    days = pd.to_datetime(["2024-05-01", "2024-05-02"] * 2)
    code = 'code = { description = "Code", dtype = "text", role = "identifier" }'
    paid = 'float", role = "number" }'
    changes = [("as_of = 2024-06-01", 'time = "at"'), (paid, f"{paid}\n{code}")]
    users = ["a", "a", "b", "b"]
    case = open_rows(write_case, changes, user=users, at=days, code=["k1", "k2", "k3", "k4"])
    case.save(pd.DataFrame({"user": users, "cutoff": days, **SAVED}), "filtering")
    training = pd.DataFrame({"user": ["a", "b"], "cutoff": days[:2]})
    listed = listed_rows(user=["b", "a", "a"], cutoff=days[[3, 1, 0]].astype("datetime64[us]"))
    known = known_outcomes.add_known(listed, training, case)
    assert known.columns.tolist()[:4] == ["rank", "user", "cutoff", "code"]
    assert known["code"].tolist() == ["k4", "k2", "k1"]
    assert known["result_known"].tolist() == [0, 0, 1]
    assert known["learned_from"].tolist() == [True, False, True]


def test_of_rows_that_share_their_key_no_outcome_is_told(write_case):
    case = open_rows(write_case)
    case.save(pd.DataFrame({"user": ["a", "a", "b", "c"], **SAVED}), "filtering")
    listed = listed_rows(user=["a", "a", "b"])
    known = known_outcomes.add_known(listed, pd.DataFrame({"user": ["a", "a"]}), case)
    assert known["result_known"].isna().tolist() == [True, True, False]
    assert known["learned_from"].tolist() == [True, True, False]
    said = known_outcomes.known_words(known, adding_bundle(), case)
    assert "The outcome of 1 of 3 listed rows is known already (`result_known`): 1 (100 %)" in said
    assert " has it; the others share their key with another row." in said
    none = known_outcomes.known_words(known.head(2), adding_bundle(), case)
    assert "The outcome of 0 of 2 listed rows" in none and "nan" not in none


def test_the_sentences_tell_who_has_it_already_and_whose_scores_flatter(write_case):
    case, known = numbered(write_case)
    bundle = adding_bundle()
    said = list_words.first_sentence(known, bundle, case)
    for words in (
        "`row` counts the rows of the table `log` from 1, as they were read; the table itself "
        "tells its rows apart by `user`.",
        "The outcome of 3 of 3 listed rows is known already (`result_known`): 2 (66.7 %) have it,",
        "has learned from 2 of the listed (`learned_from`), whose scores and ranks flatter: "
        "50 % of them have it, 100 % of the others.",
        "`crisp-ds score small` scores every row",
    ):
        assert words in said
    counted = list_words.list_sentence(known, known, bundle, case)
    assert "2 of them have it already. As if no outcome were known, `result` is expected" in counted
    label = list_words.list_figures(known, known, bundle, case)["listed_expected_share"]["label"]
    assert label.startswith("Expected of those on the list, as if no outcome were known:")
    unseen = known.assign(learned_from=False)
    assert "has learned from none of the listed" in known_outcomes.known_words(unseen, bundle, case)
    assert known_outcomes.known_words(known.head(0), bundle, case) == ""


@pytest.mark.parametrize("task", ["number", "classes"])
def test_of_other_targets_it_is_told_how_many_outcomes_are_known(write_case, task):
    case, known = numbered(write_case)
    said = known_outcomes.known_words(known, adding_bundle(task), case)
    assert "listed rows is known already (`result_known`). The model has learned from 2" in said
    assert "have it" not in said
