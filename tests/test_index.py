from pathlib import Path

import pytest

from project_lib.case import read_case_file
from project_lib.report import index as report_index


@pytest.fixture
def config(write_case):
    return read_case_file(write_case(), "shop")


def figure(name, value=1, **more):
    return {"name": name, "label": name, "value": value, "notebook": "02_data_description"} | more


def context(config, manifest=None, figures=(), findings=(), root=None):
    return report_index.index_context(manifest or {}, list(figures), list(findings), config, root)


def test_nothing_known_is_nothing_claimed(config):
    shown = context(config)
    assert shown["groups"] == shown["notebooks"] == shown["failed"] == []
    assert (shown["made_at"], shown["fingerprint"], shown["versions"]) == ("", "", "")


def test_figures_come_in_the_order_of_the_notebooks(config):
    later = figure("late", notebook="05_exploratory_analysis")
    groups = context(config, figures=[later, figure("early"), figure("next")])["groups"]
    assert [(g["title"], [f["name"] for f in g["figures"]]) for g in groups] == [
        ("Data description", ["early", "next"]),
        ("Exploratory analysis", ["late"]),
    ]


def test_figures_of_notebooks_that_do_not_apply_any_more_are_not_shown(config, tmp_path):
    names = {"notebook": "11_evaluation", "stage": "evaluation", "title": "Evaluation"}
    idle = {**names, "status": "does not apply", "why": "nothing is predicted"}
    old = figure("score", notebook="11_evaluation")
    figures = [figure("rows"), old]
    assert len(context(config, {"notebooks": []}, figures)["groups"]) == 2
    (group,) = context(config, {"notebooks": [idle]}, figures, root=tmp_path)["groups"]
    assert [tile["name"] for tile in group["figures"]] == ["rows"]


def test_a_tile_has_number_unit_interval_and_n(config):
    known = figure("a", 0.5, unit="share", interval=[0.4, 0.6], n=1200, cell="here")
    (tile,) = context(config, figures=[known])["groups"][0]["figures"]
    assert (tile["value"], tile["unit"]) == ("50", "%")
    assert tile["details"] == ["95 % interval 40 % to 60 %", "n = 1,200"]
    assert tile["gauge"] == {"low": 40, "value": 50, "high": 60}
    assert tile["link"] == "02_data_description.html#here"


def test_a_figure_without_cell_leads_to_the_page(config):
    (tile,) = context(config, figures=[figure("a", n=0)])["groups"][0]["figures"]
    assert tile["link"] == "02_data_description.html"
    assert tile["details"] == ["n = 0"]
    assert tile["gauge"] is None


def test_a_question_without_hypothesis_waits_for_the_evaluation(config):
    business = config.business.model_copy(
        update={"questions": [config.business.questions[0].model_copy(update={"id": "other"})]}
    )
    shown = context(config.model_copy(update={"business": business}))
    (question,) = shown["questions"]
    assert question["state"] == "Not answered yet: needs notebook 11, evaluation."
    assert question["hypotheses"] == []


def test_figures_of_the_evaluation_answer_a_question_that_has_no_hypothesis(config):
    changed = {"id": "other", "key_figures": ["money"]}
    asked = config.business.questions[0].model_copy(update=changed)
    business = config.business.model_copy(update={"questions": [asked]})
    config = config.model_copy(update={"business": business})
    (known,) = context(config, figures=[figure("money", notebook="11_evaluation")])["questions"]
    (other,) = context(config, figures=[figure("money", notebook="09_model_training")])["questions"]
    assert known["state"] == ""
    assert other["state"].startswith("Known so far, but not answered yet")


def test_a_holdout_that_does_not_tell_makes_nobody_wait_for_the_evaluation(config):
    asked = config.business.questions[0].model_copy(update={"id": "other", "key_figures": []})
    business = config.business.model_copy(update={"questions": [asked]})
    config = config.model_copy(update={"business": business})
    (shown,) = context(config, figures=[figure("threshold", notebook="11_evaluation")])["questions"]
    assert shown["state"].startswith("Not answered yet: the rows that were sealed until the end do")


def test_the_command_repeats_sample_and_engine():
    command = report_index.rerun_command
    assert command("shop", {}) == "crisp-ds run shop"
    assert command("shop", {"sample": None, "engine": "duckdb"}) == "crisp-ds run shop"
    assert (
        command("shop", {"sample": 5, "engine": "spark"})
        == "crisp-ds run shop --sample 5 --engine spark"
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0.0 seconds"), (0.42, "0.4 seconds"), (9.97, "10 seconds"), (12.3, "12 seconds"),
        (59.6, "1 minute"), (61, "1 minute 1 second"), (120, "2 minutes"),
    ],
)  # fmt: skip
def test_durations_are_said_as_people_say_them(seconds, said):
    assert report_index.duration(seconds) == said


def test_notebooks_that_do_not_apply_are_named_with_the_reason(config):
    entry = {"notebook": "07_data_preparation", "stage": "preparation", "status": "does not apply"}
    manifest = {"notebooks": [entry | {"why": "nothing is predicted"}]}
    shown = report_index.index_context(manifest, [], [], config, Path("nowhere"))
    assert shown["idle"] == "Notebook 07 does not run: nothing is predicted."
    assert shown["notebooks"][0]["status_text"] == "Does not apply"
    assert context(config)["idle"] == ""


def test_the_model_answers_a_question_without_hypotheses(config):
    asked = config.business.questions[0].model_copy(update={"id": "other"})
    business = config.business.model_copy(update={"questions": [asked]})
    config = config.model_copy(update={"business": business})
    about = {"question": "other", "verdict": "supported", "statement": "It ranks", "id": "ranks"}
    shown = report_index.index_context({}, [], [], config, Path("nowhere"), about_model=[about])
    (answer,) = shown["questions"][0]["answers"]
    assert (answer["headline"], answer["link"]) == ("It ranks", "11_evaluation.html")
