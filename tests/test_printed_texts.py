import pytest
from deck_files import make_deck

from project_lib.deck.html_deck import write_html
from project_lib.deck.pptx_deck import write_pptx
from project_lib.deck.printed_texts import read_html, read_page, read_pptx
from project_lib.errors import InputError


@pytest.fixture
def deck(write_case):
    return make_deck(write_case)


def texts_of(printed, slide):
    texts = " ".join(piece.text for piece in printed if piece.slide == slide)
    return texts.replace("\u00a0", " ")


def test_both_files_show_the_title_and_the_notes_of_each_slide(deck, tmp_path):
    for read, write in ((read_pptx, write_pptx), (read_html, write_html)):
        printed = read(write(deck, tmp_path / f"deck.{write.__name__[-4:]}"))
        for number, slide in enumerate(deck.slides, 1):
            shown = texts_of(printed, number)
            assert slide.title.text in shown
            for note in slide.notes:
                assert note.text in shown


def test_tables_are_read_and_page_numbers_are_not(deck, tmp_path):
    printed = read_pptx(write_pptx(deck, tmp_path / "deck.pptx"))
    number = next(i for i, slide in enumerate(deck.slides, 1) if slide.table)
    shown = [piece.text for piece in printed if piece.slide == number]
    assert any("55\u00a0% to 65\u00a0%" in text for text in shown)
    assert str(number) not in shown


def test_of_a_page_its_main_part_is_read(tmp_path):
    path = tmp_path / "summary.html"
    path.write_text("<html><body><nav>7</nav><main><p>60 % of <b>12</b></p></main></body></html>")
    assert [(p.slide, p.text) for p in read_page(path)] == [(0, "60 % of"), (0, "12")]


@pytest.mark.parametrize("read", [read_html, read_page, read_pptx])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn"])
def test_a_torn_file_is_named_with_what_to_do(read, content, tmp_path):
    path = tmp_path / "deck.file"
    path.write_bytes(content)
    if read is read_html and content:
        assert read(path) == []
        return
    with pytest.raises(InputError, match=r"deck.file.*cannot be read.*notebook 13"):
        read(path)
