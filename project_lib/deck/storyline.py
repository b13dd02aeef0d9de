"""The storyline: which slides tell a case, in which order, made of findings and key figures."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.deck.appendix_tables import claims_tables, exhibit_tables
from project_lib.deck.finding_choice import answer_of, choose_findings, told_findings
from project_lib.deck.fixed_words import fixed_word
from project_lib.deck.slides import Deck, Passage, Slide
from project_lib.deck.title_wording import finding_title
from project_lib.finding_words import evidence, lead_sentence
from project_lib.stages import find_stage

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile, Question

MOST_ACTIONS, MOST_RISKS = 4, 3
FIGURES = {"rows": "rows were read and checked", "features": "features built"}  # of what was done
WORDS = "words"


def plan_deck(
    config: "CaseFile",
    findings: list[dict],
    key_figures: list[dict],
    about_model: Sequence[dict] = (),
) -> Deck:
    """Return the deck of a case: answers first, then the story, the findings and the decision.

    Parameters
    ----------
    findings : the content of `findings.json`
    key_figures : the content of `key_figures.json`
    about_model : the content of `model_findings.json`: told like findings, and not counted as
        claims of the case
    """
    every = [*about_model, *findings]
    shown = choose_findings(config, every)
    parts = tuple(q.text for q in _asked(config) if _under(shown, q))
    slides = [_title(config, findings), _summary(config, every)]
    slides.append(_stars(config, findings, key_figures))
    for question in _asked(config):
        own = _under(shown, question)
        slides += [_finding(config, record, question, parts.index(question.text)) for record in own]
    slides += [_decision(config, every), _method(config, findings)]
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
        notes=_origin_notes(config, findings),
    )


def _origin_notes(config: "CaseFile", findings: list[dict]) -> tuple[Passage, ...]:
    prints = sorted({record["fingerprint"] for record in findings})
    label = _word(config, "fingerprint")
    return tuple(Passage(text[:16], "findings", label) for text in prints)


def _summary(config: "CaseFile", findings: list[dict]) -> Slide:
    """Return the answers, one a question."""
    asked = [(question, answer_of(config, findings, question.id)) for question in _asked(config)]
    body = []
    for question, answer in asked:
        if answer is None:
            body.append(Passage(_word(config, "open_question"), WORDS, question.text))
        else:
            source = f"finding:{answer['id']}"
            body.append(Passage(finding_title(config.story, answer), source, question.text))
    title = Passage(config.story.headline or config.business.problem, "case.toml")
    if not findings:
        title = Passage(_word(config, "nothing"), WORDS)
    return Slide("summary", title, kicker=_word(config, "summary"), body=tuple(body))


def _stars(config: "CaseFile", findings: list[dict], key_figures: list[dict]) -> Slide:
    business = config.business
    done, sources = _done(key_figures)
    result = Passage(lead_sentence(findings), "findings", _word(config, "result"))
    return Slide(
        "stars",
        Passage(_word(config, "story"), WORDS),
        kicker=business.company,
        body=(
            Passage(business.problem, "case.toml", _word(config, "situation")),
            Passage(business.deliverable, "case.toml", _word(config, "task")),
            Passage(done, sources, _word(config, "action")),
            result,
        ),
    )


def _done(key_figures: list[dict]) -> tuple[str, str]:
    """Return what was done, with the numbers that notebooks have recorded, and their sources."""
    known = {figure["name"]: figure for figure in key_figures}
    parts = []
    for name, words in FIGURES.items():
        if name in known:
            parts.append(f"{prose.number(known[name]['value'])} {words}")
    used = [f"key_figure:{name}" for name in FIGURES if name in known]
    parts.append("all claims judged together, so that chance alone supports few of them")
    return f"{prose.capital('; '.join(parts))}.", " ".join(used) or WORDS


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
        footer=Passage(_footer(record), source, _word(config, "source")) if chart else None,
        verdict=_word(config, record["verdict"]),
        step=place + 1,
        body=(Passage(record["error"], source),) if record["error"] else (),
        notes=_notes(config, record),
    )


def _footer(record: dict) -> str:
    notebook = find_stage(record["notebook"]).title if record["notebook"] else ""
    made = f"; {notebook}" if notebook else ""
    return f"{prose.number(record['n'])} {record['counted']}{made}"


def _notes(config: "CaseFile", record: dict) -> tuple[Passage, ...]:
    """Return what a speaker may be asked about a finding."""
    source = f"finding:{record['id']}"
    facts = evidence(record) if record["chart"] else []
    where = f"{record['notebook']}, {record['cell']}".strip(", ")
    facts += [
        (_word(config, "claim"), record["hypothesis"]),
        (_word(config, "made_in"), where),
        (_word(config, "fingerprint"), record["fingerprint"]),
    ]
    return tuple(Passage(text, source, name) for name, text in facts if text)


def _decision(config: "CaseFile", findings: list[dict]) -> Slide:
    """Return what to do, the clearest consequence of each question first, and the risks."""
    told = told_findings(config, findings)
    actions = [
        Passage(record["meaning"], f"finding:{record['id']}", _word(config, "do"))
        for record in told[:MOST_ACTIONS]
    ]
    label = _word(config, "risk")
    risks = [Passage(text, "case.toml", label) for text in config.story.risks]
    limits = {first_sentence(record["limits"]): record["id"] for record in reversed(told)}
    risks += [Passage(text, f"finding:{limits[text]}", label) for text in reversed(limits) if text]
    if not actions:
        actions = [Passage(_word(config, "nothing"), WORDS)]
    title = Passage(_word(config, "decision"), WORDS)
    return Slide("decision", title, body=(*actions, *risks[:MOST_RISKS]))


def first_sentence(text: str) -> str:
    """Return the first sentence of a text.

    >>> first_sentence("It rose by 2.5 %. It may fall again.")
    'It rose by 2.5 %.'
    """
    head, dot, _ = text.partition(". ")
    return head + dot.strip()


def _method(config: "CaseFile", findings: list[dict]) -> Slide:
    tables = [Passage(t.description, "case.toml", _word(config, "data")) for t in _tables(config)]
    methods = Passage(lead_sentence(findings), "findings", _word(config, "tests"))
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
        for caption, table in exhibit_tables(record):
            title = Passage(caption, f"finding:{record['id']}")
            slides.append(Slide("appendix", title, kicker=kicker, table=table))
    return slides
