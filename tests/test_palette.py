import itertools

import pytest

from project_lib.drawing import palette


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_known_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


THEMES = {
    "light": palette.LIGHT | palette.LIGHT_PAGE,
    "dark": palette.DARK | palette.DARK_PAGE,
}


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_every_surface(theme):
    colours = THEMES[theme]
    words = ["ink", "muted", "accent", "good", "bad"]
    code = [name for name in colours if name.startswith("code-")]
    for surface in ("paper", "surface"):
        for word in words + code:
            assert contrast(colours[word], colours[surface]) >= 4.5, (word, surface)
    for word in ("ink", "accent", "bad"):
        assert contrast(colours[word], colours["bad-surface"]) >= 4.5, word


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_the_paper(theme):
    colours = THEMES[theme]
    for name in [name for name in colours if name.startswith("category")]:
        assert contrast(colours[name], colours["paper"]) >= 3, name


def test_both_themes_name_the_same_colours():
    assert THEMES["light"].keys() == THEMES["dark"].keys()


def test_no_two_colours_of_a_figure_are_the_same_for_they_are_told_apart_by_value():
    assert all(a != b for a, b in itertools.combinations(palette.LIGHT.values(), 2))


def test_the_palette_is_written_as_variables():
    assert "--ink: #20242a;" in palette.css_variables(dark=False)
    assert f"--ink: {palette.DARK['ink']};" in palette.css_variables(dark=True)
