import re

import card_examples
import finding_examples as examples
import pytest
from deck_examples import KEY_FIGURES, case_text

from project_lib import files, journal, storytelling
from project_lib.case import open_case
from project_lib.errors import InputError

TARGET = r"\[prediction\.target\]\n(.+\n)+"
NOTHING = storytelling.Records([], [], [])


@pytest.fixture
def case(write_case, monkeypatch):
    root = write_case(case_text())
    folder = root / "reports" / "shop"
    files.write_json(folder / "findings.json", examples.records())
    files.write_json(folder / "key_figures.json", KEY_FIGURES)
    monkeypatch.chdir(root)
    journal.clear()
    return open_case("shop", "storytelling")


@pytest.fixture
def told(case):
    """Return the records and the deck that was written of them."""
    records = storytelling.gather_records(case)
    deck = storytelling.plan_story(case, records)
    return records, deck, storytelling.write_decks(case, deck)


def test_nothing_is_told_of_a_model_whose_target_is_no_longer_declared(case, write_case):
    files.write_json(case.reports_folder / "model_findings.json", examples.records())
    assert storytelling.gather_records(case).about_model == examples.records()
    write_case(re.sub(TARGET, "", case_text()))
    assert storytelling.gather_records(open_case("shop", "storytelling")).about_model == []


def test_the_decks_are_written_and_every_number_in_them_has_a_source(case, told):
    records, deck, paths = told
    traced = storytelling.trace_decks(case, deck, records)
    assert len(storytelling.require_traced(traced)) > 50
    assert [path.name for path in paths] == ["deck.pptx", "deck.html"]
    assert set(storytelling.sources_table(traced)["source"]) >= {"finding:few_hold_much"}


def test_a_number_that_was_changed_by_hand_stops_the_trace(case, told):
    records, deck, paths = told
    text = paths[1].read_text("utf-8")
    paths[1].write_text(text.replace("brings 60\u00a0%", "brings 65.5\u00a0%"), "utf-8")
    traced = storytelling.trace_decks(case, deck, records)
    with pytest.raises(InputError, match=r"deck.html, slide \d+: shows 65.5"):
        storytelling.require_traced(traced)


def test_the_summary_of_another_run_is_traced_after_the_run_only(case, told):
    records, deck, _ = told
    files.write_text(case.reports_folder / "summary.html", "<main><p>brings 65.5 %</p></main>")
    traced = storytelling.trace_decks(case, deck, records)
    assert len(storytelling.require_traced(traced)) == len(traced)
    whole = storytelling.trace_decks(case, deck, records, summary=True)
    with pytest.raises(InputError, match=r"summary.html.*65.5"):
        storytelling.require_traced(whole)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "there is no file"), (b"", "no PNG"), (b"GIF89a", "no PNG")]
)
def test_a_logo_that_is_no_png_file_is_named_before_anything_is_written(
    write_case, monkeypatch, content, said
):
    root = write_case(case_text() + '\n[theme]\nlogo = "logo.png"\n')
    if content is not None:
        (root / "logo.png").write_bytes(content)
    monkeypatch.chdir(root)
    case = open_case("shop", "storytelling")
    deck = storytelling.plan_story(case, NOTHING)
    with pytest.raises(InputError, match=f"theme.logo.*names 'logo.png'.*{said}"):
        storytelling.write_decks(case, deck)
    assert not (case.reports_folder / "deck.pptx").exists()


def test_a_trace_without_decks_says_which_notebook_writes_them(case):
    with pytest.raises(InputError, match="notebook 13"):
        records = storytelling.gather_records(case)
        storytelling.trace_decks(case, storytelling.plan_story(case, records), records)


def test_what_the_story_reads_is_noted_for_the_runner(case, told):
    assert "findings.json" in journal.entries("report_read")
    assert {"story", "theme", "business"} <= set(journal.entries("section"))
    assert set(journal.entries("report_written")) == {"deck.pptx", "deck.html"}
    assert set(journal.entries("key_figure_read")) == {"rows"}


def test_the_storyline_is_a_row_per_slide(told):
    _, deck, _ = told
    table = storytelling.storyline_table(deck)
    assert len(table) == len(deck.slides) and table["slide"].iloc[-1] == len(deck.slides)


def test_sentences_count_what_is_told(told):
    records, deck, paths = told
    assert "2 findings of 4" in storytelling.storyline_sentence(deck, records)
    assert "the other 2 stand in the appendix" in storytelling.storyline_sentence(deck, records)
    assert "2 charts" in storytelling.decks_sentence(deck, paths)
    assert "nothing to tell" in storytelling.storyline_sentence(deck, NOTHING)


def test_a_deck_without_charts_is_not_said_to_have_any(case):
    deck = storytelling.plan_story(case, NOTHING)
    paths = storytelling.write_decks(case, deck)
    assert "chart" not in storytelling.decks_sentence(deck, paths)


def test_damaged_findings_are_told_as_none(case):
    files.write_json(case.reports_folder / "findings.json", {"old": "format"})
    assert storytelling.gather_records(case).findings == []


def test_findings_about_the_model_are_told_and_not_counted_as_claims(case):
    about = [examples.records()[0] | {"id": "model_ranks", "question": "repeat"}]
    files.write_json(case.reports_folder / "model_findings.json", about)
    records = storytelling.gather_records(case)
    deck = storytelling.plan_story(case, records)
    assert "finding:model_ranks" in {slide.title.source for slide in deck.slides}
    stars = next(slide for slide in deck.slides if slide.kind == "stars")
    assert stars.body[-1].text.startswith("Of 4 claims")


def test_a_holdout_opened_again_is_told_in_the_decks_and_traced_to_its_log(case):
    about = examples.model_record("model_ranks")
    files.write_json(case.reports_folder / "model_findings.json", [about])
    files.write_json(case.reports_folder / "holdout.json", card_examples.seal("one", "two", "six"))
    records = storytelling.gather_records(case)
    deck = storytelling.plan_story(case, records)
    storytelling.write_decks(case, deck)
    traced = storytelling.require_traced(storytelling.trace_decks(case, deck, records))
    told = traced[traced["text"].str.contains("opened more than once, for 3 different")]
    assert sorted(set(told["file"])) == ["deck.html", "deck.pptx"]
    assert set(told["source"]) == {"holdout finding:model_ranks"}
    assert set(told["notebook"]) == {about["notebook"]}
    assert "the log of the holdout." in storytelling.trace_sentence(traced)
    assert "holdout.json" in journal.entries("report_read")
