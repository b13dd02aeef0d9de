"""The storyline: which slides tell a case, in which order, made of findings and key figures."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.deck.appendix_tables import claims_tables, exhibit_tables
from project_lib.deck.decision_slide import plan_decision
from project_lib.deck.finding_choice import DECIDED, answer_of, choose_findings
from project_lib.deck.fixed_words import fixed_word
from project_lib.deck.slides import Deck, Passage, Slide
from project_lib.deck.story_steps import plan_steps
from project_lib.deck.title_wording import finding_title
from project_lib.finding_words import chance_words, evidence, lead_sentence
from project_lib.stages import find_stage

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile, Question

WORDS = "words"
NOTED = {  # what `evidence` names -> its fixed word
    "Estimate": "estimate", "From": "from", "Chance alone": "chance", "Method": "how",
    "Limits": "limits",
}  # fmt: skip


def plan_deck(
    config: "CaseFile",
    findings: list[dict],
    key_figures: list[dict],
    about_model: Sequence[dict] = (),
    *,
    reopened: str = "",
) -> Deck:
    """Return the deck of a case: answers first, then the story, the findings and the decision.

    Parameters
    ----------
    findings : the content of `findings.json`
    key_figures : the content of `key_figures.json`
    about_model : the content of `model_findings.json`: told like findings, and not counted as
        claims of the case
    reopened : that the holdout was opened more than once, in a sentence
    """
    every = [*about_model, *findings]
    shown = choose_findings(config, every)
    parts = tuple(q.text for q in _asked(config) if _under(shown, q))
    slides = [_title(config, findings), plan_summary(config, every)]
    slides.append(plan_steps(config, findings, key_figures, about_model))
    for question in _asked(config):
        own = _under(shown, question)
        slides += [_finding(config, record, question, parts.index(question.text)) for record in own]
    slides += [plan_decision(config, every, reopened), _method(config, findings, about_model)]
    slides += _appendix(config, every, shown)
    return Deck(
        title=config.business.title,
        slides=tuple(slides),
        parts=parts,
        theme=config.theme,
        note=config.note,
    )


def _under(findings: Iterable[dict], question: "Question") -> list[dict]:
    return [record for record in findings if record["question"] == question.id]


def _asked(config: "CaseFile") -> list["Question"]:
    return config.business.questions


def _word(config: "CaseFile", key: str) -> str:
    return fixed_word(key, config.theme.language)


def _title(config: "CaseFile", findings: list[dict]) -> Slide:
    business = config.business
    subtitle = config.story.subtitle or business.deliverable
    return Slide(
        "title",
        Passage(business.title, "case.toml"),
        kicker=business.company,
        body=(Passage(subtitle, "case.toml"),),
        footer=_origin(config),
        notes=_origin_notes(config, findings),
    )


def _origin(config: "CaseFile") -> Passage | None:
    """Return where the data come from, and until when they reach."""
    used = [config.sources[table.source] for table in config.tables.values()]
    parts = list(dict.fromkeys(source.origin for source in used if source.origin))
    until = config.prediction.observed_until if config.prediction else None
    if until:
        day = prose.day(until) if config.theme.language == "en" else f"{until:%d/%m/%Y}"
        parts.append(f"{_word(config, 'until').lower() if parts else _word(config, 'until')} {day}")
    return Passage("; ".join(parts), "case.toml", _word(config, "data")) if parts else None


def _origin_notes(config: "CaseFile", findings: list[dict]) -> tuple[Passage, ...]:
    prints = sorted({record["fingerprint"] for record in findings})
    label = _word(config, "fingerprint")
    return tuple(Passage(text[:16], "findings", label) for text in prints)


def plan_summary(config: "CaseFile", findings: list[dict]) -> Slide:
    """Return the slide of the answers, one a question, each with its verdict.

    Parameters
    ----------
    findings : those about the model among them
    """
    asked = [(question, answer_of(config, findings, question.id)) for question in _asked(config)]
    body = []
    for question, answer in asked:
        if answer is None:
            body.append(Passage(_word(config, "open_question"), WORDS, question.text))
        else:
            source, verdict = f"finding:{answer['id']}", _word(config, answer["verdict"])
            title = finding_title(config.story, answer)
            body.append(Passage(title, source, question.text, verdict))
    clear = sum(answer is not None and answer["verdict"] in DECIDED for _, answer in asked)
    words = "answered" if len(asked) > 1 else "answered_one" if clear else "answered_none"
    text = _word(config, words).format(clear=clear, asked=len(asked))
    title = Passage(text, "findings")
    if config.story.headline:
        title = Passage(config.story.headline, "case.toml")
    if not findings:
        title = Passage(_word(config, "nothing"), WORDS)
    return Slide("summary", title, kicker=_word(config, "summary"), body=tuple(body))


def _finding(config: "CaseFile", record: dict, question: "Question", place: int) -> Slide:
    source = f"finding:{record['id']}"
    chart = Chart(**record["chart"]) if record["chart"] else None
    consequence = Passage(record["meaning"], source) if record["meaning"] else None
    return Slide(
        "finding",
        Passage(finding_title(config.story, record), source),
        kicker=question.text,
        chart=chart,
        consequence=consequence,
        facts=_facts(config, record),
        footer=Passage(_footer(record), source, _word(config, "source")) if chart else None,
        verdict=_word(config, record["verdict"]),
        step=place + 1,
        body=(Passage(record["error"], source),) if record["error"] else (),
        notes=_notes(config, record),
    )


def _facts(config: "CaseFile", record: dict) -> tuple[Passage, ...]:
    """Return how sure a finding is, in few words."""
    if not record["chart"]:
        return ()
    unit, ends = record["unit"], record["interval"]
    facts = {
        "estimate": prose.estimate(record["effect"], *ends, unit),
        "interval": prose.span(*ends, unit if unit == "share" else ""),
        "chance": chance_words(record["p_adjusted"]),
    }
    source = f"finding:{record['id']}"
    return tuple(Passage(text, source, _word(config, name)) for name, text in facts.items())


def _footer(record: dict) -> str:
    notebook = find_stage(record["notebook"]).title if record["notebook"] else ""
    made = f"; {notebook}" if notebook else ""
    return f"{prose.number(record['n'])} {record['counted']}{made}"


def _notes(config: "CaseFile", record: dict) -> tuple[Passage, ...]:
    """Return what a speaker may be asked about a finding."""
    source = f"finding:{record['id']}"
    known = evidence(record) if record["chart"] else []
    facts = [(_word(config, NOTED[name]), text) for name, text in known]
    where = f"{record['notebook']}, {record['cell']}".strip(", ")
    facts += [
        (_word(config, "claim"), record["hypothesis"]),
        (_word(config, "made_in"), where),
        (_word(config, "fingerprint"), record["fingerprint"]),
    ]
    return tuple(Passage(text, source, name) for name, text in facts if text)


def _method(config: "CaseFile", findings: list[dict], about_model: Sequence[dict]) -> Slide:
    tables = [Passage(t.description, "case.toml", _word(config, "data")) for t in _tables(config)]
    methods = Passage(lead_sentence(findings), "findings", _word(config, "tests"))
    if about_model and not findings:
        first = about_model[0]
        methods = Passage(first["method"], f"finding:{first['id']}", _word(config, "tests"))
    label = _word(config, "assumptions")
    assumed = [Passage(text, "case.toml", label) for text in config.business.assumptions]
    return Slide(
        "method",
        Passage(_word(config, "method"), WORDS),
        body=(*tables, methods, *assumed),
        notes=_origin_notes(config, findings),
    )


def _tables(config: "CaseFile") -> list:
    return list(config.tables.values())[:3]


def _appendix(config: "CaseFile", findings: list[dict], shown: list[dict]) -> list[Slide]:
    kicker, language = _word(config, "appendix"), config.theme.language
    slides = [
        Slide("appendix", Passage(_word(config, "claims"), WORDS), kicker=kicker, table=table)
        for table in claims_tables(findings, language)
    ]
    for record in shown:
        for caption, table in exhibit_tables(record, language):
            title = Passage(caption, f"finding:{record['id']}")
            above = f"{kicker}: {record['hypothesis']}"
            slides.append(Slide("appendix", title, kicker=above, table=table))
    return slides
