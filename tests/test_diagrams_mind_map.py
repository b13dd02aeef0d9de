import pytest
from diagram_checks import assert_readable, texts

from project_lib.drawing.diagrams_mind_map import NONE_YET, draw_mind_map

LONG = "Customers who bought more than the average of their cohort in the first quarter return " * 4
ROWS = {
    "one": [("Who returns?", "recency", "Recent buyers return")],
    "none": [("Who returns?", "", "")],
    "no question": [],
    "no factor": [("Who returns?", "", "Recent buyers return"), ("Who returns?", "", "Others")],
    "long": [(LONG, LONG, LONG), (LONG + "?", "x" * 60, "y" * 300)],
    "forty": [
        (f"Question {i % 4}?", f"factor {i % 8}", f"Statement {i}: {LONG[:90]}") for i in range(40)
    ],
    "special": [("A < B & C?", "\u00fcber", "<script>alert('x')</script>")],
    "wide script": [("\u5546\u54c1\u306f\u4f55\u304b" * 5, "\u4fa1\u683c", "\u5b89\u3044" * 40)],
}  # fmt: skip


@pytest.mark.parametrize("rows", ROWS.values(), ids=list(ROWS))
def test_map_is_readable_and_loses_no_letter(rows):
    diagram = draw_mind_map("A case of any name: who buys again?", rows)
    for svg in (diagram.wide, diagram.narrow):
        assert_readable(svg)
        drawn = "".join(texts(svg)).replace(" ", "")
        for text in {part for row in rows for part in row}:
            assert text.replace(" ", "") in drawn


def test_hypotheses_hang_on_their_question_and_factor():
    rows = [("A?", "x", "one"), ("B?", "x", "two"), ("A?", "x", "three"), ("C?", "", "")]
    diagram = draw_mind_map("Root", rows)
    assert texts(diagram.narrow) == [
        "Root",
        "A?",
        "x",
        "one",
        "three",
        "B?",
        "x",
        "two",
        "C?",
        NONE_YET,
    ]
    assert diagram.alt == (
        "Mind map of Root: 3 questions and what may answer them. "
        "A? x: one, three. B? x: two. C? no hypothesis yet."
    )
