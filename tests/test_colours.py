import pytest

from project_lib.colours import READABLE, contrast
from project_lib.drawing.palette import DARK, LIGHT


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#abcdef", "#abcdef") == 1


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "accent"])
def test_the_colours_of_texts_can_be_read_on_their_paper(palette, name):
    assert contrast(palette[name], palette["paper"]) >= READABLE
