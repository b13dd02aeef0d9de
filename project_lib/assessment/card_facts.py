"""What the model card needs to know of model and data: computed facts and sentences as data."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import TIME
from project_lib.models.metrics import METRICS
from project_lib.plain_values import plain_value
from project_lib.splits.time_spans import are_cutoffs

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.configuration.prediction_schema import Prediction
    from project_lib.models.fold_scores import Problem
    from project_lib.performance.intervals import Scores

TOLD = ("scores_read", "decision", "calibration", "slices_read", "features_read")
ROWS = {"members": 20, "slices": 5, "features": 10}  # of the tables that a card shows, at most
HIDDEN = ("name", "contribution", "low", "high", "adjusted_p")
FORWARD = "forward in time: tested on later rows than it learned from"
RANDOM = "random: tested on rows of the same time as those it learned from"
FEW = 100  # rows of a class below which the card says so


def collect_facts(
    problem: "Problem",
    scores: "Scores",
    metric: str,
    *,
    prediction: "Prediction",
    deliverable: str,
    forward: bool,
    parts: "Mapping[str, pd.DataFrame]",
    told: Mapping[str, str],
    tables: "Mapping[str, pd.DataFrame]",
    doubt: str = "",
) -> dict:
    """Return what `model_card.json` holds.

    Parameters
    ----------
    scores : with the part ``holdout``
    metric : the metric of success
    deliverable : what the case hands over, in its own words
    forward : whether rows are tested that are later than all that was learned from
    parts : the rows of ``training`` and ``holdout``
    told : sentences of the notebook: scores_read, decision, calibration, slices_read, features_read
    tables : members, slices and features, as the notebook shows them
    doubt : why the score may not last, in a sentence
    """
    return {
        "lead": lead_sentence(scores, metric, prediction),
        "intended": intended_sentence(len(tables["features"]), prediction, deliverable),
        "not_for": misuses(problem, prediction, parts["training"]),
        **{name: told[name] for name in TOLD},
        **{name: plain_columns(tables[name].head(most)) for name, most in ROWS.items()},
        "data": [
            *data_facts(problem, prediction, parts, len(tables["features"])),
            ("Split", FORWARD if forward else RANDOM),
        ],
        "limits": [
            *([doubt] if doubt else []),
            *limits(problem, prediction, parts["holdout"], forward=forward),
        ],
    }


def plain_columns(table: "pd.DataFrame") -> dict[str, list]:
    """Return a table as lists by column name that JSON can hold, without what a card needs not."""
    shown = [name for name in table.columns if name not in HIDDEN]
    return {str(name): [plain_value(value) for value in table[name]] for name in shown}


def lead_sentence(scores: "Scores", metric: str, prediction: "Prediction") -> str:
    """Say what the model predicts, and how good it was on rows that nobody had seen."""
    row = scores.row("holdout", metric)
    one = prose.entity_words(prediction.entity, 1)
    outcome = prediction.target.description.rstrip(".")
    what = {
        "binary": f"gives each {one} the probability of “{outcome}”",
        "classes": f"tells for each {one} which class is likely: {outcome}",
        "number": f"forecasts for each {one}: {outcome}",
    }[scores.task]
    text = f"It {what}."
    if row["value"] != row["value"]:
        return f"{text} The holdout does not tell how well."
    unit = METRICS[metric].unit_of(prediction.target.unit)
    ends = f" ({prose.interval(row['low'], row['high'], unit)})" if row["low"] == row["low"] else ""
    return (
        f"{text} On {prose.plural(int(row['rows']), 'row')} that were sealed until the end, "
        f"{scores.words(metric)} is {prose.quantity(row['value'], unit)}{ends}; without any "
        f"knowledge it would be {prose.quantity(row['no_knowledge'], unit)}."
    )


def intended_sentence(features: int, prediction: "Prediction", deliverable: str) -> str:
    """Say what the predictions are for."""
    entities = prose.entity_words(prediction.entity)
    text = f"{deliverable.rstrip('.')}."
    days = prediction.horizon_days
    ahead = f", and looks {prose.plural(days, 'day')} ahead" if days else ""
    if prediction.rows:
        when = ", as of its own time" if prediction.time else ""
        one = prose.entity_words(prediction.entity, 1)
        seen = prose.plural(features, "feature")
        return f"{text} The model sees {seen} of each {one}{when}{ahead}."
    return (
        f"{text} The model sees what was known of the {entities} at a cutoff, "
        f"{prose.plural(features, 'feature')}{ahead}."
    )


def misuses(problem: "Problem", prediction: "Prediction", training: "pd.DataFrame") -> list[str]:
    """Return what the predictions must not be used for, as sentences."""
    entities, one = (prose.entity_words(prediction.entity, count) for count in (2, 1))
    days, acts = prediction.horizon_days, f"a {one} acts"
    does, wins = f"what {entities} do", "whom an action wins over"
    if one == "row":
        does, wins, acts = "what comes", "what an action would change", "something happens"
    horizon = f", or for another horizon than {prose.plural(days, 'day')}" if days else ""
    lines = [
        f"To say what a contact changes: it foresees {does}, not {wins}; that takes a randomised "
        "test.",
        f"For {entities} of another kind than those it learned from{horizon}.",
        f"To decide about a person’s rights, credit, work or health: nobody examined whether it is "
        f"fair to groups of {entities}.",
        f"As a reason why {acts}: features go together with the outcome, they need not "
        "cause it.",
    ]
    last = _span(training)[1]
    if last:
        lines.insert(2, f"Long after {last}, without a new test on later rows: habits change.")
    else:
        lines.insert(2, "For later rows, without a new test on them: the split was random.")
    return lines


def _span(table: "pd.DataFrame") -> tuple[str, str]:
    """Return the first and the last cutoff in words, empty where rows have no time."""
    if TIME not in table.columns or not len(table):
        return "", ""
    return prose.day(table[TIME].min()), prose.day(table[TIME].max())


def data_facts(
    problem: "Problem",
    prediction: "Prediction",
    parts: "Mapping[str, pd.DataFrame]",
    features: int,
) -> list[tuple[str, str]]:
    """Return names and words of what the model was made from."""
    target, days = prediction.target, prediction.horizon_days
    lines = [
        (f"{name.capitalize()} rows", _part_words(table, prediction.entity))
        for name, table in parts.items()
    ]
    if problem.task == "binary":
        share = prose.percent(float(problem.target.mean()))
        lines.append(("Positive", f"{share} of training rows"))
    if problem.task == "classes":
        lines.append(("Classes", prose.listing(problem.classes, most=12)))
    return [
        ("Predicted", f"{target.description.rstrip('.')} ({target.name})"),
        *([("Horizon", prose.plural(days, "day"))] if days else []),
        ("Features used", prose.number(features)),
        *lines,
    ]


def _part_words(table: "pd.DataFrame", entity: str) -> str:
    entities = table[entity].nunique()
    who = prose.plural(entities, prose.entity_words(entity, 1), prose.entity_words(entity))
    text = prose.number(len(table))
    if prose.entity_words(entity, 1) != "row":
        text += f" of {who}"
    first, last = _span(table)
    if not first:
        return f"{text}, without time"
    if not are_cutoffs(table[TIME]):
        return f"{text}, {first} to {last}"
    return f"{text}, cutoff {first}" if first == last else f"{text}, cutoffs {first} to {last}"


def limits(
    problem: "Problem", prediction: "Prediction", holdout: "pd.DataFrame", *, forward: bool
) -> list[str]:
    """Return what the evaluation cannot tell, as sentences."""
    entities = prose.entity_words(prediction.entity)
    if not forward:
        lines = [
            f"The split is random: the scores hold for more {entities} of the same kind, at the "
            "same time. How the model fares later is not known."
        ]
    elif are_cutoffs(holdout[TIME]):
        cutoffs = holdout[TIME].nunique()
        lines = [
            f"It was tested at {prose.plural(cutoffs, 'cutoff')} after those it learned from: how "
            "it fares in other seasons is not known."
        ]
    else:
        first, last = _span(holdout)
        lines = [
            f"It was tested from {first} to {last}, after the rows it learned from: how it fares "
            "in other seasons is not known."
        ]
    if problem.task != "number" and len(problem.target):
        import numpy as np

        rarest = int(np.bincount(problem.target, minlength=len(problem.classes)).min())
        if rarest < FEW:
            lines.append(
                f"The rarest outcome occurs in {prose.plural(rarest, 'training row')} only."
            )
    return [
        *lines,
        f"Intervals hold for {entities} like these; they say nothing of errors in the data.",
    ]
