import itertools
import shutil
import subprocess

import finding_examples as examples
import pytest
from deck_files import make_deck
from PIL import Image
from pptx import Presentation
from pptx.util import Emu

from project_lib.deck.pptx_deck import write_pptx

LONG = "Customers " + "who ordered a very great many things from the shop " * 12 + "return more"
ODD = ["x" * 400, "🎉 Ünïcode 数据 " * 12,
       "مرحبا بالعالم " * 10, LONG, "{braces} <b>&amp;</b>"]


@pytest.fixture
def deck(write_case):
    return make_deck(write_case)


def opened(deck, tmp_path):
    return Presentation(str(write_pptx(deck, tmp_path / "deck.pptx")))


def with_statement(text):
    return examples.records(examples.judge([examples.trial(result=examples.result(
        statement=text, limits=text))]))  # fmt: skip


def all_texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def boxes(slide):
    """Return the places of what is written on a slide, by name."""
    return [
        (shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
        for shape in slide.shapes
        if not shape.has_text_frame or shape.text_frame.text.strip()
    ]


def test_the_same_deck_gives_the_same_bytes(deck, tmp_path):
    first = write_pptx(deck, tmp_path / "a.pptx").read_bytes()
    assert write_pptx(deck, tmp_path / "b.pptx").read_bytes() == first


def test_a_finding_has_title_chart_consequence_and_notes(deck, tmp_path):
    slides = [s for s in opened(deck, tmp_path).slides if any(x.has_chart for x in s.shapes)]
    slide = next(s for s in slides if "Keep the best." in all_texts(s))
    assert sum(shape.has_chart for shape in slide.shapes) == 1
    assert "Supported" in all_texts(slide)
    assert "Estimate: 60 % (95 % interval 55 % to 65 %)" in slide.notes_slide.notes_text_frame.text


def test_every_slide_has_one_title_and_it_is_read_first(deck, tmp_path):
    for slide in opened(deck, tmp_path).slides:
        assert slide.shapes.title.text_frame.text.strip()
        assert slide.shapes[0] == slide.shapes.title


@pytest.mark.parametrize("text", ODD)
def test_odd_and_long_statements_stay_inside_the_slide_and_apart(write_case, tmp_path, text):
    deck = make_deck(write_case, with_statement(text))
    presentation = opened(deck, tmp_path)
    for slide in presentation.slides:
        found = boxes(slide)
        for name, left, top, right, bottom in found:
            assert left >= 0 and top >= 0, name
            assert right <= presentation.slide_width and bottom <= presentation.slide_height, name
        for one, other in itertools.combinations(found, 2):
            across = min(one[3], other[3]) - max(one[1], other[1])
            down = min(one[4], other[4]) - max(one[2], other[2])
            assert min(across, down) <= Emu(9144), (one, other)  # a hundredth of an inch


@pytest.mark.parametrize("count", [0, 1, 40])
def test_none_one_and_forty_findings_make_a_deck(write_case, tmp_path, count):
    trials = [examples.trial(f"claim_{i}", result=examples.result()) for i in range(count)]
    records = examples.records(examples.judge(trials)) if trials else []
    deck = make_deck(write_case, records, "[story]\nmost_findings = 40")
    assert len(opened(deck, tmp_path).slides) == len(deck.slides)


def test_the_progress_names_the_part_it_marks(deck, tmp_path):
    slides = list(opened(deck, tmp_path).slides)
    for slide, drawn in zip(deck.slides, slides, strict=True):
        named = drawn.shapes._spTree.xpath(".//p:cNvPr[starts-with(@descr, '1 / 2: ')]")
        assert len(named) == (slide.step == 1)


def test_the_first_slide_says_where_the_data_come_from_and_until_when(deck, tmp_path):
    first = next(iter(opened(deck, tmp_path).slides))
    assert any(text.endswith("observed until 1 July 1998") for text in all_texts(first))


@pytest.mark.parametrize("language", ["pt", "es"])
def test_fixed_words_of_other_languages_fit(write_case, tmp_path, language):
    deck = make_deck(write_case, more=f'[theme]\nlanguage = "{language}"')
    for slide in opened(deck, tmp_path).slides:
        assert not any("…" in text for text in all_texts(slide))


def test_the_note_of_synthetic_data_stands_on_every_slide(write_case, tmp_path):
    deck = make_deck(write_case)
    deck = type(deck)(deck.title, deck.slides, deck.parts, deck.theme, note="Synthetic data")
    for slide in opened(deck, tmp_path).slides:
        assert "Synthetic data" in all_texts(slide)


def test_a_logo_stands_on_every_slide(write_case, tmp_path):
    Image.new("RGB", (40, 20), "navy").save(tmp_path / "logo.png")
    deck = make_deck(write_case, more='[theme]\nlogo = "logo.png"')
    path = write_pptx(deck, tmp_path / "deck.pptx", tmp_path)
    for slide in Presentation(str(path)).slides:
        assert [s.shape_type for s in slide.shapes].count(13) == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_every_slide_with_nothing_at_its_edges(deck, tmp_path):
    path = write_pptx(deck, tmp_path / "deck.pptx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=240)
    pictures = ["pdftoppm", "-r", "40", "-png", str(tmp_path / "deck.pdf"), str(tmp_path / "page")]
    subprocess.run(pictures, check=True)
    pages = sorted(tmp_path.glob("page-*.png"))
    assert len(pages) == len(deck.slides)
    for page in pages:
        picture = Image.open(page).convert("L")
        width, height = picture.size
        right = picture.crop((width - 8, 0, width, height))
        below = picture.crop((0, height - 4, width, height))
        assert right.getextrema()[0] > 240 and below.crop((20, 0, width, 4)).getextrema()[0] > 240
        assert picture.getextrema()[0] < 120  # something is written on it
