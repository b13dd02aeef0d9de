"""The HTML deck in Chromium: printed, and with texts that are hard to place."""

import re
import shutil

import finding_examples as examples
import pytest
from deck_files import make_deck

from project_lib.deck.html_deck import write_html

pytestmark = pytest.mark.browser
LONG = "Customers who ordered a very great many things from the shop " * 6
BEYOND = """(section) => [...section.querySelectorAll(
    'h1, h2, .said, .facts, .chart-head, .actions, .parts, .tiles, .exhibit, footer')]
    .filter((part) => part.scrollHeight > part.clientHeight + 2
        || part.getBoundingClientRect().bottom > 721)
    .map((part) => part.className || part.tagName)"""
TOUCHING = """(section) => {
    const box = (name) => section.querySelector(name)?.getBoundingClientRect();
    const said = box('.said'), facts = box('.facts');
    return said && facts ? said.bottom > facts.top + 1 : false; }"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser, write_case, tmp_path):
    """Return a function that opens a deck of a statement, and the deck."""

    def open_deck(text, query=""):
        result = examples.result(statement=text, limits=f"{text} may not hold")
        records = examples.records(examples.judge([examples.trial(result=result)]))
        deck = make_deck(write_case, records)
        path = write_html(deck, tmp_path / "deck.html")
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{path.as_uri()}{query}")
        page.wait_for_function("Reveal.isReady()")
        return page, deck

    return open_deck


def test_one_slide_is_printed_on_each_sheet(show):
    page, deck = show("Few hold much", "?view=print")
    page.wait_for_selector(".pdf-page")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(deck.slides)
    page.close()


@pytest.mark.parametrize("text", ["Few hold much", LONG, "مرحبا بالعالم " * 12, "x" * 300])
def test_no_text_is_cut_off_or_on_another(show, text):
    page, deck = show(text)
    for number in range(len(deck.slides)):
        page.evaluate(f"Reveal.slide({number})")
        shown = page.locator("section.present")
        assert shown.evaluate(BEYOND) == [], deck.slides[number].kind
        assert not shown.evaluate(TOUCHING)
    page.close()


def test_arabic_begins_at_the_right(show):
    page, deck = show("مرحبا بالعالم")
    number = next(i for i, slide in enumerate(deck.slides) if slide.kind == "finding")
    page.evaluate(f"Reveal.slide({number})")
    direction = page.locator("section.present h2").evaluate("(h) => getComputedStyle(h).direction")
    assert direction == "rtl"
    page.close()
