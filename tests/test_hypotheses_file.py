import ast

import pytest
from inspections import HOSTILE, customers, look, orders, visits

from project_lib.case_writing.case_words import find_words
from project_lib.case_writing.event_claims import event_claims
from project_lib.case_writing.hypotheses_file import hypotheses_text
from project_lib.case_writing.moments import plan_moments
from project_lib.case_writing.row_claims import row_claims
from project_lib.inspection.inspection_types import TargetLook


def written(inspection):
    moments = None
    if inspection.shape != "rows":
        moments = plan_moments(inspection.earliest, inspection.latest)
    words = find_words("x", inspection, moments)
    claims = event_claims(inspection, words, moments) if moments else row_claims(inspection, words)
    return hypotheses_text(claims, inspection, words, moments)


def constants(text):
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }


def test_a_hostile_value_is_a_text_and_nothing_else():
    text = written(customers(target=TargetLook("churn", "binary", HOSTILE)))
    assert constants(text)["EVENT"].startswith("have “\"; DROP TABLE x; -- [costs]")
    assert "\n[costs]" not in text


@pytest.mark.parametrize("inspection", [customers(), orders(), visits(), visits(target=None)])
def test_only_what_is_used_is_imported_prepared_and_named(inspection):
    text = written(inspection)
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert set(constants(text)) <= names
    assert "{" not in text.replace('{"cutoff": TIME}', "")


def test_rows_of_one_entity_at_several_times_are_tested_once():
    assert "draw_one_each(case.restore" in written(customers(entities=3_000))
    assert "draw_one_each" not in written(customers())
    assert "draw_one_each" not in written(customers(entity=""))


def test_who_is_gone_after_the_target_counts_no_more_than_others():
    """The latest row of each would be, of those alone, the one with the target."""
    assert 'latest=moments[moments["cutoff"] == moments["cutoff"].max()]' in written(visits())


def test_the_last_cutoff_is_kept_for_the_final_test():
    assert 'moments["cutoff"] < moments["cutoff"].max()' in written(orders())
    assert "which is kept for the final test" in written(orders())


def test_refunds_and_rows_without_customer_do_not_count():
    text = written(orders())
    assert "filter(~nw.col(ENTITY).is_null(), nw.col(AMOUNT) >= 0)" in text


def test_events_without_an_amount_count_as_events():
    """A tip comes with one page in a hundred: the others have no amount, and happened."""
    tips = look("tip", "tip", "float", "number", missing_share=0.99)
    text = written(visits(columns=(*visits().columns, tips), amount="tip"))
    assert "filter(~nw.col(ENTITY).is_null())" in text
    assert "AMOUNT" not in text
