import re

import card_examples as examples
import pytest
from finding_examples import model_record

from project_lib import files
from project_lib.errors import InputError
from project_lib.report import model_card, reporting

TWICE = "The holdout was opened more than once."


@pytest.fixture
def root(write_case):
    return write_case()


def card(root, *reasons):
    examples.write(root, *reasons)
    return reporting.render_model_card(root, "shop").read_text("utf-8")


def index(root, *reasons):
    examples.write(root, *reasons)
    return reporting.render_index(root, "shop").read_text("utf-8")


def cells(page):
    return re.findall(r"<td[^>]*>(.*?)</td>", page)


def test_the_card_has_scores_with_intervals_of_both_sides(root):
    page = card(root, "final")
    found = cells(page)
    place = found.index("average precision")
    assert found[place : place + 3] == [
        "average precision", "0.510 (0.480 to 0.540)", "0.500 (0.460 to 0.540)",
    ]  # fmt: skip
    assert found.index("rows") + 3 == found.index("of these positive")


@pytest.mark.parametrize(
    "part",
    [
        "A list of customers.", "What a contact causes.", "One acts from 5\N{NO-BREAK SPACE}% on.",
        "new customers", "recency_all", "LightGBM", "9,000", "One shop only.", "Real data",
        "ffffffffffff", "11_evaluation.html", "The customers are one cohort",
    ],
)  # fmt: skip
def test_the_card_tells_use_misuse_decision_slices_features_data_and_limits(root, part):
    assert part in card(root, "final")


def test_what_data_say_is_escaped(root):
    assert "probability of &lt;buying&gt;" in card(root, "final")


def test_the_card_loads_nothing_and_repeats_its_bytes(root):
    page = card(root, "final")
    assert not re.search(r'(src|href)="(?!#|index|11_|data:)', page)
    assert card(root, "final") == page


def test_one_opening_is_no_warning(root):
    assert TWICE not in card(root, "final")
    assert TWICE not in index(root, "final")


def test_a_second_opening_is_red_in_the_card_and_on_the_index(root):
    for page in (card(root, "one", "two"), index(root, "one", "two")):
        box = re.search(r'<p class="notice failed"><strong>(.*?)</p>', page, re.S)[1]
        assert box.startswith(TWICE)
        assert "2 different decisions" in box
        assert "by up to 0.012 on average" in box  # 0.564 x 0.08 / 3.92


def test_the_index_links_to_the_card_once_there_is_one(root):
    assert 'href="model_card.html"' in index(root, "final")
    (root / "reports" / "shop" / "model_card.json").unlink()
    assert 'href="model_card.html"' not in reporting.render_index(root, "shop").read_text("utf-8")


def test_a_holdout_opened_twice_by_hand_is_red_before_anything_was_evaluated(root):
    folder = examples.write(root, "peek", "peek again")
    (folder / "evaluation.json").unlink()
    page = reporting.render_index(root, "shop").read_text("utf-8")
    assert TWICE in page and 'href="11_evaluation.html"' in page


def test_without_evaluation_there_is_no_card(root):
    with pytest.raises(InputError, match="holds no evaluation.*run notebooks/11_evaluation"):
        reporting.render_model_card(root, "shop")


def test_simulated_data_are_called_synthetic(root):
    toml = root / "cases" / "shop" / "case.toml"
    text = toml.read_text("utf-8").replace('format = "csv"', 'format = "simulator"')
    toml.write_text(text, "utf-8")
    assert "Synthetic data: " in card(root, "final")


def test_a_number_that_is_not_known_is_not_invented():
    evaluation = {"validation": {"n": 3}, "holdout": {"r2": None, "baseline_mae": 2.0, "n": 2}}
    rows = model_card.score_rows(evaluation)
    assert [row["what"] for row in rows] == [
        "R²", "mean absolute error without a model", "rows",
    ]  # fmt: skip
    assert [row["validation"] for row in rows] == ["not known", "not known", "3"]


def test_the_summary_tells_a_second_opening_among_its_cautions(root):
    folder = examples.write(root, "one", "two")
    files.write_json(folder / "model_findings.json", [model_record("model_ranks")])
    reporting.render_index(root, "shop")
    cautions = (folder / "summary.html").read_text("utf-8").partition('id="risks"')[2]
    assert "opened more than once, for 2 different decisions" in cautions
