"""What a notebook shows: tables, figures and sentences that look the same in Jupyter and in the report."""

from html import escape
from typing import TYPE_CHECKING

from project_lib import prose

if TYPE_CHECKING:
    import pandas as pd

LONG_TABLE = 15  # rows from which the report makes a table sortable and searchable
MOST_ROWS = 500


class Html:
    """A piece of HTML that Jupyter shows as it is."""

    def __init__(self, html: str, text: str = "") -> None:
        self.html, self.text = html, text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def show(thing: object, title: str = "", *, alt: str = "", formats: dict[str, str] | None = None) -> None:
    """Show a table, or a figure with a title that states the finding, below the cell.

    Parameters
    ----------
    thing : DataFrame, matplotlib Axes or Figure, or an object of `project_lib.diagrams`
    title : caption of the table or figure
    alt : what a reader who cannot see the figure should know; its title where it is empty
    formats : for a table, column -> ``percent``, ``integer``, ``text`` or a currency such as ``USD``
    """
    from IPython.display import display

    if hasattr(thing, "columns") and hasattr(thing, "itertuples"):
        display(Html(table_html(thing, title, formats or {}), title))
    elif isinstance(thing, Html):
        display(thing)
    else:
        display(Html(figure_html(thing, title, alt or title), title))


def say(sentence: str) -> None:
    """Show a computed sentence below the cell (Markdown)."""
    from IPython.display import Markdown, display

    display(Markdown(sentence))


def table_html(table: "pd.DataFrame", title: str = "", formats: dict[str, str] | None = None) -> str:
    """Return a table as HTML: numbers aligned right, thousands separated, text escaped.

    Columns whose name ends with ``share`` are written in per cent unless `formats` says otherwise.
    A row index is never shown: what matters is a column.
    """
    formats = formats or {}
    columns = [str(column) for column in table.columns]
    styles = [formats.get(column) or _style(table[column]) for column in table.columns]
    classes = ["text" if style == "text" else "number" for style in styles]
    head = "".join(
        f'<th scope="col" class="{kind}">{escape(column.replace("_", " "))}</th>'
        for column, kind in zip(columns, classes, strict=True)
    )
    rows = []
    for values in table.head(MOST_ROWS).itertuples(index=False, name=None):
        cells = "".join(
            _cell(value, style, kind) for value, style, kind in zip(values, styles, classes, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>")
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    long = ' data-long="true"' if len(table) >= LONG_TABLE else ""
    more = len(table) - MOST_ROWS
    note = f'<p class="note">{prose.number(more)} more rows are not shown.</p>' if more > 0 else ""
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(title or "Table", quote=True)}">'
        f'<table class="data"{long}>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{note}"
    )


def _style(column: "pd.Series") -> str:
    from pandas.api import types

    if types.is_bool_dtype(column) or not types.is_numeric_dtype(column):
        return "text"
    if str(column.name).endswith("share"):
        return "percent"
    return "number"


def _cell(value: object, style: str, kind: str) -> str:
    """Return one table cell; what sorting needs beyond the text goes into ``data-sort``."""
    missing = value is None or value != value or type(value).__name__ in ("NaTType", "NAType")
    if missing:
        return f'<td class="{kind} missing">{prose.EN_DASH}</td>'
    if style == "text" or isinstance(value, str):
        return f'<td class="{kind}">{escape(_words(value))}</td>'
    shown = {
        "percent": prose.percent, "number": lambda v: prose.number(v, 4),
        "integer": lambda v: f"{v:,.0f}",
    }.get(style, lambda v: prose.money(v, style))(value)
    return f'<td class="{kind}" data-sort="{float(value)!r}">{escape(shown)}</td>'


def _words(value: object) -> str:
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if hasattr(value, "isoformat"):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00") if hasattr(
            value, "hour"
        ) else value.isoformat()
    if isinstance(value, list | tuple | set):
        return ", ".join(str(v) for v in value)
    if isinstance(value, int | float):
        return prose.number(value, 4)
    return str(value)


def figure_html(figure: object, title: str, alt: str) -> str:
    """Return an Axes, Figure or diagram as inline SVG with a caption and an alternative text."""
    from project_lib.plots import figure_svg

    svg = figure if isinstance(figure, str) else figure_svg(figure)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt, quote=True)}" ', 1)
    caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    return f'<figure class="chart">{caption}{svg}</figure>'
