import string

import pytest

from project_lib.deck.fixed_words import _WORDS, fixed_word


@pytest.mark.parametrize("key", sorted(_WORDS))
def test_every_word_is_there_in_three_languages_with_the_same_numbers_to_fill_in(key):
    words = [fixed_word(key, language) for language in ("en", "pt", "es")]
    assert all(word.strip() for word in words)
    fields = [{f for _, f, _, _ in string.Formatter().parse(word) if f} for word in words]
    assert fields[0] == fields[1] == fields[2]


def test_languages_differ():
    alike = [key for key, words in _WORDS.items() if words[0] in words[1:]]
    assert set(alike) <= {"slide"}
