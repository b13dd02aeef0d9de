import pytest
from diagram_checks import assert_readable, texts

from project_lib.business_understanding import cycle_phases
from project_lib.drawing.diagrams_cycle import draw_cycle
from project_lib.stages import STAGES


@pytest.mark.parametrize("current", [stage.name for stage in STAGES])
def test_cycle_is_readable_wherever_one_stands(current):
    diagram = draw_cycle(cycle_phases(), current=current)
    for svg in (diagram.wide, diagram.narrow):
        assert_readable(svg)
        assert {stage.title for stage in STAGES} <= set(texts(svg))


def test_current_notebook_alone_is_marked_and_named_in_the_alternative_text():
    diagram = draw_cycle(cycle_phases(), current="extraction")
    bold = [
        part for part in diagram.wide.split("<text") if "font-weight" in part and "accent" in part
    ]
    assert len(bold) == 1 and "Data extraction" in bold[0]
    assert "14 notebooks in 6 phases" in diagram.alt
    assert diagram.alt.endswith("This is notebook 01, Data extraction.")


def test_same_cycle_has_the_same_bytes():
    first, second = (draw_cycle(cycle_phases(), current="filtering") for _ in range(2))
    assert first == second
