from project_lib.deck.slides import Passage, Slide


def test_the_passages_of_a_slide_are_all_of_its_texts():
    slide = Slide(
        "finding", Passage("title", "words"), body=(Passage("body", "words"),),
        consequence=Passage("so", "words"), footer=Passage("from", "words"),
        notes=(Passage("asked", "words"),),
    )  # fmt: skip
    assert {p.text for p in slide.passages} == {"title", "body", "so", "from", "asked"}
