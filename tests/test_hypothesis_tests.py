import json

import pandas as pd
import pytest

from project_lib import journal
from project_lib.case import open_case
from project_lib.errors import InputError
from project_lib.findings import judge
from project_lib.hypothesis_tests import run_hypotheses
from project_lib.ledger import save_findings

TESTS = '''
import finding_examples as examples

def prepare(case):
    return {"seeds": []}

def recent_buyers_return(evidence, *, random_state):
    evidence["seeds"].append(random_state)
    return examples.result(n=random_state % 1000 + 1)

def few_customers_hold_revenue(evidence, *, random_state):
    raise ZeroDivisionError("no revenue at all")

def revenue_declines(evidence, *, random_state):
    return 0.3

def _helper():
    pass
'''


@pytest.fixture
def case(write_case, monkeypatch):
    root = write_case()
    (root / "cases" / "shop" / "hypotheses.py").write_text(TESTS)
    monkeypatch.chdir(root)
    return open_case("shop", "hypothesis_validation")


def write_tests(case, text):
    (case.folder / "hypotheses.py").write_text(text)


def by_name(tested):
    return {item.hypothesis.id: item for item in tested}


def test_each_claim_gets_the_test_of_its_name_and_a_seed_of_its_own(case):
    first, again = (by_name(run_hypotheses(case)) for _ in range(2))
    assert first["recent_buyers_return"].result == again["recent_buyers_return"].result
    assert list(first) == [hypothesis.id for hypothesis in case.hypotheses]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("few_customers_hold_revenue", "ZeroDivisionError: no revenue at all"),
        ("revenue_declines", "the test returned float, no Result"),
        ("big_first_order_returns", "cases/shop/hypotheses.py: has no function 'big_first"),
    ],
)
def test_a_test_that_fails_is_reported_with_its_error(case, name, error):
    item = by_name(run_hypotheses(case))[name]
    assert item.result is None
    assert item.error.startswith(error)


def test_without_a_module_every_claim_is_reported_as_not_tested(case):
    (case.folder / "hypotheses.py").unlink()
    tested = run_hypotheses(case)
    assert len(tested) == len(case.hypotheses)
    assert all(item.result is None and "does not exist" in item.error for item in tested)


def test_when_preparing_fails_every_claim_says_so(case):
    write_tests(case, "def prepare(case):\n    raise KeyError('amount')")
    assert {item.error for item in run_hypotheses(case)} == {"prepare: KeyError: 'amount'"}


def test_a_checkpoint_that_is_missing_stops_the_notebook_and_fails_no_claim(case):
    write_tests(case, "def prepare(case):\n    return case.restore('filtering')")
    with pytest.raises(InputError, match="does not exist yet; run notebooks/04_data_filtering"):
        run_hypotheses(case)


def test_findings_need_the_tables_they_were_made_from(case):
    with pytest.raises(InputError, match="does not exist yet; run notebooks/02_data_description"):
        save_findings(case, [])


def test_a_test_that_nobody_declared_is_an_error_that_names_the_nearest_claim(case):
    write_tests(case, TESTS + "\ndef revenue_declined(evidence, *, random_state):\n    pass")
    with pytest.raises(InputError, match="revenue_declined.*did you mean 'revenue_declines'"):
        run_hypotheses(case)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("return None", "the test returned NoneType, no Result"),
        ("yield examples.result()", "the test returned generator, no Result"),
        ("raise SystemExit('enough')", "SystemExit: enough"),
        ("raise ValueError('x' * 3 + ' y' * 999)", "ValueError: xxx y y"),
        ("return examples.result(effect=None)", "finding's effect: is None"),
        ("return examples.result(chart=None)", "finding's chart: is of type NoneType"),
        ("return evidence[0]", "KeyError: 0"),
        ("import absent_library", "ModuleNotFoundError: No module named 'absent_library'"),
    ],
)
def test_whatever_a_test_does_the_others_run(case, body, error):
    start = "def revenue_declines(evidence, *, random_state):\n    "
    write_tests(case, TESTS.replace(f"{start}return 0.3", start + body))
    tested = by_name(run_hypotheses(case))
    assert tested["revenue_declines"].error.startswith(error)
    assert len(tested["revenue_declines"].error) < 530
    assert tested["recent_buyers_return"].result is not None


def test_a_test_with_other_arguments_is_told_so(case):
    write_tests(case, TESTS + "\ndef revenue_is_seasonal(evidence):\n    return 1")
    error = by_name(run_hypotheses(case))["revenue_is_seasonal"].error
    assert error.startswith("TypeError: revenue_is_seasonal() got an unexpected keyword argument")


def test_ctrl_c_in_a_test_ends_the_run(case):
    write_tests(case, "def prepare(case):\n    raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        run_hypotheses(case)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "has no function 'prepare'; write it"),
        ("prepare = 3", "has no function 'prepare'"),
        ("def prepare(case):\n    raise SystemExit", "prepare: SystemExit"),
        ("def prepare(case:\n", "cannot be imported (SyntaxError"),
        ("from .helpers import SHARES", "cannot be imported (ModuleNotFoundError"),
        ("raise SystemExit(3)", "cannot be imported (SystemExit: 3)"),
    ],
)
def test_a_broken_module_is_told_under_every_claim(case, text, error):
    write_tests(case, text)
    tested = run_hypotheses(case)
    assert len(tested) == len(case.hypotheses)
    assert all(error in item.error for item in tested)


def test_files_that_tests_import_are_noted_even_where_they_are_broken(case):
    write_tests(case, "from .helpers import SHARES")
    (case.folder / "helpers.py").write_text("SHARES = = 3")
    run_hypotheses(case)
    assert set(journal.entries("case_module")) == {
        "cases/shop/helpers.py", "cases/shop/hypotheses.py"
    }  # fmt: skip


def test_without_claims_nothing_is_tested(case, write_case):
    text = (case.folder / "case.toml").read_text("utf-8")
    write_case(text[: text.index("[story.answers]")])
    assert run_hypotheses(open_case("shop", "hypothesis_validation")) == []


def test_the_same_seed_gives_the_same_ledger(case):
    case.save(pd.DataFrame({"customer_id": ["a"]}), "description", "purchases")
    ledgers = [save_findings(case, judge(run_hypotheses(case))).read_bytes() for _ in range(2)]
    assert ledgers[0] == ledgers[1]
    assert len(json.loads(ledgers[0])) == len(case.hypotheses)
