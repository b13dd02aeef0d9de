"""A small case for tests of notebooks: its case.toml, its checkpoints, its cells one by one."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from project_lib.case import open_case
from project_lib.models.committee import Member, members_table
from project_lib.models.packs import Pack
from project_lib.preprocessing.recipes import propose_recipe
from project_lib.splits.sealed_holdout import seal_holdout

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
COSTS = '[costs]\ncurrency = "EUR"\ncontact = 1.0\nbenefit = 5.0\n'
TOML = """
[business]
title = "Small"
company = "Small"
business_model = "Sells"
stage = "New"
problem = "None"
deliverable = "A list"
questions = []
input_output_task = {{ input = ["rows"], output = ["list"], task = ["evaluate"] }}

[sources.log]
format = "csv"
path = "log.csv"

[tables.log]
description = "Events"
source = "log"
grain = ["user", "at"]

[tables.log.columns]
user = {{ description = "Who", dtype = "text", role = "identifier" }}
at = {{ description = "When", dtype = "date", role = "time" }}
paid = {{ description = "How much", dtype = "float", role = "number" }}

[prediction]
entity = "user"
events = "log"
time = "at"
cutoffs = [2024-02-01, 2024-04-01, 2024-06-01]
horizon_days = 30

[prediction.target]
name = "result"
description = "What comes"
kind = "sum"
column = "paid"

{costs}
"""
EVENTS = """
entity = "user"
events = "log"
time = "at"
cutoffs = [2024-02-01, 2024-04-01, 2024-06-01]
horizon_days = 30
"""
ROWS = """
entity = "user"
rows = "log"
as_of = 2024-06-01
"""
KINDS = {
    "binary": ("LogisticRegression", "average_precision"),
    "classes": ("LogisticRegression", "macro_f1"),
    "number": ("Ridge", "mae"),
}


def rows(task, timed, users=240, seed=0):
    """Return a feature table: half of the users for training, the last cutoff of others held."""
    random = np.random.default_rng(seed)
    cutoffs = pd.to_datetime(["2024-02-01", "2024-04-01", "2024-06-01"])
    names = [f"u{number:03d}" for number in range(users)]
    table = pd.DataFrame({"user": np.repeat(names, 3), "cutoff": np.tile(cutoffs, users)})
    table = table.assign(recency=random.exponential(30, len(table)), paid=random.random(len(table)))
    score = 2 - table["recency"] / 20 + random.logistic(size=len(table))
    edges = {"binary": [1.0], "classes": [0.0, 1.5]}.get(task)
    table["result"] = score if edges is None else np.digitize(score, edges)
    training = table[(table["user"] < "u160") & (table["cutoff"] < cutoffs[2])]
    holdout = table[(table["user"] >= "u160") & (table["cutoff"] == cutoffs[2])]
    if timed:
        return training.reset_index(drop=True), holdout.reset_index(drop=True)
    return tuple(
        part.drop_duplicates("user").drop(columns="cutoff").reset_index(drop=True)
        for part in (training, holdout)
    )


def leave_checkpoints(task, timed):
    """Leave what notebooks 02 to 10 would leave."""
    case = open_case("small", "hyperparameter_tuning")
    training, holdout = rows(task, timed)
    roles = {"user": "identifier", "recency": "feature", "paid": "feature", "result": "target"}
    if timed:
        roles["cutoff"] = "time"
    dictionary = pd.DataFrame({"name": list(roles), "role": list(roles.values())})
    dictionary = dictionary.assign(kind="last", description=dictionary["name"], unit="")
    dictionary["window_days"] = np.nan
    class_name, metric = KINDS[task]
    member = Member(Pack("the model", class_name), ("recency", "paid"))
    board = {"model": ["the model"], "features": ["all"], f"{metric}_mean": [0.5]}
    plan = {"name": ["result"], "kind": [task], "transform": ["none"], "reason": [""]}
    days = pd.date_range("2024-01-05", periods=20, freq="10D")
    events = pd.DataFrame({"user": np.repeat(training["user"].unique(), 20)})
    events = events.assign(at=np.tile(days, len(events) // 20), paid=1.0)
    time = "cutoff" if timed else None
    case.save(events, "description", "log")
    case.save(pd.concat([training, holdout]), "filtering")
    case.save(training, "preparation")
    case.save(dictionary, "preparation", "dictionary")
    case.save(propose_recipe(training, dictionary, time=time), "preparation", "recipe")
    case.save(pd.DataFrame(plan), "preparation", "target")
    seal_holdout(case, holdout)
    case.save(pd.DataFrame(board).assign(**{f"{metric}_spread": 0.1}), "model_training")
    case.save(pd.DataFrame(columns=["left_out", "low"]), "model_training", "without_suspects")
    case.save(members_table([member]), "hyperparameter_tuning")
    return case


def rows_toml(costs=""):
    """Return the case.toml of the same case as a table of rows without time."""
    text = TOML.format(costs=costs).replace(EVENTS.strip(), ROWS.strip())
    return text.replace('kind = "sum"', 'kind = "column"')


def run_cells(notebook):
    """Run a notebook's code in one name space, as a kernel does, for the case `small`."""
    space = {}
    text = (NOTEBOOKS / f"{notebook}.ipynb").read_text("utf-8")
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"]).replace('CASE = "cdnow"', 'CASE = "small"')
            exec(compile(source, cell["id"], "exec"), space)
    return space
