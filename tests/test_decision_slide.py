import ast
import re
from pathlib import Path

import finding_examples as examples
import pytest
from deck_examples import read_config
from deck_files import make_deck

from project_lib.deck.decision_slide import find_cautions, plan_decision
from project_lib.findings import Claim, Meaning

LIBRARY = Path(__file__).parents[1] / "project_lib"
TEXTS = [*LIBRARY.glob("hypotheses/*.py"), LIBRARY / "assessment" / "model_findings.py"]
LOST = re.compile(r"(?:^|[.!?] |; )(?:It|They|it|they) (?!is (?:open|assumed)\b)")


def decision(write_case, records=None, more=""):
    return next(s for s in make_deck(write_case, records, more).slides if s.kind == "decision")


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
    earns = examples.model_record(
        "model_earns", unit="USD", effect=120.0, interval=(80.0, 160.0),
        statement="Acting on the model brings 120.00 USD more",
    )  # fmt: skip
    slide = decision(write_case, [*examples.records(), earns])
    assert slide.actions[0].source == "finding:model_earns"
    assert slide.actions[0].detail.endswith("(95 % interval 80.00 to 160.00 USD)")


def test_claims_that_stay_open_are_told_as_tested_with_what_they_leave_open(write_case):
    trials = [examples.trial(name, "repeat", examples.result(p=0.4)) for name in ("one", "two")]
    slide = decision(write_case, examples.records(examples.judge(trials)))
    assert [action.text for action in slide.actions] == [
        "2 claims were tested and stay open: the data do not settle them yet", "Ask again later."
    ]
    assert [action.source for action in slide.actions] == ["findings", "finding:one"]
    slide = decision(write_case, examples.records(examples.judge(trials[:1])))
    assert slide.actions[0].text.startswith("The claim was tested and stays open")


def test_where_only_the_model_was_tested_its_open_verdict_is_told_once(write_case):
    open_ = {name: examples.model_record(name, p=0.4) for name in ("model_ranks", "model_earns")}
    slide = decision(write_case, [open_["model_ranks"]])
    assert [action.text for action in slide.actions] == ["Ask again later."]
    slide = decision(write_case, list(open_.values()))
    assert [action.source for action in slide.actions] == ["finding:model_ranks"]
    assert [risk.source for risk in slide.free_risks] == ["finding:model_earns"]


BETTER = {"effect": 5.0, "unit": "percentage points", "interval": (1.0, 9.0)}
WORSE = {"effect": -5.0, "unit": "percentage points", "interval": (-9.0, -1.0)}


def test_a_model_that_one_feature_beats_is_no_action_but_doing_without_it_is(write_case):
    zero = {"claim": Claim("above", 0.0)}
    ranks = examples.model_record("model_ranks")
    slide = decision(write_case, [ranks, examples.model_record("model_beats", **WORSE, **zero)])
    assert [action.source for action in slide.actions] == ["finding:model_beats"]
    slide = decision(write_case, [ranks, examples.model_record("model_beats", **BETTER, **zero)])
    assert {action.source for action in slide.actions} == {
        "finding:model_ranks", "finding:model_beats"
    }


def test_that_a_model_may_be_no_better_than_one_feature_is_told_as_a_doubt(write_case):
    beats = examples.model_record("model_beats", p=0.4, **BETTER, claim=Claim("above", 0.0))
    slide = decision(write_case, [examples.model_record("model_ranks"), beats])
    assert [risk.source for risk in slide.free_risks] == ["finding:model_beats"]
    assert slide.free_risks[0].text.startswith("Still open: ")


LESS = {"unit": "USD", "effect": -41.0, "statement": "Acting on the model brings 41 USD less"}


def test_that_a_model_is_not_sure_to_earn_is_told_with_its_number(write_case):
    earns = examples.model_record("model_earns", p=0.4, interval=(-129.0, 34.0), **LESS)
    slide = decision(write_case, [*examples.records(), earns])
    assert [risk.text for risk in slide.free_risks] == [
        "Still open: Acting on the model brings 41 USD less."
    ]
    assert slide.free_risks[0].source == "finding:model_earns"


def test_that_a_model_surely_earns_less_is_the_first_action_with_its_number(write_case):
    earns = examples.model_record("model_earns", interval=(-60.0, -20.0), **LESS)
    slide = decision(write_case, [*examples.records(), earns])
    assert earns["verdict"] == "refuted"
    assert slide.actions[0].detail.startswith("Acting on the model brings 41 USD less (95 %")
    assert slide.free_risks == ()


def test_a_holdout_opened_again_is_told_where_a_model_is_and_only_there(write_case):
    config, records = read_config(write_case), examples.records()
    model = examples.model_record("model_ranks")
    first = plan_decision(config, [model, *records], "Opened twice.").free_risks[0]
    assert (first.text, first.source) == ("Opened twice.", "holdout finding:model_ranks")
    assert plan_decision(config, records, "Opened twice.") == plan_decision(config, records)


def test_doubts_and_own_risks_leave_room_for_fewer_actions(write_case):
    config = read_config(write_case, '[story]\nrisks = ["a", "b", "c"]')
    names = ["model_ranks", "model_earns", "one", "two", "three"]
    found = [examples.model_record(name, meaning=Meaning(name, "", "")) for name in names]
    assert len(plan_decision(config, found).actions) == 4
    slide = plan_decision(config, found, "Opened twice.")
    assert (len(slide.actions), len(slide.free_risks)) == (3, 4)


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
