import re

import finding_examples as examples
import pytest

from project_lib import files
from project_lib.case import read_case_file
from project_lib.report import findings_page, reporting


@pytest.fixture
def config(write_case):
    return read_case_file(write_case(), "shop")


@pytest.fixture
def page(write_case):
    root = write_case()
    files.write_json(root / "reports" / "shop" / "findings.json", examples.records())
    return reporting.render_findings(root, "shop").read_text("utf-8")


def test_findings_stand_under_their_questions_the_clear_ones_first(config):
    shown = findings_page.findings_context(examples.records(), config)
    names = [[a["id"] for a in question["articles"]] for question in shown["questions"]]
    assert names == [["smaller", "unclear"], ["few_hold_much"], ["broken"]]


def test_a_finding_shows_its_chart_its_consequence_and_its_evidence(page):
    article = re.search(r'<article class="finding" id="few_hold_much">.*?</article>', page, re.S)[0]
    for part in ("Supported", "<h3>The best fifth", "<svg ", "Keep the best.", "1,000 customers",
                 "p below 0.001", "One shop only.", "Revenue by group",
                 'href="06_hypothesis_validation.html#tests-run"'):  # fmt: skip
        assert part in article


def test_a_failed_test_is_shown_with_its_error_as_text(page):
    article = re.search(r'<article class="finding" id="broken">.*?</article>', page, re.S)[0]
    assert "Not tested" in article
    assert "&lt;b&gt;no&lt;/b&gt; numbers" in article
    assert "<svg" not in article


def test_the_page_loads_nothing_and_repeats_its_bytes(page, write_case):
    assert not re.search(r'(src|href)="(?!#|index|06_|data:)', page)
    assert reporting.render_findings(write_case(), "shop").read_text("utf-8") == page


def test_without_findings_the_page_says_so(write_case):
    page = reporting.render_findings(write_case(), "shop").read_text("utf-8")
    assert "No claim has been tested yet." in page


def test_a_finding_made_by_hand_links_to_its_notebook(config):
    records = [record | {"cell": ""} for record in examples.records()]
    articles = findings_page.findings_context(records, config)["questions"][0]["articles"]
    assert {article["link"] for article in articles} == {"06_hypothesis_validation.html"}
