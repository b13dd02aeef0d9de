"""How a table fills a slide: its columns' widths, its rows' heights and the size of its letters."""

from dataclasses import dataclass

from project_lib.deck.layout import Box
from project_lib.deck.slides import TableData
from project_lib.deck.text_fit import LINE, POINTS, break_lines, text_width

SIZES = (16, 15, 14, 13, 12, 11, 10, 9, 8)
MARGIN_ACROSS, MARGIN_DOWN = 0.2, 0.14  # of a cell, both sides together, in inches
MOST_LETTERS = 60  # of a cell, from which a longer one gets no wider column
SLIM = 0.42  # inches, the least height of a row


@dataclass(frozen=True)
class TableFit:
    """Size in points, widths of columns and heights of rows in inches, the head's first."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]


def fit_table(table: TableData, box: Box) -> TableFit:
    """Return the largest letters in which a table fits a box; the smallest where none do."""
    for size in SIZES:
        widths = column_widths(table, box.width, size)
        heights = _row_heights(table, widths, size)
        if sum(heights) <= box.height:
            return TableFit(size, tuple(widths), tuple(heights))
    room = box.height / len(heights)
    return TableFit(SIZES[-1], tuple(widths), (room,) * len(heights))


def _row_heights(table: TableData, widths: list[float], size: float) -> list[float]:
    rows = [tuple(table.columns), *zip(*table.columns.values(), strict=True)]
    lines = [
        max(
            len(break_lines(" ".join(text.split()), width - MARGIN_ACROSS, size))
            for text, width in zip(row, widths, strict=True)
        )
        for row in rows
    ]
    return [max(SLIM, count * size * LINE / POINTS + MARGIN_DOWN) for count in lines]


def column_widths(table: TableData, width: float, size: float = SIZES[0]) -> list[float]:
    """Return the columns' widths in inches: room for the longest word, the rest by length."""
    least, length = [], []
    for name, texts in table.columns.items():
        words = [word for text in (name, *texts) for word in text.split()]
        widest = max((text_width(word, size) for word in words), default=0.0)
        least.append(min(1.05 * widest, width / 3) + MARGIN_ACROSS)
        length.append(min(max(map(len, (name, *texts))), MOST_LETTERS) + 2)
    spare = max(width - sum(least), 0.0)
    wide = [own + spare * letters / sum(length) for own, letters in zip(least, length, strict=True)]
    return [own * width / sum(wide) for own in wide]
