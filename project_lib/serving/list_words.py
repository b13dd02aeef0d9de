"""What the list to act on says: sentences, titles and marks of its figure."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.exploration.histograms import find_histogram
from project_lib.serving.known_outcomes import count_known, known_words
from project_lib.serving.ranked_list import LIST, TIME, capacity_of, score_values

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case
    from project_lib.serving.bundle import Bundle

WIDE = 0.3  # interval of a share from which on it says little


def latest_sentence(ranked: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    """Say who is scored, as of when, and what was read of them."""
    from project_lib.splits.sealed_holdout import read_seal

    prediction = case.require_prediction()
    entity = prediction.entity
    one, many = (prose.entity_words(entity, count) for count in (1, 2))
    rows = prose.plural(len(ranked), one, many)
    if entity in ranked and not ranked[entity].is_unique:
        owners = prose.number(ranked[entity].nunique())
        rows = f"{prose.plural(len(ranked), 'row')} of {owners} {many}"
    held = prose.plural(read_seal(case)["rows"], "row")
    most = "some" if TIME in ranked else "most"
    flatter = (
        f"The model has learned from {most} of them, and their predictions flatter; {held} were "
        "held out. Targets were not read to score them. New rows need the same features, and "
        "nothing else."
    )
    if TIME not in ranked:
        return f"Rows have no time of their own, so all are scored: {rows}. {flatter}"
    if prediction.rows:
        first, last = (prose.day(ranked[TIME].agg(end)) for end in ("min", "max"))
        what = f"{rows}, from {first} to {last}"
        if one != "row":
            what = f"the latest row of each {one}, {what}"
        return f"{prose.capital(what)}, are scored. {flatter}"
    newest = ranked[TIME].iloc[0]
    text = (
        f"{prose.capital(rows)} are scored as of {prose.day(newest)}, the newest cutoff of the "
        "feature table, by what was known before that day. Targets and outcomes were not read: the "
        f"{held} of the holdout are scored like everybody else, and nothing is chosen by them any "
        "more."
    )
    if bundle.manifest.get("provenance", {}).get("last_cutoff") == newest.isoformat():
        return f"{text} The model has learned from others of this cutoff, whose scores flatter."
    return f"{text} A later day needs the features of that day, and nothing else."


def _counted(ranked: "pd.DataFrame", entity: str) -> str:
    """Return what the list counts: entities, or rows where some have several."""
    repeated = entity in ranked and not ranked[entity].is_unique
    return "rows" if repeated else prose.entity_words(entity)


def list_sentence(
    listed: "pd.DataFrame",
    ranked: "pd.DataFrame",
    bundle: "Bundle",
    case: "Case",
    *,
    tested: "pd.DataFrame | None" = None,
) -> str:
    """Say whom the list names, what is expected of them, and whether the holdout kept that.

    Parameters
    ----------
    tested : what the decision said of the holdout, with columns actual, probability and decision;
        of a number actual and predicted
    """
    prediction, task = case.require_prediction(), bundle.decision["task"]
    everybody = _counted(ranked, prediction.entity)
    where = f"[`{LIST}`]({LIST})"
    if task == "number":
        total = prose.quantity(float(ranked["prediction"].sum()), prediction.target.unit)
        return (
            f"{where} ranks all {prose.number(len(ranked))} {everybody} by the forecast of "
            f"`{prediction.target.name}`, which adds up to {total}."
            f"{_sums_kept(tested, prediction.target.unit)}"
        )
    if task == "classes":
        counts = ranked["class"].value_counts()
        shown = prose.listing([f"{name} ({prose.number(n)})" for name, n in counts.items()])
        return f"{where} names the likeliest class of all {everybody}: {shown}."
    text = (
        f"{where} names {prose.number(len(listed))} of {prose.number(len(ranked))} {everybody} "
        f"({prose.percent(len(listed) / len(ranked))}): those with a probability of "
        f"{prose.percent(bundle.decision['threshold'])} or more"
    )
    most = capacity_of(bundle)
    if most is not None:
        text += f", at most the {prose.number(most)} that can be reached"
    if listed.empty:
        return f"{text}. Nobody has."
    hits, share = float(listed["probability"].sum()), float(listed["probability"].mean())
    begin = ""
    if prediction.rows:
        have = count_known(listed, bundle, case)
        begin = f"{prose.number(have)} of them {'has' if have == 1 else 'have'} it already. "
        begin += "As if no outcome were known, "
    return (
        f"{text}. {begin}`{prediction.target.name}` is expected of "
        f"{prose.number(round(hits))} of them "
        f"({prose.percent(share)}), against {prose.percent(float(ranked['probability'].mean()))} "
        f"of all {everybody}.{_kept(tested)}"
    )


def _sums_kept(tested: "pd.DataFrame | None", unit: str) -> str:
    """Say what the holdout's forecasts and outcomes add up to: those of a median fall short."""
    if tested is None or tested.empty:
        return ""
    sums = tested[["predicted", "actual"]].sum()
    said, came = (prose.quantity(float(total), unit) for total in sums)
    return f" On the holdout, the forecasts added up to {said}, and {came} came."


def _kept(tested: "pd.DataFrame | None") -> str:
    """Say what came of those flagged in the holdout, compared with what was expected of them."""
    from project_lib.statistics import wilson_interval

    if tested is None or not tested["decision"].any():
        return ""
    flagged = tested[tested["decision"]]
    hits, rows = int(flagged["actual"].sum()), len(flagged)
    low, high = (float(end) for end in wilson_interval(hits, rows))
    expected = float(flagged["probability"].mean())
    text = (
        f" On the holdout, {prose.percent(expected)} was expected of those flagged and "
        f"{prose.percent(hits / rows)} came ({prose.interval(low, high, 'share')})"
    )
    if low <= expected <= high and high - low > WIDE:
        return f"{text}: too few to tell whether the number can be counted on."
    if low <= expected <= high:
        return f"{text}, so the number can be counted on."
    side = "high" if expected > high else "low"
    return f"{text}: the number is rather too {side}."


def scores_chart(ranked: "pd.DataFrame", bundle: "Bundle") -> Chart:
    """Return how the scores spread (`ranked_list.score_values`), with the threshold if any."""
    drawn = find_histogram(score_values(ranked, bundle))
    ends = {"start": drawn.edges[:-1], "end": drawn.edges[1:], "count": drawn.counts}
    rows = prose.entity_words(bundle.keys[0]) if bundle.keys else "rows"
    task = bundle.decision["task"]
    names = {"binary": "Probability", "number": "Prediction"}
    marks = {}
    if task == "binary":
        threshold = bundle.decision["threshold"]
        words = f"act from {prose.percent(threshold)} on"
        marks = {"reference": threshold, "reference_label": words}
    return Chart(
        "histogram",
        {name: values.tolist() for name, values in ends.items()},
        alt=f"Histogram of the scores of {prose.plural(len(ranked), 'row')}",
        x_label=names.get(task, "Probability of the likeliest class"),
        y_label=prose.capital(rows),
        unit="" if task == "number" else "share",
        **marks,
    )


def histogram_title(
    listed: "pd.DataFrame", ranked: "pd.DataFrame", bundle: "Bundle", case: "Case"
) -> str:
    """Return the finding of the histogram."""
    entities = _counted(ranked, case.require_prediction().entity)
    if bundle.decision["task"] == "binary":
        share = prose.percent(len(listed) / len(ranked))
        usual = prose.percent(float(ranked["probability"].median()))
        return f"{share} of the {entities} are listed; half of all have less than {usual}"
    if bundle.decision["task"] == "number":
        low, middle, high = ranked["prediction"].quantile([0.1, 0.5, 0.9])
        span = f"from {prose.number(low)} to {prose.number(high)}"
        return f"Half of the {entities} get less than {prose.number(middle)}, most {span}"
    sure = float(score_values(ranked, bundle).median())
    return f"For half of the {entities} the likeliest class has less than {prose.percent(sure)}"


def list_figures(
    listed: "pd.DataFrame", ranked: "pd.DataFrame", bundle: "Bundle", case: "Case"
) -> dict[str, dict]:
    """Return the list's headline numbers by name, as `Case.record` takes them."""
    entities = _counted(ranked, case.require_prediction().entity)
    label = f"{prose.capital(entities)} on the ranked list"
    figures = {
        "listed": {"value": len(listed), "label": label, "unit": entities, "n": len(ranked)}
    }
    if bundle.decision["task"] == "binary" and len(listed):
        prediction = case.require_prediction()
        whom = "those on the list" + (", as if no outcome were known" if prediction.rows else "")
        figures["listed_expected_share"] = {
            "value": float(listed["probability"].mean()),
            "label": f"Expected of {whom}: {prediction.target.description.rstrip('.')}",
            "unit": "share",
            "n": len(listed),
        }
    return figures


def first_sentence(listed: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    """Compare the top of the list with its end, and say what is known of its rows (`known_words`).

    Parameters
    ----------
    listed : of given rows as `known_outcomes.add_known` returns it
    """
    known = known_words(listed, bundle, case)
    if len(listed) < 2 or bundle.decision["task"] == "classes":
        return f"The list has {prose.plural(len(listed), 'row')}.{known}"
    binary = bundle.decision["task"] == "binary"
    ends = listed["probability" if binary else "prediction"].iloc[[0, -1]]
    unit = "share" if binary else case.require_prediction().target.unit
    first, last = (prose.quantity(float(value), unit) for value in ends)
    what = "probability" if binary else "forecast"
    return (
        f"The first of the list has a {what} of {first}, the last, at rank "
        f"{prose.number(len(listed))}, one of {last}. Whoever can reach fewer begins at the top."
        f"{known}"
    )
