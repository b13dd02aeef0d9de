import re

import executed_notebook as demo
import pytest

from project_lib.errors import InputError
from project_lib.report import notebook_html


def body_of(*cells, folder=None):
    notebook = {"cells": [dict(cell) for cell in cells]}
    return notebook_html.notebook_body(notebook, folder, "Title of the stage")


def levels(body):
    return [heading.level for heading in body.headings]


def test_headings_are_put_in_order_and_only_the_first_is_a_title():
    body = body_of(demo.text("a", "# One\n\n#### Deep\n\n# Second title"), demo.text("b", "### X"))
    assert levels(body) == [1, 2, 2, 3]
    assert body.title == "One"


def test_a_notebook_without_title_takes_the_stages():
    body = body_of(demo.text("a", "Only words."))
    assert body.title == "Title of the stage"
    assert not body.has_title


def test_every_heading_has_an_address_of_its_own():
    body = body_of(demo.text("a", "# One\n\n## Two\n\n## Two"), demo.text("b", "## Two"))
    assert [heading.anchor for heading in body.headings] == ["a", "a-2", "a-3", "b"]
    html = "".join(body.cells)
    assert all(html.count(f'id="{h.anchor}"') == 1 for h in body.headings)


def test_headings_of_several_sentences_of_a_cell_have_addresses_of_their_own():
    body = body_of(
        demo.code("a", "x", demo.sentence("## One\n\n## Two"), demo.sentence("## Three"))
    )
    assert [heading.anchor for heading in body.headings] == ["a", "a-2", "a-3"]


def test_a_per_cent_sign_stays_beside_its_number():
    html = body_of(demo.code("a", "x", demo.sentence("It is 5 % of all."))).cells[0]
    assert "5\N{NO-BREAK SPACE}% of all" in html


def test_raw_html_in_markdown_and_in_sentences_is_only_text():
    hostile = "Hi <script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))"
    body = body_of(demo.text("a", hostile), demo.code("b", "say(x)", demo.sentence(hostile)))
    html = "".join(body.cells)
    assert html.count("&lt;script&gt;") == 2
    assert "<script" not in html and "<img" not in html and "javascript:" not in html


def test_text_that_is_no_html_is_escaped():
    hostile = "<b>x</b>"
    body = body_of(
        demo.code("a", hostile, demo.shown("text/plain", hostile)),
        demo.code("b", "b", demo.new_output("stream", name="stdout", text=hostile)),
        demo.code("c", "c", demo.failure(hostile, hostile)),
        demo.code('d"><b>', "d"),
    )
    assert "<b>" not in "".join(body.cells)


def test_code_is_there_but_folded():
    html = body_of(demo.code("a", "x = total(1)")).cells[0]
    assert re.search(r'<details class="code"><summary>Code</summary><pre><code>', html)
    assert notebook_html.plain_text(html) == "Codex = total(1)"


def test_what_was_printed_is_folded_and_without_colour_codes():
    printed = demo.new_output("stream", name="stderr", text="\x1b[31mred\x1b[0m\nline 2\n")
    html = body_of(demo.code("a", "f()", printed)).cells[0]
    assert "<summary>Messages (2 lines)</summary><pre>red\nline 2</pre>" in html


def test_an_error_says_first_what_happened():
    body = body_of(demo.code("fails", "f()", demo.failure("InputError", "column 'x': is missing")))
    assert body.failed_cell == "fails"
    assert '<p class="kind">InputError</p><p>column &#x27;x&#x27;: is missing</p>' in body.cells[0]
    assert "\x1b" not in body.cells[0]


def test_the_best_form_of_an_output_is_shown_once():
    html = body_of(demo.code("a", "x", demo.shown("text/html", "<i>best</i>"))).cells[0]
    assert "<i>best</i>" in html
    assert "&lt;repr&gt;" not in html


def test_a_picture_without_text_is_named_after_its_section():
    body = body_of(
        demo.text("a", "# Title\n\n## Sales & more"),
        demo.code("b", "plot()", demo.shown("image/png", "aGVsbG8=\n")),
        demo.code("c", "plot()", demo.shown("text/html", '<img src="data:,"><svg></svg>')),
    )
    html = "".join(body.cells)
    assert html.count('alt="Figure in the section “Sales &amp; more”"') == 2
    assert '<svg role="img" aria-label="Figure in the section “Sales &amp; more”"></svg>' in html


def test_a_picture_that_has_a_text_keeps_it():
    shown = demo.shown("text/html", '<img alt="mine" src="data:,">')
    assert body_of(demo.code("a", "x", shown)).cells[0].count("alt=") == 1


def test_tables_of_others_scroll_in_their_own_box():
    shown = demo.shown("text/html", "<table><tr><td>1</td></tr></table>")
    assert 'class="table-scroll"' in body_of(demo.code("a", "x", shown)).cells[0]
    assert 'class="table-scroll"' in body_of(demo.text("a", "|a|\n|-|\n|1|\n")).cells[0]


def test_local_pictures_are_embedded_and_distant_ones_only_linked(tmp_path):
    (tmp_path / "p.png").write_bytes(b"hello")
    (tmp_path / "secret.txt").write_text("hello")
    text = "![mine](p.png) ![theirs](https://example.org/x.png) ![text](secret.txt)"
    html = body_of(demo.text("a", text), folder=tmp_path).cells[0]
    assert '<img src="data:image/png;base64,aGVsbG8=" alt="mine">' in html
    assert '<a href="https://example.org/x.png">theirs</a>' in html
    assert html.count("<img") == 1


@pytest.mark.parametrize(
    ("value", "sample"), [("None", None), ("500  # a few", 500), ("1_000", 1000), ("limit", None)]
)
def test_the_sample_is_read_from_the_parameters(value, sample):
    cell = demo.code("p", f'CASE = "cdnow"\nSAMPLE = {value}', tags=["parameters"])
    assert body_of(cell, demo.code("q", "SAMPLE = 7")).sample == sample


def test_the_summary_is_the_first_paragraph_in_plain_words():
    cells = [demo.text("a", "# Title"), demo.text("b", "## Two\n\nWhat *is* it?\nMore.\n\nNo.")]
    assert notebook_html.first_paragraph({"cells": cells}) == "What is it? More."
    assert notebook_html.first_paragraph({"cells": []}) == ""


def test_cells_without_ids_are_numbered():
    cell = {"cell_type": "markdown", "source": ["## A\n", "text"], "metadata": {}}
    assert 'id="cell-1"' in body_of(cell).cells[0]


@pytest.mark.parametrize("content", ["", "{}", "[]", "\x00", None])
def test_what_is_no_notebook_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match="is no notebook"):
        notebook_html.read_notebook(path)
