"""Where every number of a deck comes from: read back from the files that people see."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from project_lib.deck.printed_texts import Printed
from project_lib.deck.slides import Deck, Slide

if TYPE_CHECKING:
    import pandas as pd

NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?(?:e[−-]?\d+)?")
COLUMNS = ("file", "slide", "number", "text", "source", "notebook", "cell", "fingerprint")
CONFIDENCE = "95"  # of every interval


def trace_numbers(
    deck: Deck, printed: Iterable[Printed], findings: list[dict], key_figures: list[dict]
) -> "pd.DataFrame":
    """Return every number that files show, and the record that it was taken from.

    A number has a source where a text of its slide in the deck holds it and says whence it came;
    on the executive summary, which is slide 0, where any slide does.
    Columns: file, slide, number, text (around it), source (empty where there is none), notebook,
    cell, fingerprint (of the data).

    Parameters
    ----------
    printed : what `printed_texts` reads from the files
    """
    import pandas as pd

    records = {f"finding:{record['id']}": record for record in findings}
    records |= {f"key_figure:{figure['name']}": figure for figure in key_figures}
    known = [dict(_sources(deck, slide)) for slide in deck.slides]
    known.insert(0, {number: source for slide in known for number, source in slide.items()})
    rows = []
    for piece in printed:
        slide = known[piece.slide] if piece.slide < len(known) else {}
        for number in find_numbers(piece.text):
            source = slide.get(number, "")
            record = next((records[name] for name in source.split() if name in records), {})
            where = [record.get(name) or "" for name in ("notebook", "cell", "fingerprint")]
            rows.append([piece.file, piece.slide, number, piece.text, source, *where])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def find_numbers(text: str) -> list[str]:
    """Return the numbers in a text as they are printed; parts of names are none.

    >>> find_numbers("7.3 % of 23,570 (p = 0.031), cell x1")
    ['7.3', '23,570', '0.031']
    """
    found = []
    for match in NUMBER.finditer(text):
        before = text[: match.start()][-1:]
        after = text[match.end() : match.end() + 1]
        if not (before.isalnum() or before == "_" or after.isalpha() or after == "_"):
            found.append(match[0].rstrip(","))
    return found


def _sources(deck: Deck, slide: Slide) -> Iterator[tuple[str, str]]:
    """Yield each number of a slide with its source; titles come last and so go before the rest."""
    yield CONFIDENCE, "words"
    for number in find_numbers(deck.note):
        yield number, "case.toml"
    if slide.table:
        for name, texts in slide.table.columns.items():
            for number in find_numbers(" ".join((name, *texts))):
                yield number, slide.table.source
    if slide.chart:
        finding = slide.title.source
        for number in _chart_numbers(slide):
            yield number, finding
    for number in find_numbers(slide.kicker):
        yield number, "case.toml"
    for passage in reversed(slide.passages):
        for number in find_numbers(f"{passage.label} {passage.text} {passage.detail}"):
            yield number, passage.source


def _chart_numbers(slide: Slide) -> Iterator[str]:
    """Yield the numbers that labels of a chart may show."""
    from project_lib import prose

    chart = slide.chart
    for column in chart.data.values():
        for value in column:
            if isinstance(value, str):
                yield from find_numbers(value)
            elif value is not None:
                yield from find_numbers(prose.quantity(value, chart.unit))
                yield from find_numbers(f"{100 * value:.0f}")
    if chart.kind == "waterfall":
        level = 0.0
        for change in chart.data["value"]:
            level += change or 0.0
            yield from find_numbers(prose.quantity(level, chart.unit))
    for text in (chart.alt, chart.x_label, chart.y_label, chart.reference_label, *chart.accent):
        yield from find_numbers(text)
