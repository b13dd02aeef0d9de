"""Which models compete on the training rows, how they fare over the folds, and what that says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import TIME, Prediction
from project_lib.errors import InputError
from project_lib.models.fold_scores import BASELINES, Problem
from project_lib.models.leaderboard_words import model_name
from project_lib.models.metrics import Metric
from project_lib.stages import find_stage

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator

    from project_lib.case import Case

MOST_ROWS = 200_000  # among which models are compared; the rows beyond would change no order


def pose_problem(
    training: "pd.DataFrame",
    dictionary: "pd.DataFrame",
    plan: "pd.DataFrame",
    prediction: Prediction,
    *,
    random_state: int = 0,
    most_rows: int = MOST_ROWS,
) -> Problem:
    """Return what the models learn: rows, features, target and the folds of `CustomerTimeSplit`.

    Of more than `most_rows` rows those of a random part of the entities are used.

    Parameters
    ----------
    plan : of notebook 07, one row: kind and transform of the target

    Raises
    ------
    InputError
        When there are no features, or the target cannot be learned.
    """
    from project_lib.models.metrics import encode_target, require_target
    from project_lib.splits.customer_time_split import CustomerTimeSplit, fold_count

    entity, target = prediction.entity, prediction.target.name
    features = dictionary.loc[dictionary["role"] == "feature", "name"].tolist()
    features = [name for name in features if name in training.columns]
    if not features:
        problem = "names no feature of the training rows"
        raise InputError("dictionary of notebook 07", problem, "declare features in case.toml")
    require_target(training[target])
    task, transform = plan[["kind", "transform"]].iloc[0]
    rows = _part_of(training, entity, random_state, most_rows)
    values, classes = encode_target(rows[target], task)
    time = TIME if TIME in rows.columns else None
    split = CustomerTimeSplit(
        entity=entity,
        time=time,
        horizon_days=prediction.horizon_days,
        n_splits=fold_count(len(rows), time),
        random_state=random_state,
    )
    return Problem(
        rows=rows,
        features=tuple(features),
        target=values,
        task=task,
        classes=tuple(classes),
        groups=rows[entity].to_numpy(),
        folds=tuple(split.split(rows, rows[target])),
        transform=transform,
    )


def _part_of(training: "pd.DataFrame", entity: str, random_state: int, most: int) -> "pd.DataFrame":
    from project_lib.splits.entity_hash import hash_entities

    if len(training) <= most:
        return training.reset_index(drop=True)
    mine = hash_entities(training[entity], random_state=random_state + 1) < most / len(training)
    return training[mine].reset_index(drop=True)


def problem_sentence(problem: Problem, training: "pd.DataFrame", metric: Metric) -> str:
    """Say what is learned from, and by which metric success is judged."""
    rows = len(problem.rows)
    part = f", a random part of {prose.number(len(training))}" if rows < len(training) else ""
    text = (
        f"{prose.plural(rows, 'training row')}{part} with "
        f"{prose.plural(len(problem.features), 'feature')}"
    )
    if problem.task == "binary":
        share = float(problem.target.mean())
        text += f"; {prose.percent(share)} are positive"
    if problem.task == "classes":
        text += f"; {len(problem.classes)} classes"
    better = "more" if metric.higher_is_better else "less"
    return (
        f"{text}. Success is **{metric.words}** ({better} is better): {_REASONS[metric.name]}. "
        "The holdout stays sealed."
    )


_REASONS = {
    "average_precision": "it judges the order of the list and does not reward finding what is "
    "common; chance reaches the share of positives",
    "auroc": "it judges the order of the whole list; chance reaches 0.5",
    "brier": "it judges the probabilities",
    "log_loss": "it judges the probabilities and punishes certain errors",
    "f1": "it judges the decision at a probability of one half",
    "macro_f1": "each class counts the same, however rare",
    "accuracy": "it is the share of right answers; a common class makes it easy",
    "mae": "it is the typical error in the unit of the target; the median is hard to beat",
    "rmse": "it punishes large errors",
    "r2": "it is the part of the variance that is explained",
}


def choose_feature_sets(
    recipe: "pd.DataFrame", features: Sequence[str], selection: "pd.DataFrame | None"
) -> "dict[str, BaseEstimator]":
    """Return unfitted preprocessing by name: ``all`` features, and ``selected`` where fewer.

    Parameters
    ----------
    recipe : of notebook 07, a row per feature
    selection : of notebook 08, name and kept; None when it has not run
    """
    from project_lib.preprocessing.pipelines import build_pipeline

    known = recipe[recipe["name"].isin(list(features)) & (recipe["treatment"] != "drop")]
    sets = {"all": build_pipeline(known)}
    if selection is not None:
        kept = known["name"].isin(selection.loc[selection["kept"], "name"])
        if kept.any() and not kept.all():
            sets["selected"] = build_pipeline(known[kept])
    return sets


def restore_selection(case: "Case") -> "pd.DataFrame | None":
    """Return what notebook 08 selected; None where it has not run."""
    made = case.checkpoints.exists(find_stage("feature_selection"))
    return case.restore("feature_selection") if made else None


def sets_sentence(sets: dict, packs: Sequence, selection: "pd.DataFrame | None") -> str:
    """Say how many models times feature sets are trained."""
    trained = len(packs) * len(sets)
    text = f"{prose.plural(len(packs), 'model')} on {prose.plural(len(sets), 'set')} of features"
    text += f" make {prose.plural(trained, 'competitor')} besides the baselines"
    if len(sets) > 1:
        kept = int(selection["kept"].sum())
        return f"{text}; notebook 08 selected {prose.plural(kept, 'feature')}."
    why = "notebook 08 has selected nothing" if selection is None else "the selection keeps all"
    return f"{text}; {why}, so there is one set."


def handover_sentence(board: "pd.DataFrame", metric: Metric) -> str:
    """Say what the next notebook receives."""
    models = board[~board["model"].isin(list(BASELINES))]
    if models.empty:
        return "The leaderboard is saved; it has baselines only."
    best = model_name(models.iloc[0])
    return (
        f"The leaderboard of {prose.plural(len(board), 'competitor')} is saved, with every "
        f"parameter; notebook 10 tunes the best of them, {best}, by {metric.words}."
    )
