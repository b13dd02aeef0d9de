import pytest
from deck_examples import read_config

from project_lib.errors import InputError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[story]\nfindings = ["a", "a"]', "twice"),
        ("[story]\nmost_findings = 0", "most_findings"),
        ('[story.wording]\nfew_hold_much = "4 of 5 leave"', "types the number 4"),
        ('[story]\nheadline = "We lose 30 % a year"', "types the number 30"),
        ('[story.answers]\nrepeats = "x"', "repeat"),
        ("[story.wording]\nfew_hold_much = 'has {effect:.2f}'", "write {effect} alone"),
        ("[story.wording]\nfew_hold_much = 'has {effect!r}'", "write {effect} alone"),
        ('[theme]\naccent = "red"', "accent"),
        ('[theme]\naccent = "#ffdd00"', "contrast of 1.3"),
        ('[theme]\nlanguage = "de"', "language"),
        ('[theme]\nacent = "#000000"', "accent"),
    ],
)
def test_what_a_story_cannot_have_is_refused_by_name(write_case, text, said):
    with pytest.raises(InputError, match=said):
        read_config(write_case, text)


def test_the_default_theme_is_the_reports_palette(write_case):
    theme = read_config(write_case).theme
    assert (theme.accent, theme.language, theme.logo) == ("#b0430a", "en", "")
