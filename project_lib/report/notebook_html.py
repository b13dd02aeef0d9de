"""The cells of an executed notebook as HTML: text, folded code, and what the code has shown."""

import base64
import json
import mimetypes
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import mistune

from project_lib import prose
from project_lib.errors import InputError

# What an output is shown as, the best first; text is the last resort.
KINDS = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "text/markdown",
    "application/json",
    "text/plain",
)


@dataclass(frozen=True)
class Heading:
    """A heading of the page, its level after levels were put in order, and where it is."""

    level: int
    text: str
    anchor: str


@dataclass
class Body:
    """What a page shows of a notebook: its cells as HTML, and what the page says about them."""

    title: str = ""
    cells: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    failed_cell: str = ""
    sample: int | None = None

    @property
    def has_title(self) -> bool:
        """Whether the notebook brings its own first-level heading."""
        return any(heading.level == 1 for heading in self.headings)


def read_notebook(path: Path) -> dict:
    """Return the notebook's JSON.

    Raises
    ------
    InputError
        When the file is missing or no notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            path, f"is no notebook ({error})", "restore it, or run it again"
        ) from error
    return notebook


def notebook_body(notebook: dict, folder: Path, title: str) -> Body:
    """Return the notebook's cells as HTML; pictures that its text names are read from `folder`.

    `title` is used where the notebook has no first-level heading.
    """
    body = Body()
    to_html = _Markdown(body, folder)
    for number, cell in enumerate(notebook["cells"], 1):
        anchor = cell.get("id") or f"cell-{number}"
        source = _joined(cell["source"])
        kind = "cell"
        if cell["cell_type"] == "markdown":
            content = to_html(source, anchor)
        elif cell["cell_type"] == "code" and source.strip():
            _note_sample(body, cell, source)
            outputs = "".join(_outputs(cell, anchor, body, to_html))
            code = folded_code(source, unfolded=body.failed_cell == anchor)
            content, kind = code + outputs, "cell" if outputs else "cell quiet"
        else:
            continue
        body.cells.append(f'<div class="{kind}" id="{escape(anchor, quote=True)}">{content}</div>')
    body.title = next((h.text for h in body.headings if h.level == 1), title)
    return body


def first_paragraph(notebook: dict) -> str:
    """Return the first paragraph of the notebook's prose as plain text, empty without one."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for block in re.split(r"\n\s*\n", _joined(cell["source"])):
                if block.strip() and not block.lstrip().startswith(("#", "|", "-", "!", ">")):
                    return plain_text(mistune.create_markdown()(block))
    return ""


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML, without tags and on one line."""
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def folded_code(source: str, *, unfolded: bool = False) -> str:
    """Return Python code, highlighted and folded, or open where the reader must see it."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    code = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    state = " open" if unfolded else ""
    return (
        f'<details class="code"{state}><summary>Code</summary>'
        f"<pre><code>{code}</code></pre></details>"
    )


class _Markdown:
    """Markdown to HTML for one page: raw HTML is escaped, headings are ordered and collected."""

    def __init__(self, body: Body, folder: Path) -> None:
        self.renderer = _Renderer(body, folder)
        self.convert = mistune.create_markdown(
            renderer=self.renderer, plugins=["table", "strikethrough"]
        )

    def __call__(self, text: str, anchor: str) -> str:
        if anchor != self.renderer.anchor:
            self.renderer.anchor, self.renderer.in_cell = anchor, 0
        return self.convert(text)


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, body: Body, folder: Path) -> None:
        super().__init__(escape=True)
        self.body, self.folder, self.anchor, self.in_cell = body, folder, "", 0

    def text(self, text: str) -> str:
        """Return the text with its per cent signs kept beside their numbers."""
        return re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", super().text(text))

    def heading(self, text: str, level: int, **attributes: object) -> str:
        """Return a heading no deeper than one level below the heading before it."""
        before = self.body.headings[-1].level if self.body.headings else 1
        level = min(level, before + 1)
        if level == 1 and self.body.headings:
            level = 2
        self.in_cell += 1
        anchor = self.anchor if self.in_cell == 1 else f"{self.anchor}-{self.in_cell}"
        self.body.headings.append(Heading(level, plain_text(text), anchor))
        own_id = "" if self.in_cell == 1 else f' id="{escape(anchor, quote=True)}"'
        return f"<h{level}{own_id}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a local picture embedded; a picture elsewhere only as a link to it."""
        path, kind = self.folder / url, mimetypes.guess_type(url)[0] or ""
        if url.startswith("data:image/"):
            source = url
        elif kind.startswith("image/") and not re.match("[A-Za-z]+:", url) and path.is_file():
            source = f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
        else:
            return f'<a href="{escape(self.safe_url(url), quote=True)}">{escape(text or url)}</a>'
        return f'<img src="{escape(source, quote=True)}" alt="{escape(text, quote=True)}">'

    def table(self, text: str) -> str:
        """Return a table that scrolls inside its own box."""
        box = '<div class="table-scroll" tabindex="0" role="region" aria-label="Table">'
        return f"{box}<table>{text}</table></div>\n"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _note_sample(body: Body, cell: dict, source: str) -> None:
    """Remember SAMPLE as the cell tagged `parameters`, or the one injected after it, sets it."""
    tags = cell.get("metadata", {}).get("tags", [])
    if "parameters" in tags or "injected-parameters" in tags:
        for value in re.findall(r"^SAMPLE\s*=\s*(\w+)", source, flags=re.MULTILINE):
            body.sample = int(value) if value.replace("_", "").isdecimal() else None


def _outputs(cell: dict, anchor: str, body: Body, to_html: _Markdown) -> list[str]:
    """Return the outputs of one code cell, what it printed last and folded."""
    above = body.headings[-1].text if body.headings else "this notebook"
    shown, printed = [], ""
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            printed += _joined(output["text"])
        elif output["output_type"] == "error":
            body.failed_cell = body.failed_cell or anchor
            shown.append(_error(output))
        else:
            shown.append(_shown(output["data"], above, lambda text: to_html(text, anchor)))
    return [*(f'<div class="output">{html}</div>' for html in shown if html), _stream(printed)]


def _shown(data: dict, above: str, to_html: object) -> str:
    """Return one displayed object in the best of the forms that it brings."""
    kind = next((kind for kind in KINDS if kind in data), None)
    if kind is None:
        return ""
    content = data[kind] if kind == "application/json" else _joined(data[kind])
    if kind == "text/html":
        return _accessible(content, above)
    if kind == "text/markdown":
        return to_html(content)
    if kind == "image/svg+xml":
        return _chart(_accessible(content[content.index("<svg") :], above))
    if kind.startswith("image/"):
        source = f"data:{kind};base64,{''.join(content.split())}"
        return _chart(f'<img src="{source}" alt="{_alternative(above)}">')
    text = json.dumps(content, indent=2) if kind == "application/json" else content
    return f'<pre class="plain">{escape(_without_colours(text))}</pre>'


def _chart(picture: str) -> str:
    return f'<figure class="chart"><div class="chart-scroll">{picture}</div></figure>'


def _alternative(above: str) -> str:
    return escape(f"Figure in the section “{above}”", quote=True)


def _accessible(html: str, above: str) -> str:
    """Return the HTML with alternative texts for pictures, and tables in a box that scrolls.

    Scripts are left out: the page's policy lets none of them run.
    """
    html = re.sub(r"<script\b.*?</script\s*>", "", html, flags=re.DOTALL | re.IGNORECASE)
    alternative = _alternative(above)
    html = re.sub(r"<img\b(?![^>]*\balt=)", f'<img alt="{alternative}"', html)
    html = re.sub(
        r"<svg\b(?![^>]*\b(?:aria-label|aria-hidden|aria-labelledby)=)",
        f'<svg role="img" aria-label="{alternative}"',
        html,
    )
    if "<table" in html and "table-scroll" not in html:
        label = escape(f"Table in the section “{above}”", quote=True)
        box = f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        html = f"{box}{html}</div>"
    return html


def _stream(text: str) -> str:
    lines = len(text.strip().splitlines())
    if not lines:
        return ""
    return (
        f'<details class="stream"><summary>Messages ({prose.plural(lines, "line")})</summary>'
        f"<pre>{escape(_without_colours(text.strip()))}</pre></details>"
    )


def _error(output: dict) -> str:
    """Return an error: first what happened, in words; where it happened is folded."""
    trace = _without_colours("\n".join(output.get("traceback", [])))
    return (
        f'<div class="error"><p class="kind">{escape(output["ename"])}</p>'
        f"<p>{escape(_without_colours(output['evalue']))}</p>"
        f"<details><summary>Where it happened</summary><pre>{escape(trace)}</pre></details></div>"
    )


def _without_colours(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*[A-Za-z]", "", text)
