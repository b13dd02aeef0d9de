import html
import re

import finding_examples as examples
import pytest
from deck_files import make_deck

from project_lib.charts import Chart
from project_lib.deck.html_deck import _figure_size, render_deck, write_html
from project_lib.deck.layout import fit_title
from project_lib.deck.shades import GREYS

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
    assert page.count("<h1 ") == 1 and page.count("<h2 ") == len(deck.slides) - 1


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


def test_texts_are_as_large_as_in_powerpoint(write_case):
    deck = make_deck(write_case)
    sections = render_deck(deck).split("<section ")[1:]
    for slide, section in zip(deck.slides, sections, strict=True):
        title = re.search(r"--title: ([\d.]+)px", section)[1]
        assert float(title) == pytest.approx(fit_title(slide).size * 4 / 3, abs=0.01)


def test_a_long_statement_is_written_smaller(write_case):
    result = examples.result(statement="a very long statement about everything " * 8)
    records = examples.records(examples.judge([examples.trial(result=result)]))
    sizes = re.findall(r"--title: ([\d.]+)px", render_deck(make_deck(write_case, records)))
    assert min(map(float, sizes)) < 30 < max(map(float, sizes))


def test_the_progress_names_the_part_it_marks(page):
    assert 'role="img" aria-label="1 / 2: ' in page


def test_scripts_from_right_to_left_are_set_by_their_first_letter(page):
    assert re.search(r'<h2 dir="auto">', page) and 'class="said" dir="auto"' in page
    assert '<td dir="auto"' in page


def test_the_decision_is_a_table_with_heads(page):
    table = re.search(r'<table class="actions">.*?</table>', page, re.S)[0]
    assert table.count('scope="col"') == 3 and 'scope="row"' in table
    assert "One shop only." in table


def test_what_carries_no_message_is_grey(write_case):
    chart = examples.chart("line", accent=("forecast",))
    trial = examples.trial(result=examples.result(chart=chart))
    records = examples.records(examples.judge([trial]))
    assert f"--category-2: {GREYS[1]}" in render_deck(make_deck(write_case, records))
    assert "--category-2: #5d" not in render_deck(make_deck(write_case, examples.records()))


@pytest.mark.parametrize(("count", "name"), [(1, "short"), (14, "short"), (14, "a long name " * 4)])
def test_names_of_bars_have_room_however_many_there_are(count, name):
    labels = [f"{name} {i}" for i in range(count)]
    chart = Chart("bar", {"label": labels, "value": [1] * count}, alt="bars")
    width, height = _figure_size(chart)
    lines = 1 if name == "short" else 2
    assert height >= count * lines * 0.16 and height / width <= 3.2 / 6.3 + 1e-9
