"""A deck as one HTML file: reveal.js, charts as vector graphics, and nothing from outside."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files, prose
from project_lib.charts import Chart
from project_lib.deck import layout
from project_lib.deck.chart_cut import cut_chart
from project_lib.deck.fixed_words import fixed_word
from project_lib.deck.layout import Box, common_size, fit_title
from project_lib.deck.shades import GREYS
from project_lib.deck.slides import Deck, Slide
from project_lib.deck.table_fit import fit_table
from project_lib.deck.text_fit import fit_text
from project_lib.drawing import palette
from project_lib.report.offline import content_policy, template_environment

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("reveal.js", "deck.js")
PIXELS = 1280 / layout.WIDTH / 72  # a point, where a slide is 1280 pixels wide
FIGURE_WIDTH, FIGURE_HEIGHT = 6.3, 3.2  # inches; drawn larger on the slide, letters included
SLOT, STACKED_SLOT = 0.8, 1.1  # inches of a figure for a bar, at most
ABOVE, LINE, BETWEEN = 0.5, 0.17, 0.06  # inches: above bars, of a line of a name, between names


def write_html(deck: Deck, path: Path) -> Path:
    """Write the deck as ``deck.html`` and return its path; the same deck gives the same bytes."""
    files.write_text(path, render_deck(deck))
    return path


def render_deck(deck: Deck) -> str:
    """Return the deck as HTML that asks for nothing and runs no script but its own."""
    environment, scripts, style = _look()
    words = {key: fixed_word(key, deck.theme.language) for key in ("notes", "slide", "keys")}
    return environment.get_template("deck.html").render(
        deck=deck,
        pages=[_page(slide) for slide in deck.slides],
        policy=content_policy(scripts),
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
    """Return what the template shows of a slide, with the sizes of its texts in pixels."""
    labels = list(dict.fromkeys(passage.label for passage in slide.body))
    title = fit_title(slide)
    return {
        "slide": slide,
        "title": title.text,
        "sizes": {name: round(PIXELS * size, 2) for name, size in _sizes(slide).items()},
        "head": prose.capital(cut_chart(slide.chart).y_label) if slide.chart else "",
        "chart": _chart(slide),
        "shades": _shades(slide),
        "actions": _actions(slide),
        "groups": [
            (label, [passage for passage in slide.body if passage.label == label])
            for label in labels
        ],
        "widths": _widths(slide),
        "rows": list(zip(*slide.table.columns.values(), strict=True)) if slide.table else [],
    }


def _actions(slide: Slide) -> list[tuple[str, str, str]]:
    """Return what to do, the statement it rests on and what calls for caution, cut to their row."""
    risks = {risk.source: risk.text for risk in slide.own_risks}
    columns = (layout.DO, layout.WHY, layout.CAUTION)
    return [
        tuple(
            _cut(text, column, box.height - 0.12)
            for text, column in zip(
                (action.text, action.detail, risks.get(action.source, "")), columns, strict=True
            )
        )
        for action, box in zip(slide.actions, layout.action_boxes(slide), strict=True)
        if slide.kind == "decision"
    ]


def _sizes(slide: Slide) -> dict[str, float]:
    """Return the sizes of a slide's texts in points: title, text and what is smaller."""
    sizes = {"title": fit_title(slide).size, "text": layout.TEXT_SIZES[0], "small": 14.0}
    if slide.kind in ("summary", "method"):
        sizes["text"] = layout.row_size(slide)
    elif slide.kind == "stars":
        sizes["text"] = layout.star_size(slide)
    elif slide.kind == "decision":
        sizes["text"], sizes["small"] = layout.action_sizes(slide)
    elif slide.kind == "finding":
        room = layout.TEXT_IN_SIDE
        texts = [slide.consequence.text] if slide.consequence else []
        sizes["text"] = common_size(texts, room.width, room.height)
        sizes["small"] = layout.fact_size(slide)
    elif slide.table:
        sizes["text"] = fit_table(slide.table, layout.TABLE).size
    return sizes


def _widths(slide: Slide) -> list[float]:
    """Return the widths of a table's columns in per cent."""
    if not slide.table:
        return []
    widths = fit_table(slide.table, layout.TABLE).widths
    return [round(100 * width / sum(widths), 2) for width in widths]


def _shades(slide: Slide) -> str:
    """Return the greys of what carries no message, where an accent carries it."""
    if slide.chart is None or not slide.chart.accent:
        return ""
    return "; ".join(f"--category-{place}: {grey}" for place, grey in enumerate(GREYS[1:], 2))


def _chart(slide: Slide) -> str:
    """Return the chart as a drawing of the slide's proportions; its values are named above it."""
    if slide.chart is None:
        return ""
    from project_lib.display import figure_html
    from project_lib.drawing.plots_findings import plot_chart

    chart = replace(cut_chart(slide.chart), y_label="")
    return figure_html(plot_chart(chart, size=_figure_size(chart)), "", chart.alt)


def _figure_size(chart: Chart) -> tuple[float, float]:
    """Return width and height in inches: lower for few bars, larger for many with long names.

    The slide shows each figure as wide as the other, so that a larger one has smaller letters.
    """
    from project_lib.drawing.plots_findings_parts import legend_lines, wrapped

    if chart.kind not in ("bar", "stacked_bar"):
        return FIGURE_WIDTH, FIGURE_HEIGHT
    names = list(dict.fromkeys(chart.data["label"]))
    needed = sum(LINE * (1 + wrapped(name).count("\n")) + BETWEEN for name in names)
    above = ABOVE
    if chart.kind == "stacked_bar":
        above += LINE * (legend_lines(chart, FIGURE_WIDTH) - 1)
    scale = max(1.0, (above + needed) / FIGURE_HEIGHT)
    wished = above + (SLOT if chart.kind == "bar" else STACKED_SLOT) * len(names)
    return scale * FIGURE_WIDTH, min(wished, scale * FIGURE_HEIGHT)


def _cut(text: str, box: Box, height: float = 0.0) -> str:
    """Return a text, cut where even its smallest letters do not fit a box."""
    return fit_text(text, box.width, height or box.height, layout.TEXT_SIZES).text


@cache
def _look() -> "tuple[jinja2.Environment, tuple[str, ...], str]":
    """Return the template environment, the scripts and the style sheet."""
    from markupsafe import Markup

    environment = template_environment(TEMPLATES)
    environment.filters["glue"] = lambda text: str(text).replace(" %", "\N{NO-BREAK SPACE}%")
    environment.filters["side"] = lambda text: _cut(text, layout.TEXT_IN_SIDE)
    scripts = tuple(Markup((TEMPLATES / name).read_text("utf-8")) for name in SCRIPTS)
    styles = [(TEMPLATES / name).read_text("utf-8") for name in ("reveal.css", "deck.css")]
    return environment, scripts, Markup("\n".join(styles))
