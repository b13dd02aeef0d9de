"""What decision.json holds: task, labels, calibration, threshold and the scores reached."""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from project_lib.errors import InputError
from project_lib.performance.recalibration import Recalibration
from project_lib.plain_values import plain_value

REMEDY = "run notebooks 11 and 12 again"
TASKS = ("binary", "classes", "number")


def decision_document(
    decision: Mapping[str, object], task: str, labels: Sequence[object]
) -> dict[str, object]:
    """Return the row that notebook 11 leaves, with the labels of classes, as plain values.

    Raises
    ------
    InputError
        When it belongs to another task, or labels and classes do not fit together.
    """
    document = {name: plain_value(value) for name, value in decision.items()}
    values = decision.get("calibration_values") or "{}"
    document["calibration_values"] = json.loads(values) if isinstance(values, str) else values
    document["labels"] = [plain_value(label) for label in labels]
    document["calibration"] = document.get("calibration") or "none"
    if document.get("task") != task:
        problem = f"is of the task '{document.get('task')}', the committee of '{task}'"
        raise InputError("decision", problem, REMEDY)
    return read_decision(document, "decision")


def read_decision(document: object, where: object) -> dict[str, object]:
    """Return what decision.json holds, after a look at all that predictions hang on.

    Raises
    ------
    InputError
        When task, labels, threshold or calibration are not what they must be.
    """
    if not isinstance(document, dict) or document.get("task") not in TASKS:
        raise InputError(where, f"has none of the tasks {', '.join(TASKS)}", REMEDY)
    task, labels = document["task"], document.get("labels")
    plain = isinstance(labels, list) and all(isinstance(x, str | int | float) for x in labels)
    fits = {"binary": 2, "classes": 3, "number": 0}[task]
    if not plain or (len(labels) < fits if task == "classes" else len(labels) != fits):
        problem = f"names {len(labels) if plain else 'no'} labels for the task '{task}'"
        raise InputError(where, problem, "name each class once, in the order of its number")
    threshold = document.get("threshold")
    if task == "binary" and (not isinstance(threshold, int | float) or not np.isfinite(threshold)):
        raise InputError(where, f"has the threshold {threshold!r}", REMEDY)
    recalibration_of(document, where)
    return document


def recalibration_of(document: Mapping[str, object], where: object) -> Recalibration:
    """Return what puts probabilities right.

    Raises
    ------
    InputError
        When it is none, or does not suit the task.
    """
    kind, values = document.get("calibration"), document.get("calibration_values")
    if not isinstance(kind, str) or not isinstance(values, dict):
        raise InputError(where, "has no calibration", REMEDY)
    suits = {"binary": ("none", "platt", "isotonic"), "classes": ("none", "temperature")}
    if kind not in suits.get(document["task"], ("none",)):
        problem = f"has the calibration '{kind}', which does not suit '{document['task']}'"
        raise InputError(where, problem, REMEDY)
    try:
        return Recalibration(kind, values)
    except (TypeError, ValueError) as error:
        raise InputError(where, f"has a calibration of no numbers ({error})", REMEDY) from error
