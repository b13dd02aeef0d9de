"""The story of a case: gathered from findings, told as decks, each number traced to its source."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files, journal, prose
from project_lib.deck.slides import Deck
from project_lib.deck.story_steps import FIGURES
from project_lib.deck.storyline import plan_deck
from project_lib.errors import InputError
from project_lib.key_figures import KeyFigures
from project_lib.ledger import ABOUT_MODEL, LEDGER, whole_records
from project_lib.splits.openings import SEAL, reopened_sentence

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case

POWERPOINT, SLIDES, SUMMARY = "deck.pptx", "deck.html", "summary.html"
PNG = b"\x89PNG\r\n\x1a\n"  # how such a file begins


@dataclass(frozen=True)
class Records:
    """What notebooks have left to tell: findings, those about the model, and key figures.

    Attributes
    ----------
    reopened : that the holdout was opened more than once, in a sentence; empty where it was not
    """

    findings: list[dict]
    about_model: list[dict]
    figures: list[dict]
    reopened: str = ""

    @property
    def told(self) -> list[dict]:
        """Every finding that may be told."""
        return [*self.about_model, *self.findings]


def gather_records(case: "Case") -> Records:
    """Return what there is to tell; nothing where nothing was tested.

    Without a target nothing is told of a model: what lies there is of one that case.toml no longer
    declares.
    """
    findings, model = (
        whole_records(case.read_report(name, default=[])) for name in (LEDGER, ABOUT_MODEL)
    )
    reopened = reopened_sentence(case.read_report(SEAL, default={}))
    told = model if case.config.predicts else []
    return Records(findings, told, gather_figures(case), reopened)


def gather_figures(case: "Case") -> list[dict]:
    """Return the key figures that the story uses, those that were recorded."""
    recorded = KeyFigures(case.reports_folder / "key_figures.json").all()
    known = {figure["name"] for figure in recorded}
    return [{**case.key_figure(name), "name": name} for name in FIGURES if name in known]


def plan_story(case: "Case", records: Records) -> Deck:
    """Return the deck as data."""
    for section in ("business", "sources", "tables", "prediction", "story", "theme"):
        getattr(case, section)  # noted, so that a change of it tells the story again
    return plan_deck(
        case.config,
        records.findings,
        records.figures,
        records.about_model,
        reopened=records.reopened,
    )


def storyline_table(deck: Deck) -> "pd.DataFrame":
    """Return the slides in their order: slide, kind, title, chart, verdict."""
    import pandas as pd

    rows = [
        {
            "slide": number,
            "kind": slide.kind,
            "title": slide.title.text,
            "chart": slide.chart.kind.replace("_", " ") if slide.chart else "",
            "verdict": slide.verdict,
        }
        for number, slide in enumerate(deck.slides, 1)
    ]
    return pd.DataFrame(rows, columns=["slide", "kind", "title", "chart", "verdict"])


def storyline_sentence(deck: Deck, records: Records) -> str:
    """Say how many findings are told, and what the others are."""
    told = sum(slide.kind == "finding" for slide in deck.slides)
    if not records.told:
        return "Nothing was tested, so that there is nothing to tell yet: the deck says so."
    rest = len(records.told) - told
    text = (
        f"{prose.plural(len(deck.slides), 'slide')} tell {prose.plural(told, 'finding')} of "
        f"{len(records.told)}, {'one' if told == 1 else 'each'} with its number as title, its "
        "chart and its consequence"
    )
    if not rest:
        return f"{text}."
    are = "stands" if rest == 1 else "stand"
    return f"{text}; the other {rest} {are} in the appendix with verdict and interval."


def write_decks(case: "Case", deck: Deck) -> list[Path]:
    """Write `deck.pptx` and `deck.html` into the case's reports; return their paths.

    Raises
    ------
    InputError
        When they cannot be written, or the theme's logo is no PNG file.
    """
    from project_lib.deck.html_deck import write_html
    from project_lib.deck.pptx_deck import write_pptx

    require_logo(case)

    paths = [
        write_pptx(deck, case.reports_folder / POWERPOINT, case.root),
        write_html(deck, case.reports_folder / SLIDES),
    ]
    for path in paths:
        journal.note("report_written", path.name, files.fingerprint(path))
    return paths


def require_logo(case: "Case") -> None:
    """Raise InputError when the theme's logo is no PNG file."""
    logo = case.theme.logo
    if not logo:
        return
    path, where = case.root / logo, f"{case.folder / 'case.toml'}, key 'theme.logo'"
    if not path.is_file():
        problem, remedy = f"names '{logo}', and there is no file {path}", "name a PNG file"
        raise InputError(where, problem, remedy, key=("theme", "logo"))
    with open(path, "rb") as file:
        if file.read(len(PNG)) != PNG:
            problem = f"names '{logo}', which is no PNG file"
            raise InputError(where, problem, "save the logo as PNG", key=("theme", "logo"))


def decks_sentence(deck: Deck, paths: list[Path]) -> str:
    """Say what was written, and how it is used."""
    charts = sum(slide.chart is not None for slide in deck.slides)
    megabytes = [prose.number(path.stat().st_size / 1e6, 2) for path in paths]
    sizes = [f"`{path.name}` ({size} MB)" for path, size in zip(paths, megabytes, strict=True)]
    drawn = (
        f"The {prose.plural(charts, 'chart')} of the first can be edited, with the numbers in a "
        "workbook. "
    )
    return (
        f"Written: {prose.listing(sizes)}. {drawn if charts else ''}The second needs nothing but a "
        "browser (S shows the speaker's notes, P prints)."
    )


def trace_decks(
    case: "Case", deck: Deck, records: Records, *, summary: bool = False
) -> "pd.DataFrame":
    """Return every number that the decks show.

    Parameters
    ----------
    summary : trace the executive summary, too; the end of a run writes it, so that during a run
        the one that is there may tell another story

    Raises
    ------
    InputError
        When the decks were not written yet.
    """
    from project_lib.deck.printed_texts import read_html, read_page, read_pptx
    from project_lib.deck.trace import trace_numbers

    folder = case.reports_folder
    for name in (POWERPOINT, SLIDES):
        if not (folder / name).is_file():
            remedy = f"run `crisp-ds run {case.name}`, whose notebook 13 writes it"
            raise InputError(folder / name, "does not exist yet", remedy)
    printed = [*read_pptx(folder / POWERPOINT), *read_html(folder / SLIDES)]
    if summary and (folder / SUMMARY).is_file():
        printed += read_page(folder / SUMMARY)
    return trace_numbers(deck, printed, records.told, records.figures)


def require_traced(traced: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table where every number has a source.

    Raises
    ------
    InputError
        Naming the first number that has none, its file and slide.
    """
    lost = traced[traced["source"] == ""]
    if lost.empty:
        return traced
    first = lost.iloc[0]
    more = f", and {len(lost) - 1} more" if len(lost) > 1 else ""
    raise InputError(
        f"{first['file']}, slide {first['slide']}",
        f"shows {first['number']} in '{first['text']}', which no finding says{more}",
        "run notebook 13 again, or take the number out of the file",
    )


def sources_table(traced: "pd.DataFrame") -> "pd.DataFrame":
    """Return how many numbers each record has given: source, notebook, cell, numbers."""
    keys = ["source", "notebook", "cell"]
    counted = traced.groupby(keys, sort=False).size().rename("numbers").reset_index()
    return counted.sort_values("numbers", ascending=False, kind="stable", ignore_index=True)


def trace_sentence(traced: "pd.DataFrame") -> str:
    """Say that every number was found in a record."""
    if traced.empty:
        return "The decks show no number."
    found = int(traced["source"].str.startswith("finding:").sum())
    others = ["counts over all findings", "key figures", "case.toml"]
    if traced["source"].str.startswith("holdout").any():
        others.append("the log of the holdout")
    return (
        f"{prose.number(len(traced))} numbers stand in the decks, notes and tables included, "
        f"and each was found in the record that it comes from: {prose.number(found)} in findings, "
        f"the others in {prose.listing(others)}."
    )


def handover_sentence(case_name: str, paths: list[Path]) -> str:
    """Say where the decks lie, and how their numbers are traced again."""
    names = prose.listing([f"`reports/{case_name}/{path.name}`" for path in paths])
    return f"To be shown: {names}. To be asked: `crisp-ds trace {case_name}`."
