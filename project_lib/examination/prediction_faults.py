"""What is wrong between a prediction and the data: moments, target, features, leaks, models."""

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.modelling_schema import Modelling
from project_lib.configuration.prediction_schema import EXPOSURES, ROW, Feature, Prediction
from project_lib.errors import InputError, nearest
from project_lib.examination.data_faults import Patient, columns_in
from project_lib.examination.leak_faults import check_leaks
from project_lib.examination.problems import Advice
from project_lib.examination.trial_features import Made, make_features, rare_classes
from project_lib.expressions import parse_expression
from project_lib.sources.reading import quoted

if TYPE_CHECKING:
    from project_lib.case import Case

TASKS = {"any": ("binary",), "none": ("binary",), "count": ("number",), "sum": ("number",)}


def check_prediction(
    case: "Case", patient: Patient, functions: Mapping[str, object]
) -> Generator[InputError, None, Made | None]:
    """Yield what the data have against [prediction], features, filters and models.

    Returns
    -------
    The features, as far as they can be made; None where nothing is predicted, or nothing can be.
    """
    prediction = case.prediction
    yield from _check_models(case)
    if prediction is None or prediction.table not in patient.tables:
        return None
    yield from _check_missing_targets(prediction, patient)
    if not patient.has(prediction.table, *_declared(_columns_of(prediction), case)):
        return None
    found = list(_check_keys(case, patient))
    yield from found
    if found or not patient.has(prediction.table, *case.tables[prediction.table].columns):
        return None
    functions = dict(functions)
    while True:
        try:
            made = make_features(case, patient, functions)
            break
        except InputError as error:
            culprit = next((name for name in functions if f"'{name}'" in error.where), "")
            key = error.key or (("features.py", culprit) if culprit else ("prediction",))
            yield InputError(error.where, error.problem, error.remedy, key=key)
            if not culprit:
                return None
            del functions[culprit]
    yield from _check_made(case, made)
    return made


def _check_keys(case: "Case", patient: Patient) -> Iterator[InputError]:
    """Yield what is wrong with entities, moments and conditions."""
    prediction = case.prediction
    table = prediction.table
    rows = patient.tables[table].rows
    if prediction.rows:
        from project_lib.features.given_rows import row_faults

        names = dict.fromkeys(_declared(_columns_of(prediction), case))
        keys = rows.project(", ".join(map(quoted, names))) if names else rows
        yield from row_faults(keys, prediction)
        return
    from project_lib.features.event_checks import event_faults

    sound = [f for f in case.features if patient.has(table, *_declared(_needed(f), case))]
    yield from event_faults(rows, prediction, sound)


def _declared(columns: list[str], case: "Case") -> list[str]:
    """Return those of the columns that the table declares; the others are told where they stand."""
    return [name for name in columns if name in case.tables[case.prediction.table].columns]


def _columns_of(prediction: Prediction) -> list[str]:
    """Return the columns of the table without which nothing can be predicted."""
    named = [prediction.time, prediction.known_at, *(label.column for label in prediction.labels)]
    if prediction.entity != ROW:
        named.append(prediction.entity)
    for part in (prediction, *prediction.labels):
        named += columns_in(part.where)
    return [*filter(None, named)]


def _needed(feature: Feature) -> list[str]:
    per = "" if feature.per in EXPOSURES else feature.per
    return [*filter(None, (feature.column, per)), *columns_in(feature.where)]


def _check_missing_targets(prediction: Prediction, patient: Patient) -> Iterator[InputError]:
    """Yield advice where rows have no target: they are left out."""
    target, table = prediction.target, patient.tables[prediction.table]
    if not target or not prediction.rows or not patient.has(prediction.table, target.column):
        return
    found = table.columns.set_index("column").loc[target.column]
    if found["missing"]:
        problem = f"is missing in {prose.plural(int(found['missing']), 'row')} of {table.count:,}"
        remedy = "complete them, or accept that nothing is learned from these rows"
        key = ("prediction", "target", "column")
        yield Advice(f"column '{target.column}'", problem, remedy, key=key)


def _check_made(case: "Case", made: Made) -> Iterator[InputError]:
    for feature in case.prediction.treatments:
        if feature not in made.features:
            key = ("prediction", "treatments", feature)
            problem, remedy = "is the name of no feature", nearest(feature, made.features)
            yield InputError("", problem, remedy, key=key)
    for place, rule in enumerate(case.filters):
        try:
            parse_expression(rule.keep, list(made.table.columns))
        except InputError as error:
            key = ("filters", place, "keep")
            yield InputError("", error.problem, error.remedy, key=key)
    if case.prediction.target:
        yield from rare_classes(made.table, case.prediction)
        yield from check_leaks(case, made)


def _check_models(case: "Case") -> Iterator[InputError]:
    """Yield each declared model that cannot be made: its class or a parameter is unknown."""
    if not case.modelling.models or not case.prediction or not case.prediction.target:
        return
    from project_lib.models.packs import choose_packs

    tasks = TASKS.get(case.prediction.target.kind, ("binary", "number"))  # a column's values tell
    for place, pack in enumerate(case.modelling.models):
        refused = []
        for task in tasks:
            try:
                choose_packs(task, Modelling(models=[pack]))
            except InputError as error:
                refused.append(error)
        if len(refused) == len(tasks):
            part = "parameters" if refused[0].problem.startswith("sets") else "class"
            key = ("modelling", "models", place, part)
            yield InputError("", refused[0].problem, refused[0].remedy, key=key)
