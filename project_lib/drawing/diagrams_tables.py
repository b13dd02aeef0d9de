"""The entity-relationship diagram: declared tables with their keys, and which refers to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from project_lib import prose
from project_lib.drawing.diagrams import (
    NARROW,
    WIDE,
    Canvas,
    Diagram,
    point,
    text_height,
    text_width,
    wrap,
)

MOST_COLUMNS = 14  # of one box; the data dictionary lists them all
SIZE, HEAD = 13, 15
PAD, ROW_GAP, BOX_GAP, LANE = 12, 5, 26, 14
LEGEND = "A dot marks the columns that make a row unique"
LEGEND_LINKS = "; a line leads from the column that refers, at its fork, to the table it refers to"


@dataclass(frozen=True)
class Link:
    """A reference: from a column's row in one box to another box."""

    table: str
    column: str
    to_table: str
    to_column: str


@dataclass
class Box:
    """A table as it is drawn: its rows, where it stands, and the height of each row's middle."""

    name: str
    title: list[str]
    rows: list[tuple[list[str], list[str], bool, str]]
    width: float
    height: float
    x: float = 0
    y: float = 0

    def row_middle(self, column: str) -> float:
        """Return the height of a column's row; of the title where the column is not shown."""
        y = self.y + _head_height(self)
        for name, kind, _, key in self.rows:
            if key == column:
                return y + SIZE * 0.66
            y += max(text_height(name, SIZE), text_height(kind, SIZE)) + ROW_GAP
        return self.y + _head_height(self) / 2


def draw_tables(tables: Mapping[str, object]) -> Diagram:
    """Return the entity-relationship diagram of declared tables (`case.tables`)."""
    links = [
        Link(
            name,
            link.columns[0],
            link.table,
            (list(link.to) or tables[link.table].grain or [""])[0],
        )
        for name, table in tables.items()
        for link in table.references
        if link.columns
    ]
    return Diagram(_draw_wide(tables, links), _draw_stack(tables, links, NARROW), _alt(tables))


def _alt(tables: Mapping[str, object]) -> str:
    parts = []
    for name, table in tables.items():
        words = f"{name} has {prose.plural(len(table.columns), 'column')}"
        if table.grain:
            words += f" and is unique by {prose.listing(table.grain)}"
        for link in table.references:
            words += f"; it refers to {link.table} by {prose.listing(link.columns)}"
        parts.append(words + ".")
    return f"Entity-relationship diagram of {prose.plural(len(tables), 'table')}. {' '.join(parts)}"


def _make_box(name: str, table: object, width: float) -> Box:
    links = {column for link in table.references for column in link.columns}
    keys = [c for c in table.columns if c in table.grain or c in links]
    others = [c for c in table.columns if c not in keys]
    room = max(MOST_COLUMNS - len(keys), 3)
    shown = [*keys, *others] if len(others) <= room + 1 else [*keys, *others[:room]]
    inside = width - 2 * PAD - 16
    rows = []
    for column in shown:
        declared = table.columns[column]
        kind = f"{declared.dtype}, {declared.unit}" if declared.unit else declared.dtype
        kind_room = max(min(text_width(kind, SIZE), inside * 0.45), 40)
        rows.append(
            (
                wrap(column, inside - kind_room - 10, SIZE, column in table.grain),
                wrap(kind, kind_room, SIZE),
                column in table.grain,
                column,
            )
        )
    left = len(table.columns) - len(shown)
    if left:
        rows.append((wrap(f"and {prose.plural(left, 'more column')}", inside, SIZE), [], False, ""))
    box = Box(name, wrap(name, width - 2 * PAD, HEAD, True), rows, width, 0)
    heights = [max(text_height(n, SIZE), text_height(k, SIZE)) + ROW_GAP for n, k, _, _ in rows]
    box.height = _head_height(box) + sum(heights) + PAD - ROW_GAP
    return box


def _head_height(box: Box) -> float:
    return text_height(box.title, HEAD) + 8 + 10


def _draw_box(canvas: Canvas, box: Box) -> None:
    canvas.box(box.x + 0.5, box.y + 0.5, box.width - 1, box.height, fill="paper", stroke="quiet")
    canvas.text(box.title, box.x + PAD, box.y + 5, size=HEAD, bold=True)
    rule = box.y + text_height(box.title, HEAD) + 9
    canvas.line(f"M {point(box.x + 1, rule)} L {point(box.x + box.width - 1, rule)}", width=1)
    y = box.y + _head_height(box)
    for name, kind, unique, key in box.rows:
        if unique:
            canvas.dot(box.x + PAD + 4, y + SIZE * 0.66, 4)
        canvas.text(
            name, box.x + PAD + 16, y, size=SIZE, ink="ink" if key else "muted", bold=unique
        )
        canvas.text(kind, box.x + box.width - PAD, y, size=SIZE, ink="muted", anchor="end")
        y += max(text_height(name, SIZE), text_height(kind, SIZE)) + ROW_GAP


def _draw_wide(tables: Mapping[str, object], links: Sequence[Link]) -> str:
    levels = _levels(tables, links)
    if levels is None:
        return _draw_stack(tables, links, 560)
    count = min(max(levels.values(), default=0) + 1 if links else len(tables), 3) or 1
    gutter = 0 if count == 1 else 84 if links else 24
    width = 400 if count == 1 else min((WIDE - (count - 1) * gutter) / count, 330)
    gutters = [[link for link in links if levels[link.table] == i] for i in range(count - 1)]
    columns = [[] for _ in range(count)]
    linked = {name for link in links for name in (link.table, link.to_table)}
    ends = [2.0] * count
    for name in [*(n for n in tables if n in linked), *(n for n in tables if n not in linked)]:
        box = _make_box(name, tables[name], width)
        at = levels[name] if name in linked else ends.index(min(ends))
        box.x, box.y = at * (width + gutter), ends[at]
        ends[at] += box.height + BOX_GAP
        columns[at].append(box)
    boxes = {box.name: box for column in columns for box in column}
    canvas = Canvas(WIDE)
    for at, crossing in enumerate(gutters):
        for i, link in enumerate(crossing, 1):
            lane = at * (width + gutter) + width + 20 + (gutter - 40) * i / (len(crossing) + 1)
            _draw_link(canvas, boxes[link.table], boxes[link.to_table], link, lane)
    for box in boxes.values():
        _draw_box(canvas, box)
    return canvas.svg(_draw_legend(canvas, max(ends, default=0), WIDE, links))


def _levels(tables: Mapping[str, object], links: Sequence[Link]) -> dict[str, int] | None:
    """Return each table's column from the left, None where not every link joins two neighbours."""
    levels = dict.fromkeys(tables, 0)
    for _ in tables:
        for link in links:
            levels[link.to_table] = max(levels[link.to_table], levels[link.table] + 1)
    neighbours = all(levels[link.to_table] - levels[link.table] == 1 for link in links)
    return levels if neighbours and max(levels.values(), default=0) < 3 else None


def _draw_stack(tables: Mapping[str, object], links: Sequence[Link], width: float) -> str:
    """Draw the tables below each other, the links in lanes on their right."""
    lane_room = min(LANE * len(links), 90) + 24 if links else 0
    canvas, y, boxes = Canvas(width), 2.0, {}
    for name, table in tables.items():
        boxes[name] = box = _make_box(name, table, width - lane_room)
        box.y = y
        y += box.height + BOX_GAP
    for i, link in enumerate(links, 1):
        lane = width - lane_room + 20 + (lane_room - 22) * i / (len(links) + 1)
        _draw_link(canvas, boxes[link.table], boxes[link.to_table], link, lane, same_side=True)
    for box in boxes.values():
        _draw_box(canvas, box)
    return canvas.svg(_draw_legend(canvas, y, width, links))


def _draw_link(
    canvas: Canvas, start: Box, end: Box, link: Link, lane: float, same_side: bool = False
) -> None:
    """Draw a link: forked where many rows start, with a bar where one row ends."""
    x, y = start.x + start.width, start.row_middle(link.column)
    to_x, to_y = end.x + (end.width if same_side else 0), end.row_middle(link.to_column)
    if same_side and start is end and abs(to_y - y) < 1:
        to_y = end.y + _head_height(end) / 2
    canvas.line(
        f"M {point(x, y)} L {point(lane, y)} L {point(lane, to_y)} L {point(to_x, to_y)}",
        stroke="ink",
        width=1.2,
    )
    canvas.line(
        f"M {point(x, y - 6)} L {point(x + 11, y)} L {point(x, y + 6)}", stroke="ink", width=1.2
    )
    bar = to_x + (8 if same_side else -8)
    canvas.line(f"M {point(bar, to_y - 6)} L {point(bar, to_y + 6)}", stroke="ink", width=1.2)


def _draw_legend(canvas: Canvas, y: float, width: float, links: Sequence[Link]) -> float:
    """Write below everything what the marks mean; return the height of the whole."""
    lines = wrap(LEGEND + (LEGEND_LINKS if links else "") + ".", width, 12.5)
    return canvas.text(lines, 0, y - BOX_GAP + 14, size=12.5, ink="muted") + 4
