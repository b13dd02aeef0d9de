from project_lib.deck.fixed_words import _WORDS, fixed_word


def test_every_fixed_word_exists_in_every_language():
    for key, words in _WORDS.items():
        assert len(words) == 3 and all(words), key
        assert fixed_word(key, "es") == words[2]
