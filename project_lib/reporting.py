"""The report of a case: one self-contained page per notebook, and the index that answers first."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from project_lib import files, palette, prose
from project_lib.case import read_case_file
from project_lib.errors import InputError
from project_lib.stages import STAGES, Stage, available_stages

if TYPE_CHECKING:
    import jinja2

    from project_lib.case_schema import CaseFile, Question

TEMPLATES = Path(__file__).parent / "templates"
RENDERING = ("reporting.py", "notebook_html.py", "palette.py", "prose.py")
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<path fill="{quiet}" d="M1 9h3v6H1zM6.5 6h3v9h-3z"/>'
    '<path fill="{accent}" d="M12 1h3v14h-3z"/></svg>'
)


def style_fingerprint() -> str:
    """Return a fingerprint of all that decides how a page looks: templates and rendering code."""
    rendering = [Path(__file__).parent / name for name in RENDERING]
    digest = hashlib.sha256()
    for path in [*rendering, *sorted(p for p in TEMPLATES.iterdir() if p.is_file())]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


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
    from project_lib.notebook_html import notebook_body, read_notebook

    config = read_case_file(root, case_name)
    stage = next((stage for stage in STAGES if stage.notebook == page.stem), None)
    title = stage.title if stage else page.stem.replace("_", " ")
    body = notebook_body(read_notebook(executed), root / "notebooks", title)
    around = available_stages(root)
    place = around.index(stage) if stage in around else None
    text = _render(
        "notebook.html",
        config,
        body=body,
        number=stage.notebook[:2] if stage else "",
        sample=_sample_words(body.sample, config),
        previous=around[place - 1] if place else None,
        next=around[place + 1] if place is not None and place + 1 < len(around) else None,
    )
    files.write_text(page, text)


def render_index(root: Path, case_name: str) -> Path:
    """Write ``reports/<case>/index.html`` from the manifest and the key figures; return its path.

    A notebook that has not run yet gets a page that says so, so that no link leads nowhere.

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
    notebooks = [_notebook_entry(entry, root) for entry in manifest.get("notebooks", [])]
    figures = [_tile(figure) for figure in files.read_json(folder / "key_figures.json", default=[])]
    questions = [_question(question, config, figures) for question in config.business.questions]
    shown_above = [figure for question in questions for figure in question["figures"]]
    parameters = manifest.get("parameters") or {}
    for notebook in notebooks:
        if not (folder / notebook["page"]).is_file():
            command = f"crisp-ds run {case_name} --only {notebook['stage']}"
            waiting = _render("waiting.html", config, command=command, **notebook)
            files.write_text(folder / notebook["page"], waiting)
    text = _render(
        "index.html",
        config,
        sample=_sample_words(parameters.get("sample"), config),
        questions=questions,
        shown_above=shown_above,
        groups=_groups([figure for figure in figures if figure not in shown_above]),
        notebooks=notebooks,
        failed=[notebook for notebook in notebooks if notebook["status"] == "failed"],
        made_at=_moment(manifest.get("made_at")),
        fingerprint=manifest.get("data_fingerprint") or "",
        sources=[_source(source) for source in config.sources.values()],
        engine=parameters.get("engine"),
        versions=", ".join(f"{k} {v}" for k, v in (manifest.get("versions") or {}).items()),
        command=_command(case_name, parameters),
    )
    files.write_text(folder / "index.html", text)
    return folder / "index.html"


def _render(template: str, config: "CaseFile", *, sample: str = "", **context: object) -> str:
    """Return a page of the report: the base that all of them share, and the template's own part."""
    environment, style, script = _look()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # Whatever a notebook shows, its page asks for nothing from outside and runs no script but ours.
    policy = (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    business = config.business
    return environment.get_template(template).render(
        policy=policy,
        style=style,
        script=script,
        icon=_icon(),
        business=business,
        case_title=business.title,
        note=business.note,
        sample=sample,
        **context,
    )


@cache
def _look() -> "tuple[jinja2.Environment, str, str]":
    """Return the template environment, the style sheet and the script."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    light, dark = palette.css_variables(dark=False), palette.css_variables(dark=True)
    themes = (
        f":root {{ {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme='light']) "
        f"{{ color-scheme: dark; {dark} }} }}\n"
        f"@media screen {{ :root[data-theme='dark'] {{ color-scheme: dark; {dark} }} }}\n"
    )
    style = themes + (TEMPLATES / "report.css").read_text(encoding="utf-8")
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return environment, Markup(style), Markup(script)


def _icon() -> str:
    return "data:image/svg+xml," + quote(ICON.format(**palette.LIGHT))


def _sample_words(sample: int | None, config: "CaseFile") -> str:
    """Return ``500 customers`` for a sample of entities, empty where all the data were used."""
    if not sample:
        return ""
    entity = config.prediction.entity.removesuffix("_id") if config.prediction else "row"
    return prose.plural(sample, entity.replace("_", " "))


def _tile(figure: dict) -> dict:
    """Return a key figure as the tile shows it."""
    unit = figure.get("unit") or ""
    value, _, counted = prose.quantity(figure["value"], unit).partition(" ")
    detail = []
    if figure.get("interval"):
        detail.append(prose.interval(*figure["interval"], unit))
    if figure.get("n") is not None:
        detail.append(f"n = {prose.number(figure['n'])}")
    return {
        "name": figure["name"],
        "notebook": figure["notebook"],
        "label": figure["label"],
        "value": value,
        "unit": counted,
        "detail": ", ".join(detail),
        "link": f"{figure['notebook']}.html" + (f"#{figure['cell']}" if figure.get("cell") else ""),
    }


def _groups(figures: list[dict]) -> list[dict]:
    """Return the tiles by the notebook that they come from, in the order of the stages."""
    groups = []
    for stage in STAGES:
        own = [figure for figure in figures if figure["notebook"] == stage.notebook]
        if own:
            groups.append({"title": stage.title, "figures": own})
    return groups


def _question(question: "Question", config: "CaseFile", figures: list[dict]) -> dict:
    """Return a question with the figures that bear on it and an honest word on its state."""
    known = [figure for figure in figures if figure["name"] in question.key_figures]
    hypotheses = [h.statement for h in config.hypotheses if h.question == question.id]
    needed = _stage("hypothesis_validation" if hypotheses else "evaluation")
    answer = "Known so far, but not answered yet" if known else "Not answered yet"
    return {
        "text": question.text,
        "figures": known,
        "state": f"{answer}: needs notebook {needed.notebook[:2]}, {needed.title.lower()}.",
        "hypotheses": hypotheses,
        "hypotheses_count": prose.plural(len(hypotheses), "hypothesis", "hypotheses"),
    }


def _stage(name: str) -> Stage:
    return next(stage for stage in STAGES if stage.name == name)


def _notebook_entry(entry: dict, root: Path) -> dict:
    """Return one notebook of the manifest as the index lists it."""
    from project_lib.notebook_html import first_paragraph, read_notebook

    path = root / "notebooks" / f"{Path(entry['notebook']).stem}.ipynb"
    status = entry.get("status", "not run")
    words = {"ran": "Ran", "failed": "Stopped with an error"}.get(status, "Has not run yet")
    parts = [words]
    if status != "not run" and entry.get("seconds") is not None:
        parts.append(f"{'after' if status == 'failed' else 'in'} {duration(entry['seconds'])}")
    return {
        "stage": entry["stage"],
        "number": path.stem[:2],
        "title": entry.get("title") or path.stem.replace("_", " "),
        "page": entry.get("page") or f"{path.stem}.html",
        "status": status,
        "status_class": status.replace(" ", "-"),
        "status_text": " ".join(parts),
        "summary": first_paragraph(read_notebook(path)) if path.is_file() else "",
    }


def duration(seconds: float) -> str:
    """Return a duration as people say it.

    >>> duration(0.42), duration(12.3), duration(75)
    ('0.4 seconds', '12 seconds', '1 minute 15 seconds')
    """
    if seconds < 9.95:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    words = [prose.plural(minutes, "minute")] if minutes else []
    return " ".join([*words, prose.plural(rest, "second")] if rest or not words else words)


def _moment(stamp: str | None) -> str:
    """Return ``22 November 2026, 03:30`` of an ISO time stamp."""
    from datetime import datetime

    if not stamp:
        return ""
    moment = datetime.fromisoformat(stamp)
    zone = f" {moment.tzname()}" if moment.tzinfo else ""
    return f"{prose.day(moment)}, {moment:%H:%M}{zone}"


def _source(source: object) -> str:
    words = source.origin or source.path or source.format
    return f"{words}. Licence: {source.licence}" if source.licence else words


def _command(case_name: str, parameters: dict) -> str:
    command = f"crisp-ds run {case_name}"
    if parameters.get("sample"):
        command += f" --sample {parameters['sample']}"
    if parameters.get("engine") not in (None, "duckdb"):
        command += f" --engine {parameters['engine']}"
    return command
