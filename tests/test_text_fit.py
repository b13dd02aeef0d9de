import pytest

from project_lib.deck.text_fit import break_lines, fit_text, text_width


def test_widths_are_those_of_helvetica():
    assert text_width("H", 72) == pytest.approx(0.722)
    assert text_width("H", 72, bold=True) == pytest.approx(0.722)
    assert text_width("ii", 36) == pytest.approx(0.222)


def test_letters_with_accents_are_as_wide_as_their_base():
    assert text_width("é", 10) == text_width("e", 10)


def test_a_short_text_gets_the_largest_size_and_one_line():
    fitted = fit_text("Short", 5, 1, (30, 20))
    assert (fitted.size, fitted.lines, fitted.whole) == (30, ("Short",), True)


def test_a_longer_text_gets_smaller_until_it_fits():
    text = "word " * 30
    fitted = fit_text(text, 6, 1.0, (30, 20, 14))
    assert fitted.whole and fitted.size < 30
    assert fitted.height <= 1.0
    assert fitted.text == text.strip()


def test_what_fits_in_no_size_is_cut_with_an_ellipsis():
    fitted = fit_text("word " * 500, 3, 1.0, (30, 20))
    assert not fitted.whole and fitted.lines[-1].endswith("…")
    assert fitted.height <= 1.0
    assert all(text_width(line, fitted.size) <= 3 for line in fitted.lines)


@pytest.mark.parametrize("text", ["x" * 300, "数据" * 80, "🎉" * 60, "مرحبا " * 40, ""])
def test_any_text_is_broken_into_lines_that_fit(text):
    lines = break_lines(text, 2, 20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 20) <= 2 for line in lines)
