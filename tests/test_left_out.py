from datetime import date

import numpy as np
import pandas as pd

from project_lib.configuration.case_schema import Table
from project_lib.configuration.prediction_schema import Prediction
from project_lib.features.given_rows import given_table
from project_lib.features.left_out import judge_left_out, left_out_sentence

COUNT = 400
DRAWS = np.random.default_rng(0)
ROWS = pd.DataFrame({
    "id": np.arange(COUNT)[::-1],
    "bought": [*["yes", "no"] * (COUNT // 2 - 1), None, None],
    "no_sale": [*[0, 1] * (COUNT // 2 - 1), 0, 1],
    "colour": DRAWS.choice(["red", "blue"], COUNT),
    "sent": pd.Timestamp("2024-01-01"),
    "age": DRAWS.normal(size=COUNT),
})  # fmt: skip
TARGET = {"name": "buys", "description": "Bought", "kind": "column", "column": "bought",
          "positive": "yes"}  # fmt: skip


def judged(*names, target=TARGET, rows=ROWS):
    prediction = Prediction(rows="things", entity="id", as_of=date(2024, 5, 1), target=target,
                            leave_out=list(names))  # fmt: skip
    columns = {name: {"description": name, "dtype": "text", "role": "number"} for name in rows}
    declared = Table(description="Things", source="file", grain=[], columns=columns)
    return judge_left_out(given_table(rows, prediction, declared), prediction)


def test_a_column_that_stands_for_the_target_is_left_out_with_that_evidence():
    left = judged("no_sale", "colour")
    assert left["column"].tolist() == ["no_sale", "colour"]
    assert left["verdict"].tolist() == ["leak", "clean"]
    assert left_out_sentence(left) == (
        "2 columns are kept from the model by `prediction.leave_out` of case.toml. Signs of the "
        "target in 1 column: `no_sale`: each of its values stands for one value of `buys`. None in "
        "`colour`."
    )


def test_columns_without_a_sign_of_the_target_are_named_all_the_same():
    left = judged("sent", "colour")
    assert left["evidence"].tolist() == ["", ""]
    assert left_out_sentence(left) == (
        "2 columns are kept from the model by `prediction.leave_out` of case.toml: `sent` and "
        "`colour`. The data show no sign of a target in them: whoever wrote case.toml knows why."
    )


def test_without_a_target_columns_are_named_and_not_judged():
    assert judged("colour", target=None)["verdict"].tolist() == ["clean"]


def test_nothing_left_out_is_said():
    told = left_out_sentence(judged())
    assert told == "`prediction.leave_out` of case.toml leaves no column out."


def test_columns_that_decide_the_target_together_are_told_of_both():
    days = DRAWS.integers(0, 900, COUNT)
    ended = DRAWS.integers(0, 2, COUNT)
    noise = {f"x{i}": DRAWS.normal(size=COUNT) for i in range(5)}
    rows = ROWS.assign(ended=ended, days=days, **noise).drop(columns="no_sale")
    rows["bought"] = np.where((ended == 1) & (days < 600), "yes", "no")
    left = judged("days", "ended", "colour", rows=rows)
    assert left["verdict"].tolist() == ["unknown", "unknown", "clean"]
    assert "`days` and `ended` together tell `buys`" in left["evidence"][0]
