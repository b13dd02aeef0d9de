import html
import re

import finding_examples as examples
import pytest
from deck_files import make_deck

from project_lib.deck.html_deck import render_deck, write_html

HOSTILE = '<script>alert(1)</script> "quoted" {{ braces }} 😀'


@pytest.fixture
def page(write_case):
    return render_deck(make_deck(write_case))


def test_the_same_deck_gives_the_same_bytes(write_case, tmp_path):
    deck = make_deck(write_case)
    first = write_html(deck, tmp_path / "a.html").read_bytes()
    assert write_html(deck, tmp_path / "b.html").read_bytes() == first


def test_the_file_loads_nothing_from_anywhere(page):
    assert "default-src 'none'" in html.unescape(page)
    body = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.S)
    assert not re.search(r'(src|href)="(?!#)', body)
    assert "url(http" not in page and "@import" not in page


def test_there_is_a_slide_per_slide_with_its_title_as_heading(write_case, page):
    deck = make_deck(write_case)
    assert page.count("<section ") == len(deck.slides)
    assert page.count("<h1>") == 1 and page.count("<h2>") == len(deck.slides) - 1


def test_texts_are_shown_as_texts(write_case):
    result = examples.result(statement=HOSTILE, limits=HOSTILE)
    records = examples.records(examples.judge([examples.trial(result=result)]))
    page = render_deck(make_deck(write_case, records))
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_what_a_speaker_is_asked_is_in_the_notes(page):
    notes = re.search(r'<aside class="notes".*?</aside>', page, re.S)[0]
    for words in ("Estimate", "Method", "Made in", "f" * 64):
        assert words in page
    assert "<dt>" in notes


def test_the_accent_and_language_of_the_theme_are_used(write_case):
    deck = make_deck(write_case, more='[theme]\naccent = "#123456"\nlanguage = "pt"')
    page = render_deck(deck)
    assert "--accent: #123456" in page and '<html lang="pt">' in page
    assert "Sumário executivo" in page
