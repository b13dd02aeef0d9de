"""The slide of the decision: what to do, the number it rests on, what calls for caution."""

import re
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.story_schema import AGAINST_SIMPLE, MODEL_FINDINGS
from project_lib.deck.finding_choice import DECIDED, choose_findings, told_findings
from project_lib.deck.fixed_words import fixed_word
from project_lib.deck.layout import MOST_ACTIONS
from project_lib.deck.slides import Passage, Slide
from project_lib.deck.title_wording import finding_title

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile

WARNS = re.compile(
    r"\b(not|no|nor|only|may|might|could|cannot|unless|until|assum\w+|rough\w*|nobody|leaves out"
    r"|left out|remain\w*|never|too short)\b",
    re.IGNORECASE,
)
MOST_RISKS = 3  # of the case's own
WHOLE, MOST_LETTERS = 140, 220  # letters of a sentence that is not parted, and of a caution


def plan_decision(config: "CaseFile", findings: list[dict], reopened: str = "") -> Slide:
    """Return what to do, the clearest consequence of each question first.

    Beside an action stand the statement it rests on and what calls for caution. Below them stands
    what makes the model doubtful, then the case's own risks; the more they are, the fewer actions.
    What the model earns, where that is known, comes first: it is money.

    Parameters
    ----------
    reopened : that the holdout was opened more than once, in a sentence
    """
    doubts = _doubts(config, findings, reopened)
    own = config.story.risks[:MOST_RISKS]
    most = MOST_ACTIONS - max(0, len(doubts) + len(own) - MOST_RISKS)
    told = _with_money(told_findings(config, findings), findings)[:most]
    label = fixed_word("do", config.theme.language)
    actions = [
        Passage(record["meaning"], f"finding:{record['id']}", label, _evidence(config, record))
        for record in told
    ]
    heads = [fixed_word(name, config.theme.language) for name in ("do", "evidence", "caution")]
    actions = actions or _undecided(config, findings)
    title = Passage(fixed_word("decision", config.theme.language), "words")
    risks = (*doubts, *_risks(config, told, own))
    return Slide("decision", title, body=(*actions, *risks), heads=tuple(heads) if told else ())


def _with_money(told: list[dict], findings: list[dict]) -> list[dict]:
    """Return the findings, first what the model earns, or that it is worse than what is simple.

    Where a single feature does better, nothing else that the model can do is an action.
    """
    beats, earns = AGAINST_SIMPLE
    decided = [r for r in findings if r["verdict"] in DECIDED and r["meaning"]]
    worse = [r for r in decided if r["id"] == beats and r["verdict"] == "refuted"]
    first = worse or [record for record in decided if record["id"] == earns]
    if worse:
        told = [record for record in told if record["id"] not in MODEL_FINDINGS]
    return [*first, *(record for record in told if record not in first)]


def _undecided(config: "CaseFile", findings: list[dict]) -> list[Passage]:
    """Return what is said where nothing is decided: what was tested, and what is open."""
    language = config.theme.language
    left = [record for record in findings if record["verdict"] == "inconclusive"]
    claims = sum(record["id"] not in MODEL_FINDINGS for record in left)
    said = [Passage(fixed_word("nothing", language), "words")] if not left else []
    if claims:
        words = fixed_word("stay_open" if claims > 1 else "stays_open", language)
        said = [Passage(words.format(open=claims), "findings")]
    told = [record for record in left if record["id"] not in AGAINST_SIMPLE]  # a doubt, below
    shown = [record for record in choose_findings(config, told) if record["meaning"]]
    said += [Passage(record["meaning"], f"finding:{record['id']}") for record in shown]
    return said[:MOST_ACTIONS]


def _evidence(config: "CaseFile", record: dict) -> str:
    """Return the statement that an action rests on; amounts of money with their interval."""
    title, unit = finding_title(config.story, record), record["unit"]
    if len(unit) == 3 and unit.isupper():
        return f"{title} ({prose.interval(*record['interval'], unit)})"
    return title


def _doubts(config: "CaseFile", findings: list[dict], reopened: str) -> list[Passage]:
    """Return what makes the model doubtful and stands beside no action.

    A model that surely earns less needs no line here: to do without it is an action then.
    """
    model = [record for record in findings if record["id"] in MODEL_FINDINGS]
    label = fixed_word("risk", config.theme.language)
    doubts = []
    if reopened and model:
        doubts.append(Passage(reopened, f"holdout finding:{model[0]['id']}", label))
    for record in model:
        if record["id"] in AGAINST_SIMPLE and record["verdict"] == "inconclusive":
            word = fixed_word(record["verdict"], config.theme.language)
            text = f"{word}: {finding_title(config.story, record).rstrip('.')}."
            doubts.append(Passage(text, f"finding:{record['id']}", label))
    return doubts


def _risks(config: "CaseFile", told: list[dict], own: list[str]) -> list[Passage]:
    label = fixed_word("risk", config.theme.language)
    said: set[str] = set()
    risks = []
    for record in told:
        caution = next((t for t in find_cautions(record["limits"]) if t not in said), "")
        if caution:
            said.add(caution)
            risks.append(Passage(caution, f"finding:{record['id']}", label))
    return risks + [Passage(text, "case.toml", label) for text in own]


def find_cautions(limits: str) -> list[str]:
    """Return the sentences of a finding's limits that warn; those that only report do not.

    >>> find_cautions("The trend leads from 5 to 3 USD. It is no forecast, and 2.5 % may be more.")
    ['It is no forecast, and 2.5 % may be more.']
    """
    sentences = re.split(r"(?<=[.!?])\s+(?=\S)", limits)
    short = [part for s in sentences for part in _clauses(s)]
    return [prose.capital(s) for s in short if WARNS.search(s) and len(s) <= MOST_LETTERS]


def _clauses(sentence: str) -> list[str]:
    """Return a sentence, or its clauses where it is too long to stand beside an action."""
    if len(sentence) <= WHOLE:
        return [sentence]
    return [f"{clause.rstrip('.')}." for clause in sentence.split("; ")]
