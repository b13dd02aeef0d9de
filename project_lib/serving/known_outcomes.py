"""What is known of given rows on the list: their identifiers, their outcomes, who was learned."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import ROW, TIME

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case
    from project_lib.serving.bundle import Bundle

LEARNED = "learned_from"


def known_column(case: "Case") -> str:
    """Return the name of the list's column with the outcomes that are known."""
    return f"{case.require_prediction().target.name}_known"


def add_known(listed: "pd.DataFrame", training: "pd.DataFrame", case: "Case") -> "pd.DataFrame":
    """Return the list with what is known of rows that are given; one made of events as it is.

    The table's identifiers stand behind the keys; at the end the target's name with ``_known``, the
    outcome, and ``learned_from``, whether the model has learned from the row. Of rows that share
    their keys with another, identifiers and outcome are missing.

    Parameters
    ----------
    training : the rows that the model has learned from
    """
    from project_lib.engine import collect

    prediction = case.require_prediction()
    if not prediction.rows:
        return listed
    keys = [name for name in (prediction.entity, TIME) if name in listed]
    target, known = prediction.target.name, known_column(case)
    outcomes = collect(case.scan("filtering").select(*keys, target))
    learned = training[keys].drop_duplicates().assign(**{LEARNED: True})
    found = _beside(listed, outcomes.rename(columns={target: known}), keys)
    found[LEARNED] = _beside(listed, learned, keys)[LEARNED].notna()
    made = listed.assign(**found)
    names = [name for name in _identifiers(case) if name not in made]
    if names:
        cells = _beside(listed, _read_identifiers(case, keys, names), keys)
        for place, name in enumerate(names, start=1 + len(keys)):
            made.insert(place, name, cells[name])
    return made


def _beside(listed: "pd.DataFrame", facts: "pd.DataFrame", keys: list[str]) -> "pd.DataFrame":
    """Return the facts of each listed row, missing where its keys name none or several."""
    once = facts[~facts.duplicated(keys, keep=False)]
    found = listed[keys].merge(once, on=keys, how="left").set_axis(listed.index)
    return found.drop(columns=keys)


def _identifiers(case: "Case") -> list[str]:
    prediction = case.require_prediction()
    keys = (prediction.entity, prediction.time)
    declared = case.tables[prediction.rows].having("identifier")
    return [name for name in declared if name not in keys]


def _read_identifiers(case: "Case", keys: list[str], names: list[str]) -> "pd.DataFrame":
    from project_lib.features.given_rows import read_rows

    prediction = case.require_prediction()
    rows = read_rows(case.scan("description", prediction.rows), prediction)
    if prediction.time:
        rows = rows.rename(columns={prediction.time: TIME})
    return rows[[*keys, *names]]


def count_known(listed: "pd.DataFrame", bundle: "Bundle", case: "Case") -> int:
    """Return how many of the listed rows are known to have the target, of two classes."""
    return int((listed[known_column(case)] == bundle.decision["labels"][1]).sum())


def known_words(listed: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    """Say how the listed rows are told apart, and what is known of them; of events nothing."""
    if not case.require_prediction().rows or listed.empty:
        return ""
    return (
        f"{_row_words(listed, case)}{_outcome_words(listed, bundle, case)}"
        f"{_learned_words(listed, bundle, case)} Rows whose outcome is open are not on the list: "
        f"`crisp-ds score {case.name}` scores every row of a file that holds them."
    )


def _row_words(listed: "pd.DataFrame", case: "Case") -> str:
    """Say what the number of a row counts, where rows have no other key."""
    prediction = case.require_prediction()
    if prediction.entity != ROW:
        return ""
    of = "the sample of the table" if case.sample else "the table"
    text = f" `{ROW}` counts the rows of {of} `{prediction.rows}` from 1, as they were read"
    names = [f"`{name}`" for name in _identifiers(case) if name in listed]
    if names:
        text += f"; the table itself tells its rows apart by {prose.listing(names)}"
    return f"{text}."


def _outcome_words(listed: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    known = known_column(case)
    told = listed[known].dropna()
    text = (
        f" The outcome of {prose.number(len(told))} of {prose.plural(len(listed), 'listed row')} "
        f"is known already (`{known}`)"
    )
    if bundle.decision["task"] == "binary" and len(told):
        hits = count_known(listed, bundle, case)
        share = prose.percent(hits / len(told))
        text += f": {prose.number(hits)} ({share}) {'has' if hits == 1 else 'have'} it"
        text += ", and are to be left out where it comes only once" if hits > 1 else ""
    alike = "" if len(told) == len(listed) else "; the others share their key with another row"
    return f"{text}{alike}."


def _learned_words(listed: "pd.DataFrame", bundle: "Bundle", case: "Case") -> str:
    """Say from how many rows the model has learned, and which share of them has the target."""
    learned = listed[LEARNED]
    count = int(learned.sum())
    text = f" The model has learned from {prose.number(count) if count else 'none'} of the listed"
    if not count:
        return f"{text} (`{LEARNED}`)."
    text += f" (`{LEARNED}`), whose scores and ranks flatter"
    told = listed[known_column(case)].notna()
    sides = [listed[told & side] for side in (learned, ~learned)]
    if bundle.decision["task"] != "binary" or any(side.empty for side in sides):
        return f"{text}."
    have, others = (
        prose.percent(count_known(side, bundle, case) / len(side)) for side in sides
    )
    return f"{text}: {have} of them have it, {others} of the others."
