import pytest
from deck_files import make_deck


def steps(write_case, records=None, more=""):
    return next(s for s in make_deck(write_case, records, more).slides if s.kind == "stars")


def test_the_story_has_four_steps_and_large_numbers_with_their_sources(write_case):
    slide = steps(write_case)
    assert [p.label for p in slide.body] == ["Situation", "Task", "Action", "Result"]
    assert [(tile.text, tile.source) for tile in slide.tiles] == [
        ("69,659", "key_figure:rows"), ("4", "findings"), ("1", "findings")]  # fmt: skip


def test_without_findings_nothing_is_counted(write_case):
    assert [tile.source for tile in steps(write_case, []).tiles] == ["key_figure:rows"]


@pytest.mark.parametrize(("language", "word"), [("pt", "Situação"), ("es", "Situación")])
def test_the_words_are_those_of_the_themes_language(write_case, language, word):
    slide = steps(write_case, more=f'[theme]\nlanguage = "{language}"')
    assert slide.body[0].label == word and "rows" not in slide.tiles[0].label
