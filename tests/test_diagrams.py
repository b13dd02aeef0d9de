import xml.etree.ElementTree as ElementTree

import pytest

from project_lib.drawing.diagrams import Canvas, colour, text_width, wrap


def test_wrapped_lines_fit_and_keep_every_word():
    text = "Customers who bought in the last 30 days return more often than the others"
    lines = wrap(text, 120, 14)
    assert " ".join(lines) == text
    assert max(text_width(line, 14) for line in lines) <= 120


@pytest.mark.parametrize("text", ["a" * 200, "snake_case_" * 20, "\u5546" * 50, "WWW " * 30])
def test_long_words_are_broken_and_nothing_is_lost(text):
    lines = wrap(text, 90, 13)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(text_width(line, 13) for line in lines) <= 90


def test_no_text_has_no_lines():
    assert wrap("", 100, 14) == wrap("  ", 100, 14) == []


def test_text_is_escaped_and_colours_follow_the_page():
    canvas = Canvas(100)
    canvas.text(["<b> & 'c'"], 0, 0)
    svg = canvas.svg(20)
    assert ElementTree.fromstring(svg)[0].text == "<b> & 'c'"
    assert colour("ink") == "var(--ink, #20242a)"
    assert colour("ink") in svg
