"""A deck as one HTML file: reveal.js, charts as vector graphics, and nothing from outside."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files
from project_lib.deck.fixed_words import fixed_word
from project_lib.deck.slides import Deck, Slide
from project_lib.drawing import palette

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("reveal.js", "deck.js")


def write_html(deck: Deck, path: Path) -> Path:
    """Write the deck as ``deck.html`` and return its path; the same deck gives the same bytes."""
    files.write_text(path, render_deck(deck))
    return path


def render_deck(deck: Deck) -> str:
    """Return the deck as HTML that asks for nothing and runs no script but its own."""
    environment, scripts, style = _look()
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    policy = (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src {allowed}; base-uri 'none'; form-action 'none'"
    )
    words = {key: fixed_word(key, deck.theme.language) for key in ("notes", "slide", "keys")}
    return environment.get_template("deck.html").render(
        deck=deck,
        pages=[_page(slide) for slide in deck.slides],
        policy=policy,
        scripts=scripts,
        style=style,
        words=words,
        colours=_colours(deck),
    )


def _colours(deck: Deck) -> str:
    """Return the palette of light paper, with the theme's accent, as CSS declarations."""
    light = palette.css_variables(dark=False)
    return f"{light} --accent: {deck.theme.accent}; --font: '{_safe_font(deck.theme.font)}'"


def _safe_font(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter in " -")


def _page(slide: Slide) -> dict:
    """Return what the template shows of a slide."""
    labels = list(dict.fromkeys(passage.label for passage in slide.body))
    return {
        "slide": slide,
        "chart": _chart(slide),
        "groups": [
            (label, [passage for passage in slide.body if passage.label == label])
            for label in labels
        ],
        "rows": list(zip(*slide.table.columns.values(), strict=True)) if slide.table else [],
    }


def _chart(slide: Slide) -> str:
    if slide.chart is None:
        return ""
    from project_lib.display import figure_html
    from project_lib.drawing.plots_findings import plot_chart

    return figure_html(plot_chart(slide.chart), "", slide.chart.alt)


@cache
def _look() -> "tuple[jinja2.Environment, tuple[str, ...], str]":
    """Return the template environment, the scripts and the style sheet."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["glue"] = lambda text: str(text).replace(" %", "\N{NO-BREAK SPACE}%")
    scripts = tuple(Markup((TEMPLATES / name).read_text("utf-8")) for name in SCRIPTS)
    styles = [(TEMPLATES / name).read_text("utf-8") for name in ("reveal.css", "deck.css")]
    return environment, scripts, Markup("\n".join(styles))
