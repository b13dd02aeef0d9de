"""What the list to act on says: sentences, titles and marks of its figure."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.serving.ranked_list import LIST, TIME, capacity_of

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case
    from project_lib.serving.bundle import Bundle


def latest_sentence(ranked: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    """Say who is scored, as of when, and what was read of them."""
    from project_lib.splits.sealed_holdout import read_seal

    entity = case.require_prediction().entity
    rows = prose.plural(len(ranked), *(prose.entity_words(entity, count) for count in (1, 2)))
    held = prose.plural(read_seal(case)["rows"], "row")
    if TIME not in ranked:
        return (
            f"The feature table has no cutoffs, so all its rows are scored: {rows}. The model has "
            f"learned from most of them, and their predictions flatter; {held} were held out. "
            "Targets were not read."
        )
    newest = prose.day(ranked[TIME].iloc[0])
    return (
        f"{prose.capital(rows)} are scored as of {newest}, the newest cutoff of the feature table, "
        f"by what was known before that day. Targets and outcomes were not read: the {held} of the "
        "holdout are scored like everybody else, and nothing is chosen by them any more. A later "
        "day needs the features of that day, and nothing else."
    )


def list_sentence(
    listed: "pd.DataFrame", ranked: "pd.DataFrame", bundle: "Bundle", case: "Case"
) -> str:
    """Say whom the list names, and what is expected of them."""
    prediction, task = case.require_prediction(), bundle.decision["task"]
    everybody = prose.entity_words(prediction.entity)
    where = f"[`{LIST}`]({LIST})"
    if task == "number":
        total = prose.quantity(float(ranked["prediction"].sum()), prediction.target.unit)
        return (
            f"{where} ranks all {prose.number(len(ranked))} {everybody} by the forecast of "
            f"`{prediction.target.name}`, which adds up to {total}."
        )
    if task == "classes":
        counts = ranked["class"].value_counts()
        shown = prose.listing([f"{name} ({prose.number(n)})" for name, n in counts.items()])
        return f"{where} names the likeliest class of all {everybody}: {shown}."
    text = (
        f"{where} names {prose.number(len(listed))} of {prose.number(len(ranked))} {everybody} "
        f"({prose.percent(len(listed) / len(ranked))}): those whose probability reaches the "
        f"threshold of {prose.number(bundle.decision['threshold'])}"
    )
    most = capacity_of(bundle)
    if most is not None:
        text += f", at most the {prose.number(most)} that can be reached"
    if listed.empty:
        return f"{text}. Nobody does."
    hits, all_hits = (float(rows["probability"].sum()) for rows in (listed, ranked))
    return (
        f"{text}. By their probabilities {prose.number(round(hits))} of them are expected to be "
        f"positive ({prose.percent(hits / len(listed))}; of all {everybody} "
        f"{prose.percent(all_hits / len(ranked))})."
    )


def histogram_marks(ranked: "pd.DataFrame", bundle: "Bundle") -> dict[str, object]:
    """Return the labels of the histogram, and the threshold where there is one."""
    rows = prose.entity_words(bundle.keys[0]) if bundle.keys else "rows"
    labels = {"y_label": prose.capital(rows), "x_label": "Prediction"}
    if bundle.decision["task"] == "number":
        return labels
    labels["x_label"] = "Probability"
    if bundle.decision["task"] == "classes":
        return {**labels, "x_label": "Probability of the likeliest class"}
    threshold = bundle.decision["threshold"]
    return {**labels, "mark": threshold, "mark_label": f"act from {prose.percent(threshold)} on"}


def histogram_title(
    listed: "pd.DataFrame", ranked: "pd.DataFrame", bundle: "Bundle", case: "Case"
) -> str:
    """Return the finding of the histogram."""
    entities = prose.entity_words(case.require_prediction().entity)
    if bundle.decision["task"] == "binary":
        share = prose.percent(len(listed) / len(ranked))
        usual = prose.percent(float(ranked["probability"].median()))
        return f"{share} of the {entities} are listed; half of all have less than {usual}"
    if bundle.decision["task"] == "number":
        low, middle, high = ranked["prediction"].quantile([0.1, 0.5, 0.9])
        span = f"from {prose.number(low)} to {prose.number(high)}"
        return f"Half of the {entities} get less than {prose.number(middle)}, most {span}"
    sure = float(ranked.filter(like="probability_").max(axis=1).median())
    return f"For half of the {entities} the likeliest class has less than {prose.percent(sure)}"


def list_figure(listed: "pd.DataFrame", ranked: "pd.DataFrame", case: "Case") -> dict[str, object]:
    """Return how long the list is, as `Case.record` takes it."""
    entities = prose.entity_words(case.require_prediction().entity)
    return {
        "name": "listed",
        "value": len(listed),
        "label": f"{prose.capital(entities)} on the ranked list",
        "unit": entities,
        "n": len(ranked),
    }


def first_sentence(listed: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    """Compare the top of the list with its end."""
    if len(listed) < 2 or bundle.decision["task"] == "classes":
        return f"The list has {prose.plural(len(listed), 'row')}."
    binary = bundle.decision["task"] == "binary"
    ends = listed["probability" if binary else "prediction"].iloc[[0, -1]]
    unit = "share" if binary else case.require_prediction().target.unit
    first, last = (prose.quantity(float(value), unit) for value in ends)
    what = "probability" if binary else "forecast"
    return (
        f"The first of the list has a {what} of {first}, the last, at rank "
        f"{prose.number(len(listed))}, one of {last}. Whoever can reach fewer begins at the top."
    )
