import ast
import re
from pathlib import Path

import finding_examples as examples
import pytest
from deck_files import make_deck

from project_lib.deck.decision_slide import find_cautions

LIBRARY = Path(__file__).parents[1] / "project_lib"
TEXTS = [*LIBRARY.glob("hypotheses/*.py"), LIBRARY / "assessment" / "model_findings.py"]
LOST = re.compile(r"(?:^|[.!?] |; )(?:It|They|it|they) (?!is (?:open|assumed)\b)")


def decision(write_case, records=None, more=""):
    return next(s for s in make_deck(write_case, records, more).slides if s.kind == "decision")


def record(name, question="repeat", **more):
    result = examples.result(**more)
    return examples.records(examples.judge([examples.trial(name, question, result)]))[0]


def test_beside_an_action_stand_the_statement_it_rests_on_and_a_caution(write_case):
    slide = decision(write_case)
    action = next(action for action in slide.actions if action.text == "Keep the best.")
    assert action.detail == "The best fifth of customers brings 60 % of the revenue"
    assert [risk.text for risk in slide.own_risks] == ["One shop only."]
    assert slide.own_risks[0].source in {action.source for action in slide.actions}


def test_the_risks_of_the_case_stand_below_and_are_three_at_most(write_case):
    slide = decision(write_case, more='[story]\nrisks = ["a", "b", "c", "d"]')
    assert [risk.text for risk in slide.free_risks] == ["a", "b", "c"]
    assert all(risk.source == "case.toml" for risk in slide.free_risks)


def test_what_the_model_earns_comes_first_with_its_interval(write_case):
    earns = record("model_earns", unit="USD", effect=120.0, interval=(80.0, 160.0),
                   statement="Acting on the model brings 120.00 USD more")  # fmt: skip
    slide = decision(write_case, [*examples.records(), earns])
    assert slide.actions[0].source == "finding:model_earns"
    assert slide.actions[0].detail.endswith("(95 % interval 80.00 to 160.00 USD)")


def test_without_findings_the_slide_says_so_and_has_no_table(write_case):
    slide = decision(write_case, [])
    assert [passage.text for passage in slide.body] == ["No claim has been tested yet"]
    assert slide.heads == ()


@pytest.mark.parametrize(
    ("limits", "cautions"),
    [
        ("The trend leads from 27,444 to 16,049 USD a week.", []),
        ("A plain comparison would say 2 % more. It is no promise.", ["It is no promise."]),
        ("One period was looked at; a habit of other years may differ.",
         ["One period was looked at; a habit of other years may differ."]),
        ("The products are alike in " + "age, " * 40 + "niche; causes not measured remain.",
         ["Causes not measured remain."]),
        ("Of 7 models one was 2.5 % better.", []),
        ("", []),
    ],
)  # fmt: skip
def test_cautions_warn_and_do_not_merely_report(limits, cautions):
    assert find_cautions(limits) == cautions


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_sentences_that_stand_alone_as_cautions_name_their_subject(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = [node for node in ast.walk(tree) if not isinstance(node, ast.Expr)]  # no docstrings
    parts = {child for node in told for child in ast.iter_child_nodes(node)}
    texts = [one.value for one in parts if isinstance(one, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and LOST.search(text)] == []
