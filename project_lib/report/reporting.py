"""The report of a case: one self-contained page per notebook, and the index that answers first."""

from pathlib import Path

from project_lib import files
from project_lib.case import read_case_file
from project_lib.errors import InputError
from project_lib.key_figures import KeyFigures
from project_lib.ledger import ABOUT_MODEL, read_findings
from project_lib.report import layout as report_layout
from project_lib.report.findings_page import findings_context
from project_lib.report.index import index_context, rerun_command
from project_lib.report.layout import style_fingerprint
from project_lib.report.model_card import card_context, card_summary, read_card
from project_lib.report.summary_page import summary_context
from project_lib.splits.openings import SEAL, reopened_sentence
from project_lib.stages import STAGES, available_stages

__all__ = [
    "render_findings", "render_index", "render_model_card", "render_page", "style_fingerprint",
]  # fmt: skip


def render_page(executed: Path, page: Path, *, root: Path, case_name: str) -> None:
    """Write one executed notebook as one HTML file that needs nothing but itself.

    Parameters
    ----------
    executed : the notebook with its outputs; a failed one shows its error
    page : ``reports/<case>/<notebook>.html``; its name says which notebook it is

    Raises
    ------
    InputError
        When `executed` is no notebook, case.toml is invalid or the page cannot be written.
    """
    from project_lib.report.notebook_html import notebook_body, read_notebook

    config = read_case_file(root, case_name)
    stage = next((stage for stage in STAGES if stage.notebook == page.stem), None)
    title = stage.title if stage else page.stem.replace("_", " ")
    body = notebook_body(read_notebook(executed), root / "notebooks", title)
    around = available_stages(root)
    place = around.index(stage) if stage in around else None
    text = report_layout.render(
        "notebook.html",
        config,
        body=body,
        number=stage.notebook[:2] if stage else "",
        sample=body.sample,
        previous=around[place - 1] if place else None,
        next=around[place + 1] if place is not None and place + 1 < len(around) else None,
    )
    files.write_text(page, text)


def render_findings(root: Path, case_name: str) -> Path:
    """Write ``reports/<case>/findings.html`` from the findings as data; return its path.

    Raises
    ------
    InputError
        When case.toml is invalid or the page cannot be written.
    """
    folder = root / "reports" / case_name
    config = read_case_file(root, case_name)
    findings = read_findings(folder)
    context = findings_context(findings, config)
    manifest = files.read_json(folder / "manifest.json", default={})
    sample = (manifest.get("parameters") or {}).get("sample")
    text = report_layout.render("findings.html", config, sample=sample, **context)
    files.write_text(folder / "findings.html", text)
    return folder / "findings.html"


def render_model_card(root: Path, case_name: str) -> Path:
    """Write ``reports/<case>/model_card.html`` from what notebook 11 left as data; return its path.

    Raises
    ------
    InputError
        When nothing was evaluated yet, case.toml is invalid or the page cannot be written.
    """
    folder = root / "reports" / case_name
    config = read_case_file(root, case_name)
    card = read_card(folder)
    if card is None:
        problem = "holds no evaluation to make a model card of"
        raise InputError(folder, problem, "run notebooks/11_evaluation.ipynb")
    manifest = files.read_json(folder / "manifest.json", default={})
    sample = (manifest.get("parameters") or {}).get("sample")
    context = card_context(*card, manifest, config)
    text = report_layout.render("model_card.html", config, sample=sample, **context)
    files.write_text(folder / "model_card.html", text)
    return folder / "model_card.html"


def render_index(root: Path, case_name: str) -> Path:
    """Write ``reports/<case>/index.html`` from the manifest and the key figures; return its path.

    Beside it lies ``summary.html``, the executive summary, where something was found. A notebook
    that has not run yet gets a page that says so, so that no link leads nowhere.

    Raises
    ------
    InputError
        When the manifest is missing or case.toml is invalid.
    """
    folder = root / "reports" / case_name
    config = read_case_file(root, case_name)
    manifest = files.read_json(folder / "manifest.json")
    if not isinstance(manifest, dict):
        raise InputError(
            folder / "manifest.json", "is missing or broken", f"run `crisp-ds run {case_name}`"
        )
    figures = KeyFigures(folder / "key_figures.json").all()
    findings = read_findings(folder)
    # without a target, what lies there is of one that case.toml no longer declares
    model = read_findings(folder, ABOUT_MODEL) if config.predicts else []
    card = card_summary(folder) if config.predicts else {"model_card": "", "opened_again": ""}
    context = index_context(manifest, figures, findings, config, root, about_model=model) | card
    reopened = reopened_sentence(files.read_json(folder / SEAL, default={}))
    context |= summary_context(config, findings, model, reopened=reopened)
    context |= {"decks": _decks(folder)}
    if context["summary"]:
        text = report_layout.render("summary.html", config, summary=context["summary"])
        files.write_text(folder / "summary.html", text)
    else:
        (folder / "summary.html").unlink(missing_ok=True)
    for notebook in context["notebooks"]:
        if notebook["why"] or not (folder / notebook["page"]).is_file():
            command = f"crisp-ds run {case_name} --only {notebook['stage']}"
            waiting = report_layout.render("waiting.html", config, command=command, **notebook)
            files.write_text(folder / notebook["page"], waiting)
    command = rerun_command(case_name, manifest.get("parameters") or {})
    text = report_layout.render("index.html", config, command=command, **context)
    files.write_text(folder / "index.html", text)
    return folder / "index.html"


def _decks(folder: Path) -> list[dict[str, str]]:
    """Return the decks that lie beside the index."""
    known = {"deck.pptx": "the deck for PowerPoint", "deck.html": "the deck for the browser"}
    present = [(name, words) for name, words in known.items() if (folder / name).is_file()]
    return [{"file": name, "words": words} for name, words in present]
