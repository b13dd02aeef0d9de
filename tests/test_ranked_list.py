import numpy as np
import pandas as pd
import pytest
from score_files import adding_bundle, expected, rows_to_score

from project_lib import files, journal
from project_lib.case import open_case
from project_lib.serving import list_words, ranked_list

KEYS = ("customer_id", "cutoff")


@pytest.fixture
def case(write_case):
    """A case whose feature table has two cutoffs, targets among its columns, and a seal."""
    write_case()
    case = open_case("shop", "deployment")
    now = rows_to_score(40, seed=1).rename(columns={"user": "customer_id"})
    before = now.assign(cutoff=pd.Timestamp("2025-10-01"), amount=99.0)
    table = pd.concat([before, now.sample(frac=1, random_state=0)])
    case.save(table.assign(buys_again=1, amount_next_90_days=5.0), "filtering")
    files.write_json(case.reports_folder / "holdout.json", {"sha256": "x", "rows": 12})
    return case


def scored(case, task="binary", keys=KEYS):
    bundle = adding_bundle(task, keys)
    return bundle, ranked_list.score_latest(case, bundle)


def test_the_newest_cutoff_is_scored_by_features_alone(case):
    bundle = adding_bundle(keys=KEYS)
    path = ranked_list.save_latest(case, bundle)
    latest = pd.read_parquet(path)
    assert set(latest) == {*KEYS, "amount", "plan", "joined", "orders"}
    assert latest["cutoff"].unique() == [pd.Timestamp("2026-01-01")]
    assert latest["customer_id"].tolist() == sorted(f"u{number}" for number in range(40))
    ranked_list.score_latest(case, bundle)
    assert list(journal.entries("checkpoint_read")) == ["filtering.parquet"]
    assert "deployment.scores.parquet" in journal.entries("checkpoint_written")


def test_a_table_without_cutoffs_is_scored_whole(case):
    table = rows_to_score(30).rename(columns={"user": "customer_id"}).drop(columns="cutoff")
    case.save(table.assign(buys_again=1), "filtering")
    bundle, ranked = scored(case, keys=("customer_id",))
    assert len(ranked) == 30
    said = list_words.latest_sentence(ranked, bundle, case)
    assert "no cutoffs, so all its rows are scored: 30 customers" in said
    assert "predictions flatter; 12 rows were held out" in said


def test_the_likeliest_stand_first_and_equals_by_their_key(case):
    _, ranked = scored(case)
    assert ranked.columns.tolist() == ["rank", *KEYS, "probability", "decision"]
    assert ranked["rank"].tolist() == list(range(1, 41))
    rows = rows_to_score(40, seed=1)
    assert ranked["probability"].tolist() == sorted(expected(rows), reverse=True)
    assert ranked.equals(ranked.sort_values(
        ["probability", "customer_id"], ascending=[False, True]))  # fmt: skip


def test_numbers_fall_and_classes_stand_together(case):
    _, numbers = scored(case, "number")
    assert (np.diff(numbers["prediction"]) <= 0).all()
    bundle, classes = scored(case, "classes")
    assert classes["class"].is_monotonic_increasing
    own = classes.filter(like="probability_").max(axis=1)
    assert own.groupby(classes["class"]).apply(lambda part: part.is_monotonic_decreasing).all()
    assert len(ranked_list.act_on(classes, bundle)) == 40


def test_the_list_ends_at_the_threshold_or_at_the_capacity(case):
    bundle, ranked = scored(case)
    listed = ranked_list.act_on(ranked, bundle)
    assert len(listed) == (ranked["probability"] >= 0.5).sum()
    for unlimited in (None, np.nan):
        bundle.decision["capacity"] = unlimited
        assert len(ranked_list.act_on(ranked, bundle)) == len(listed)
    bundle.decision["capacity"] = 3
    assert ranked_list.act_on(ranked, bundle)["rank"].tolist() == [1, 2, 3]
    said = list_words.list_sentence(ranked.head(3), ranked, bundle, case)
    assert "names 3 of 40 customers (7.5 %)" in said
    assert "at most the 3 that can be reached" in said


def test_the_list_is_a_plain_csv_that_the_runner_watches(case):
    bundle, ranked = scored(case)
    path = ranked_list.save_list(case, ranked.head(2))
    lines = path.read_text().splitlines()
    assert lines[0] == "rank,customer_id,cutoff,probability,decision"
    assert lines[1].startswith("1,u")
    assert ",2026-01-01," in lines[1]
    assert path.name in journal.entries("report_written")


def test_sentences_add_up(case):
    bundle, ranked = scored(case)
    listed = ranked_list.act_on(ranked, bundle)
    said = list_words.list_sentence(listed, ranked, bundle, case)
    hits = listed["probability"].sum()
    assert f"names {len(listed)} of 40 customers" in said
    assert f"`buys_again` is expected of {round(hits)} of them" in said
    when = list_words.latest_sentence(ranked, bundle, case)
    assert when.startswith("40 customers are scored as of 1 January 2026")
    assert "12 rows of the holdout" in when
    assert when.endswith("A later day needs the features of that day, and nothing else.")
    bundle.manifest["provenance"] = {"last_cutoff": "2026-01-01T00:00:00"}
    told = list_words.latest_sentence(ranked, bundle, case)
    assert told.endswith("The model has learned from others of this cutoff, whose scores flatter.")
    nobody = list_words.list_sentence(listed.head(0), ranked, bundle, case)
    assert nobody.endswith("a probability of 50 % or more. Nobody has.")


@pytest.mark.parametrize(
    ("task", "words"),
    [("number", "ranks all 40 customers by"), ("classes", "the likeliest class of all")],
)
def test_other_targets_have_their_own_sentence(case, task, words):
    bundle, ranked = scored(case, task)
    assert words in list_words.list_sentence(ranked, ranked, bundle, case)
    chart = list_words.scores_chart(ranked, bundle)
    assert sum(chart.data["count"]) == 40
    assert chart.reference is None
    assert list_words.histogram_title(ranked, ranked, bundle, case)
    assert list_words.list_figures(ranked, ranked, bundle, case)["listed"]["value"] == 40


def test_the_chart_points_at_the_threshold(case):
    bundle, ranked = scored(case)
    chart = list_words.scores_chart(ranked, bundle)
    assert (chart.reference, chart.reference_label) == (0.5, "act from 50 % on")
    assert (chart.x_label, chart.y_label) == ("Probability", "Customers")
    listed = ranked_list.act_on(ranked, bundle)
    title = list_words.histogram_title(listed, ranked, bundle, case)
    assert title.startswith(f"{100 * len(listed) / 40:g} % of the customers are listed; half")


def test_headline_numbers_are_the_length_of_the_list_and_what_it_promises(case):
    bundle, ranked = scored(case)
    listed = ranked_list.act_on(ranked, bundle)
    figures = list_words.list_figures(listed, ranked, bundle, case)
    assert figures["listed"]["value"] == len(listed)
    assert figures["listed_expected_share"]["value"] == listed["probability"].mean()
    assert set(list_words.list_figures(listed.head(0), ranked, bundle, case)) == {"listed"}
    said = list_words.first_sentence(listed, bundle, case)
    assert f"at rank {len(listed)}" in said
    assert list_words.first_sentence(listed.head(1), bundle, case) == "The list has 1 row."
