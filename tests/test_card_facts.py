import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from model_problems import make_problem

from project_lib.assessment import card_facts
from project_lib.case import read_case_file
from project_lib.configuration.prediction_schema import Prediction
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part

METRIC = {"binary": "average_precision", "classes": "macro_f1", "number": "mae"}
TOLD = {name: f"said of {name}" for name in card_facts.TOLD}
TABLES = {
    "members": pd.DataFrame({"model": ["LightGBM"], "weight_share": [1.0]}),
    "slices": pd.DataFrame({"slice": ["new"], "rows": np.array([3]), "from": [np.nan]}),
    "features": pd.DataFrame({"feature": ["recency_all"]}),
}


@pytest.fixture
def config(write_case):
    return read_case_file(write_case(), "shop")


def holdout_scores(task, seed=0):
    random = np.random.default_rng(seed)
    problem = make_problem(task, rows=300, seed=seed)
    if task == "binary":
        predicted = random.random(300)
    elif task == "number":
        predicted = problem.target + random.normal(size=300)
    else:
        predicted = random.dirichlet(np.ones(3), 300)
    part = Part(problem.target, predicted, np.arange(300))
    return score_parts({"validation": part, "holdout": part}, task=task, resamples=200)


def parts(timed=True):
    table = pd.DataFrame({"customer_id": ["a", "a", "b"]})
    if not timed:
        return {"training": table, "holdout": table}
    days = pd.to_datetime(["1997-07-01", "1997-10-01", "1997-10-01"])
    return {"training": table.assign(cutoff=days), "holdout": table.assign(cutoff=days[1])}


def facts(config, task, timed=True, **more):
    return card_facts.collect_facts(
        make_problem(task), holdout_scores(task), METRIC[task],
        prediction=config.prediction, deliverable=config.business.deliverable,
        forward=timed, parts=parts(timed), told=TOLD, tables=TABLES, **more,
    )  # fmt: skip


@pytest.mark.parametrize("task", list(METRIC))
@pytest.mark.parametrize("timed", [True, False])
def test_every_kind_of_target_has_facts_that_json_can_hold(config, task, timed):
    made = facts(config, task, timed)
    assert json.loads(json.dumps(made, allow_nan=False))["members"]["model"] == ["LightGBM"]
    assert made["slices"]["from"] == [None]
    for name in ("lead", "intended", *card_facts.TOLD):
        assert made[name] and "nan" not in made[name] and "unknown" not in made[name]


def test_a_doubt_comes_first_among_the_limits_of_a_card(config):
    plain, doubted = (facts(config, "binary", **more) for more in ({}, {"doubt": "Too good."}))
    assert doubted["limits"] == ["Too good.", *plain["limits"]]


def test_a_card_shows_few_rows_and_the_columns_that_it_needs(config):
    many = pd.DataFrame({"name": list("abcdefgh"), "slice": list("abcdefgh"), "low": 0.0})
    made = card_facts.collect_facts(
        make_problem(), holdout_scores("binary"), "auroc", prediction=config.prediction,
        deliverable="A list", forward=True, parts=parts(), told=TOLD,
        tables=TABLES | {"slices": many},
    )  # fmt: skip
    assert made["slices"] == {"slice": list("abcde")}


def test_the_lead_has_the_score_of_the_holdout_with_interval_and_chance(config):
    lead = facts(config, "binary")["lead"]
    assert lead.startswith("It gives each customer the probability of “At least one purchase")
    assert "On 300 rows that were sealed until the end, average precision is" in lead
    assert "95 % interval" in lead and "without any knowledge it would be" in lead


def test_an_undefined_score_is_not_invented(config):
    scores = holdout_scores("binary")
    scores.table["value"] = np.nan
    lead = card_facts.lead_sentence(scores, "average_precision", config.prediction)
    assert lead.endswith("The holdout does not tell how well.")


def test_the_data_are_told_with_their_period_and_horizon(config):
    told = dict(facts(config, "binary")["data"])
    assert told["Training rows"] == "3 of 2 customers, cutoffs 1 July 1997 to 1 October 1997"
    assert told["Holdout rows"] == "3 of 2 customers, cutoff 1 October 1997"
    assert told["Horizon"] == "90 days"
    assert told["Positive"].endswith("of training rows")
    assert dict(facts(config, "classes", False)["data"])["Classes"] == "0, 1 and 2"


def test_without_time_the_card_says_that_the_split_is_random(config):
    timed, timeless = facts(config, "binary"), facts(config, "binary", False)
    assert any(line.startswith("The split is random: the scores") for line in timeless["limits"])
    assert dict(timeless["data"])["Split"] == card_facts.RANDOM
    assert not any("Long after" in line for line in timeless["not_for"])
    assert any(line.startswith("For later rows, without") for line in timeless["not_for"])
    assert any("tested at 1 cutoff" in line for line in timed["limits"])
    assert any(line.startswith("Long after 1 October") for line in timed["not_for"])


def test_rows_that_are_entities_of_no_horizon_are_not_told_of_one():
    target = {"name": "buys", "description": "Buys", "kind": "column", "column": "buys"}
    rows = Prediction(rows="people", as_of="2024-06-01", target=target)
    table = pd.DataFrame({"row": [1, 2, 3]})
    made = card_facts.collect_facts(
        make_problem(), holdout_scores("binary"), "auroc", prediction=rows, deliverable="A list",
        forward=False, parts={"training": table, "holdout": table}, told=TOLD, tables=TABLES,
    )  # fmt: skip
    assert made["intended"] == "A list. The model sees 1 feature of each row."
    told = dict(made["data"])
    assert "Horizon" not in told and told["Training rows"] == "3, without time"
    said = " ".join([made["lead"], *made["not_for"], *made["limits"]])
    assert not any(word in said for word in ("cutoff", "horizon", "no days", "a row acts"))


def test_rows_of_many_times_are_told_with_their_period(config):
    days = pd.DataFrame({"row": range(90), "cutoff": pd.date_range("2024-01-01", periods=90)})
    problem = SimpleNamespace(task="number", target=np.zeros(0))
    told = card_facts.limits(problem, config.prediction, days, forward=True)
    assert told[0].startswith("It was tested from 1 January 2024 to 30 March 2024, after")


def test_a_rare_outcome_is_a_limit(config):
    target = np.repeat([0, 1], [600, 5])
    rare = SimpleNamespace(task="binary", classes=(0, 1), target=target)
    told = card_facts.limits(rare, config.prediction, parts()["holdout"], forward=True)
    assert any("occurs in 5 training rows only" in line for line in told)
