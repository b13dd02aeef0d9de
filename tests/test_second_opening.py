"""A holdout that is opened twice, through the runner: the page, the card and the index say so."""

import re

import card_examples as examples
import pytest
from mini_project import PARAMETERS, MiniProject

from project_lib import files

pytestmark = pytest.mark.slow

CELLS = {
    "parameters": PARAMETERS,
    "setup": (
        "import pandas as pd\nfrom project_lib.case import open_case\n"
        "from project_lib.display import say, show\n"
        "from project_lib.splits import openings, sealed_holdout\n"
        'case = open_case(CASE, "evaluation", sample=SAMPLE, engine=ENGINE)'
    ),
    "seal": 'sealed_holdout.seal_holdout(case, pd.DataFrame({"a": [1, 2]}))',
    "open": 'rows = sealed_holdout.open_holdout(case, "final test")',
    "log": (
        "seal = sealed_holdout.read_seal(case)\n"
        'show(openings.openings_table(seal), "Openings of the holdout")\n'
        "worth = openings.worth_sentence(seal, 'average precision', 0.5, 0.46, 0.54)\n"
        "say(openings.openings_sentence(seal, worth), alert=openings.opened_again(seal))"
    ),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of notebook 11, the card and the index after one opening, and after two."""
    project = MiniProject(tmp_path_factory.mktemp("openings"))
    project.write_notebook("11_evaluation", CELLS)
    for name, record in (("evaluation", examples.EVALUATION), ("model_card", examples.FACTS)):
        files.write_json(project.path(f"reports/mini/{name}.json"), record)

    def run(*arguments):
        result = project.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        names = ("11_evaluation", "model_card", "index")
        return {name: project.path(f"reports/mini/{name}.html").read_text() for name in names}

    return run("--only", "11"), run("--only", "11")


def test_the_first_opening_is_told_and_not_red(pages):
    first, _ = pages
    assert "2 sealed rows were opened once" in first["11_evaluation"]
    assert not re.search(r'class="(alert|notice failed)"', "".join(first.values()))


def test_the_second_opening_is_red_on_page_card_and_index(pages):
    _, second = pages
    box = re.search(r'<div class="alert".*?</div>', second["11_evaluation"], re.S)[0]
    assert "var(--bad" in box and "<strong>Warning</strong>" in box
    assert "opened 2 times" in box and "the same decision" in box
    for name in ("model_card", "index"):
        (notice, *_) = re.findall(r'<p class="notice failed">.*?</p>', second[name], re.S)
        assert "The holdout was opened more than once." in notice and "opened 2 times" in notice


def test_every_opening_stands_in_the_table_with_its_reason(pages):
    for page, openings in zip(pages, (1, 2), strict=True):
        assert page["11_evaluation"].count(">final test</td>") == openings
        assert page["model_card"].count(">final test</td>") == openings
