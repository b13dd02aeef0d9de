"""What the model card says: what the model is for, how good it is, and where it must not be used.

It is made from data that notebook 11 leaves, never typed: `evaluation.json` has the scores,
`model_card.json` what else is known of model and data, `holdout.json` the openings of the holdout.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files, prose
from project_lib.assessment.records import EVALUATION, FACTS
from project_lib.models.metrics import METRICS
from project_lib.splits.openings import (
    SEAL,
    opened_again,
    openings_sentence,
    openings_table,
    worth_sentence,
)

if TYPE_CHECKING:
    import markupsafe

    from project_lib.configuration.case_schema import CaseFile

ABSENT = "not known"
COUNTS = {"n": "rows", "positives": "of these positive"}


def read_card(folder: Path) -> tuple[dict, dict, dict] | None:
    """Return evaluation, facts and seal of a case's reports, None where nothing was evaluated."""
    read = tuple(files.read_json(folder / name) for name in (EVALUATION, FACTS, SEAL))
    return read if all(isinstance(part, dict) for part in read) else None


def card_summary(folder: Path) -> dict[str, str]:
    """Return what the index says of the model: its lead, and a warning if one is due."""
    card, seal = read_card(folder), files.read_json(folder / SEAL, default={})
    worth = _worth(card[0], seal) if card else ""
    return {
        "model_card": card[1]["lead"] if card else "",
        "opened_again": openings_sentence(seal, worth) if opened_again(seal) else "",
    }


def card_context(
    evaluation: dict, facts: dict, seal: dict, manifest: dict, config: "CaseFile"
) -> dict:
    """Return what the template ``model_card.html`` shows.

    Parameters
    ----------
    evaluation, facts, seal : the content of `evaluation.json`, `model_card.json`, `holdout.json`
    manifest : the runner's `manifest.json`; whatever it lacks is left out
    """
    card = config.modelling.card
    read = ("scores_read", "decision", "calibration", "slices_read", "features_read")
    return {
        **{name: _prose_html(facts[name]) for name in ("lead", "intended", *read)},
        "users": card.users,
        "not_for": [*facts["not_for"], *card.not_for],
        "scores": _scores_html(evaluation),
        "slices": _table_html(facts["slices"], "The slices where the model does worst"),
        "features": _table_html(facts["features"], "The features that move predictions most"),
        "members": _table_html(facts["members"], "The model's members"),
        "data": facts["data"],
        "origin": _origin(config),
        "limits": [*facts["limits"], *config.business.assumptions, *card.limits],
        "openings": _openings_html(seal),
        "openings_read": _prose_html(openings_sentence(seal, _worth(evaluation, seal))),
        "opened_again": opened_again(seal),
        "fingerprint": manifest.get("data_fingerprint") or "",
        "versions": _versions(manifest),
    }


def _prose_html(text: str) -> "markupsafe.Markup":
    """Return a sentence (Markdown) as HTML without a paragraph around it, data escaped."""
    import mistune
    from markupsafe import Markup

    html = mistune.create_markdown(escape=True)(text).strip()
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def _worth(evaluation: dict, seal: dict) -> str:
    scores, name = evaluation["holdout"], evaluation["metric"]
    if scores.get(name) is None:
        return ""
    low, high = scores["intervals"].get(name) or (scores[name], scores[name])
    return worth_sentence(seal, score_words(name), scores[name], low, high)


def score_rows(evaluation: dict) -> list[dict]:
    """Return a row per metric: its words, and validation and holdout with their intervals."""
    sides = {"validation": evaluation["validation"], "holdout": evaluation["holdout"]}
    names = [name for name in sides["holdout"] if name not in ("intervals", *COUNTS)]
    names += [name for name in COUNTS if name in sides["holdout"]]
    return [
        {"what": score_words(name), **{side: _score(own, name) for side, own in sides.items()}}
        for name in names
    ]


def score_words(name: str) -> str:
    """Return the name of a number of `evaluation.json` in words."""
    if name == "f1":
        return "F1 at the threshold"
    if name.startswith("baseline_"):
        return f"{METRICS[name.removeprefix('baseline_')].words} without a model"
    return METRICS[name].words if name in METRICS else COUNTS.get(name, name.replace("_", " "))


def _score(scores: dict, name: str) -> str:
    value = scores.get(name)
    if value is None:
        return ABSENT
    if name == "threshold":
        return prose.percent(value)
    ends = scores.get("intervals", {}).get(name)
    if not ends:
        return prose.number(value)
    low, high = ends
    return f"{prose.number(value)} ({prose.number(low)} to {prose.number(high)})"


def _scores_html(evaluation: dict) -> str:
    import pandas as pd

    from project_lib.display import table_html

    title = "Scores with 95 % intervals: in the folds, and on the holdout"
    return table_html(pd.DataFrame(score_rows(evaluation)), title)


def _table_html(columns: dict, title: str) -> str:
    import pandas as pd

    from project_lib.display import table_html

    table = pd.DataFrame(columns)
    return table_html(table, title) if len(table) else ""


def _openings_html(seal: dict) -> str:
    from project_lib.display import table_html

    return table_html(openings_table(seal), "Openings of the holdout")


def _origin(config: "CaseFile") -> str:
    """Return whether the data are real or synthetic, and where they come from."""
    used = dict.fromkeys(table.source for table in config.tables.values())
    sources = [config.sources[name] for name in used]
    made = [source for source in sources if source.format == "simulator"]
    kind = "Real data"
    if made:
        kind = "Synthetic data" if len(made) == len(sources) else "Partly synthetic data"
    origins = [source.origin or source.path or source.format for source in sources]
    return f"{kind}: {'; '.join(dict.fromkeys(origins))}"


def _versions(manifest: dict) -> str:
    versions = manifest.get("versions") or {}
    return ", ".join(f"{name} {version}" for name, version in versions.items())
