import finding_examples as examples
import pytest
from deck_files import make_deck

from project_lib.deck import layout
from project_lib.deck.layout import Box, beside, common_size, fit_title, stack
from project_lib.deck.text_fit import fit_text

LONG = "a very long statement about customers and their orders " * 6


def test_boxes_fill_their_space_without_touching():
    rows, columns = stack(Box(0, 0, 4, 3), 3, gap=0.3), beside(Box(0, 0, 4, 3), 2, gap=0.5)
    assert rows[2].top + rows[2].height == pytest.approx(3)
    assert rows[1].top - (rows[0].top + rows[0].height) == pytest.approx(0.3)
    assert columns[1].left == pytest.approx(2.25)


def test_texts_beside_each_other_have_the_size_of_the_longest():
    size = common_size(["short", LONG], 4, 1.5)
    assert size == fit_text(LONG, 4, 1.5, layout.TEXT_SIZES).size
    assert size < common_size(["short"], 4, 1.5)


def test_a_longer_title_is_written_smaller(write_case):
    trial = examples.trial(result=examples.result(statement=LONG))
    slides = make_deck(write_case, examples.records(examples.judge([trial]))).slides
    long = next(slide for slide in slides if slide.kind == "finding")
    short = next(slide for slide in slides if slide.kind == "decision")
    assert fit_title(long).size < fit_title(short).size


def test_rows_and_actions_stay_inside_their_places(write_case):
    deck = make_deck(write_case, more='[story]\nrisks = ["One.", "Two."]')
    slides = {slide.kind: slide for slide in deck.slides}
    summary, decision = slides["summary"], slides["decision"]
    for boxes, place in [(layout.row_boxes(summary), layout.BODY),
                         (layout.action_boxes(decision), layout.ACTIONS)]:  # fmt: skip
        assert boxes[-1].top + boxes[-1].height <= place.top + place.height + 1e-9
    last = layout.action_boxes(decision)[-1]
    free = layout.RISK_ROW * len(decision.free_risks)
    assert last.top + last.height <= layout.ACTIONS.top + layout.ACTIONS.height - free + 1e-9
