"""What a model promised, the model that is kept, and the holdout on which it is tested once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import files, prose
from project_lib.configuration.prediction_schema import TIME
from project_lib.models.committee import Member, fit_committee, members_table
from project_lib.models.fold_scores import BASELINES, Problem
from project_lib.models.metrics import Metric
from project_lib.splits.time_spans import are_cutoffs

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.assessment.decision import Decision
    from project_lib.case import Case
    from project_lib.models.committee import Committee

SAMPLE_ROWS = 200
SHORT = 8  # letters of a fingerprint that tell two decisions apart


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows with what happened: classes 0, 1, ... or numbers, and the entity of each.

    `left_out` counts rows whose target is missing or of a class that training rows do not have.
    """

    table: "pd.DataFrame"
    actual: np.ndarray
    entities: np.ndarray
    left_out: int = 0


def label_rows(problem: Problem, table: "pd.DataFrame", *, target: str, entity: str) -> Rows:
    """Return rows with their target as the problem numbers it.

    Rows that cannot be scored are left out and counted.
    """
    values = table[target]
    if problem.task != "number":
        places = {value: place for place, value in enumerate(problem.classes)}
        values = values.map(places)
    known = values.notna().to_numpy()
    table = table[known].reset_index(drop=True)
    kind = float if problem.task == "number" else np.int64
    actual = values[known].to_numpy(dtype=kind)
    return Rows(table, actual, table[entity].to_numpy(), int((~known).sum()))


def count_population(case: "Case") -> int:
    """Return how many rows are decided on at once: at the largest cutoff, or all without cutoffs.

    Rows of many different times have none.
    """
    import narwhals as nw

    rows = case.scan("filtering")
    if TIME in rows.collect_schema().names():
        counts = rows.group_by(TIME).agg(nw.len().alias("rows")).select("rows")
        found = nw.from_native(counts.collect(backend="pyarrow"))["rows"].to_numpy()
        return int(found.max() if are_cutoffs(np.arange(len(found))) else found.sum())
    return int(rows.select(nw.len().alias("rows")).collect().item())


def members_shown(members: Sequence[Member]) -> "pd.DataFrame":
    """Return the committee as a reader sees it: model, class, features, parameters, weight."""
    shown = members_table(members)
    shown["features"] = [len(member.features) for member in members]
    shown["parameters"] = [
        prose.listing([f"{name} {_plain(value)}" for name, value in parameters], most=12)
        or "defaults"
        for parameters in (sorted(member.pack.parameters.items()) for member in members)
    ]
    return shown.rename(columns={"weight": "weight_share"})


def _plain(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return prose.number(value) if number else str(value)


def member_names(members: Sequence[Member]) -> str:
    """Return the members' names in prose: ``SVM and LightGBM (2 settings)``."""
    return prose.tally([member.pack.name for member in members], "settings")


def promise_sentence(
    members: Sequence[Member], board: "pd.DataFrame", problem: Problem, metric: Metric
) -> str:
    """Say which model was handed over, and what the notebooks before have promised of it."""
    how = {"number": "forecasts", "binary": "log-odds"}.get(problem.task, "log-probabilities")
    names = member_names(members)
    one = f"{names}, tuned"
    many = f"a committee of {names}, whose {how} are averaged"
    models = board[~board["model"].isin(list(BASELINES))]
    better = "more" if metric.higher_is_better else "less"
    text = (
        f"Success is **{metric.words}** ({better} is better). "
        f"Notebook 10 hands over {one if len(members) == 1 else many}."
    )
    models = models[models[f"{metric.name}_mean"].notna()]
    if models.empty:
        return text
    first = models.iloc[0]
    reached, spread = first[f"{metric.name}_mean"], first[f"{metric.name}_spread"]
    return (
        f"{text} Before tuning, the best model of the leaderboard, {first['model']}, reached "
        f"{prose.number(reached)} over the folds, give or take {prose.number(spread, 2)} from fold "
        "to fold. Everything below is compared with that."
    )


def fit_production_model(
    members: Sequence[Member],
    rows: Rows,
    problem: Problem,
    recipe: "pd.DataFrame",
    *,
    random_state: int = 0,
) -> "Committee":
    """Return the committee, fitted on all training rows, those of every fold together."""
    return fit_committee(
        members,
        rows.table,
        rows.actual,
        recipe=recipe,
        task=problem.task,
        classes=problem.codes,
        groups=rows.entities,
        transform=problem.transform,
        random_state=random_state,
        n_jobs=2,
    )


def typical_value(problem: Problem) -> float | None:
    """Return the median of training rows, the forecast without knowledge; None of classes."""
    return float(np.median(problem.target)) if problem.task == "number" else None


def production_sample(model: "Committee", rows: Rows, most: int = SAMPLE_ROWS) -> "pd.DataFrame":
    """Return what the production model says of the first training rows, before recalibration.

    By it notebook 12 proves that it deploys this model. Columns: predicted, or of several classes
    predicted_0, predicted_1, ...
    """
    import pandas as pd

    first = rows.table.head(most)
    said = np.asarray(model.predict(first), dtype=float).reshape(len(first), -1)
    several = [f"predicted_{place}" for place in range(said.shape[1])]
    names = several if len(several) > 1 else ["predicted"]
    return pd.DataFrame(said, columns=names)


def production_sentence(rows: Rows, problem: Problem) -> str:
    """Say from how many rows the production model has learned, compared with a fold's model."""
    learned = np.mean([len(train) for train, _ in problem.folds])
    return (
        f"The production model is refitted with the same members and parameters on all "
        f"{prose.plural(len(rows.table), 'training row')}, "
        f"{prose.number(len(rows.table) / learned, 2)} times as many as a fold's model learned "
        "from on average. Nothing is chosen any more: calibration and threshold stay as the folds "
        "have set them."
    )


def opening_reason(members: Sequence[Member], decision: "pd.DataFrame") -> str:
    """Return why the holdout is opened: which decision is tested, with its fingerprint.

    Two openings for the same reason test the same model, calibration and threshold.

    Parameters
    ----------
    decision : of one row, before the holdout's scores are in it
    """
    made = members_table(members).to_json(orient="records") + decision.to_json(orient="records")
    return (
        f"final test of {member_names(members)} "
        f"(decision {files.fingerprint_text(made)[:SHORT]})"
    )


def left_out_sentence(rows: Rows, problem: Problem) -> str:
    """Say how many rows can be scored, why others cannot, and which classes are not among them."""
    absent = [
        str(label) for place, label in enumerate(problem.classes) if place not in set(rows.actual)
    ]
    return _scored(rows) + (
        f" None is of the class {prose.listing([f'“{name}”' for name in absent])}, so scores that "
        "count each class alike are of fewer classes than in the folds."
        if absent
        else ""
    )


def _scored(rows: Rows) -> str:
    text = f"{prose.capital(prose.plural(len(rows.table), 'row'))} of the holdout can be scored"
    if not rows.left_out:
        return f"{text}: all of them."
    were = "was" if rows.left_out == 1 else "were"
    return (
        f"{text}; {prose.plural(rows.left_out, 'row')} {were} left out, because the target is "
        "missing or of a class that no training row has."
    )


def handover_sentence(decision: "Decision", tested: Rows) -> str:
    """Say what is left for the next notebook and for the report."""
    acts = ""
    if decision.threshold is not None:
        acts = f", threshold {prose.percent(decision.threshold)}"
    calibration = decision.recalibration.kind
    how = "no recalibration" if calibration == "none" else f"{calibration} recalibration"
    rows = prose.plural(len(tested.table), "holdout row")
    return (
        f"The decision ({how}{acts}) is saved with its scores, and what it said of {rows}. "
        "`evaluation.json` holds the scores with their intervals; the model card is made from "
        "them. Notebook 12 fits the same model again and deploys it with this decision; it never "
        "opens the holdout."
    )
