import json

import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.serving.decision_file import decision_document, read_decision, recalibration_of

BINARY = {
    "task": "binary", "threshold_rule": "f1", "threshold": np.float64(0.4), "capacity": pd.NA,
    "calibration": "platt", "calibration_values": '{"slope": 1.0, "intercept": 0.5}',
    "validation_auroc": np.float64(0.8), "holdout_auroc": np.nan,
}  # fmt: skip


def test_the_row_of_notebook_11_becomes_plain_values():
    document = decision_document(BINARY, "binary", (np.False_, np.True_))
    assert document["labels"] == [False, True]
    assert document["calibration_values"] == {"slope": 1.0, "intercept": 0.5}
    assert (document["capacity"], document["holdout_auroc"]) == (None, None)
    assert read_decision(json.loads(json.dumps(document)), "decision.json") == document
    assert recalibration_of(document, "decision.json").kind == "platt"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"task": "guess"}, "has none of the tasks"),
        ({"labels": [0]}, "names 1 labels"),
        ({"labels": [[0], [1]]}, "names no labels"),
        ({"threshold": None}, "has the threshold None"),
        ({"calibration": "temperature"}, "does not suit 'binary'"),
        ({"calibration": "eval"}, "does not suit"),
        ({"calibration_values": "{}"}, "has no calibration"),
        ({"calibration_values": {"slope": "x", "intercept": 0.0}}, "calibration of no numbers"),
        ({"calibration_values": {"slope": -1.0, "intercept": 0.0}}, "keep the order"),
    ],
)
def test_a_decision_that_is_none_is_refused(change, said):
    document = {**decision_document(BINARY, "binary", (0, 1)), **change}
    with pytest.raises(InputError, match=said):
        read_decision(document, "decision.json")


def test_the_decision_of_another_task_is_refused():
    with pytest.raises(InputError, match="is of the task 'binary', the committee of 'number'"):
        decision_document(BINARY, "number", ())
