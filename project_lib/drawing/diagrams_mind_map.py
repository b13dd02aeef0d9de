"""The mind map: from the case's title over its questions and factors to the hypotheses."""

from collections.abc import Iterable
from dataclasses import dataclass, field

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

NONE_YET = "no hypothesis yet"


@dataclass
class Branch:
    """A text of the map and what hangs on it; `level` 0 is the root, 3 a hypothesis."""

    text: str
    level: int
    children: list["Branch"] = field(default_factory=list)

    def child(self, text: str) -> "Branch":
        """Return the child with this text, new where there is none."""
        for known in self.children:
            if known.text == text:
                return known
        self.children.append(Branch(text, self.level + 1))
        return self.children[-1]


@dataclass(frozen=True)
class Style:
    """How one level looks: left edge and width of its column, type size, colour, weight."""

    x: float
    width: float
    size: float
    ink: str
    bold: bool


# columns of the page's layout, and indents of the phone's
COLUMNS = (
    Style(0, 150, 15, "ink", True), Style(184, 196, 14, "ink", True),
    Style(408, 96, 12.5, "muted", False), Style(532, 268, 13.5, "ink", False),
)  # fmt: skip
INDENTS = (
    Style(0, NARROW, 17, "ink", True), Style(16, NARROW - 16, 15.5, "ink", True),
    Style(34, NARROW - 34, 13, "muted", False), Style(52, NARROW - 52, 14.5, "ink", False),
)  # fmt: skip
GAP = 11


def draw_mind_map(title: str, rows: Iterable[tuple[str, str, str]]) -> Diagram:
    """Return the mind map of a case.

    Parameters
    ----------
    title : what stands at its root
    rows : (question, factor, hypothesis) in their order; a question without hypotheses comes with
        an empty factor and an empty hypothesis
    """
    root = Branch(title, 0)
    for question, factor, hypothesis in rows:
        branch = root.child(question)
        if hypothesis:
            branch.child(factor).child(hypothesis)
    for branch in root.children:
        if not branch.children:
            branch.child("").child(NONE_YET)
    return Diagram(_draw_tree(root), _draw_outline(root), _alt(root))


def _alt(root: Branch) -> str:
    parts = []
    for question in root.children:
        words = "; ".join(
            (f"{factor.text}: " if factor.text else "")
            + ", ".join(leaf.text for leaf in factor.children)
            for factor in question.children
        )
        parts.append(f"{question.text} {words}.")
    questions = prose.plural(len(root.children), "question")
    return f"Mind map of {root.text}: {questions} and what may answer them. {' '.join(parts)}"


def _lines(branch: Branch) -> list[str]:
    """Return a branch's text in the lines of its column; the first two levels stand in boxes."""
    style = COLUMNS[branch.level]
    inside = style.width - (20 if branch.level < 2 else 0)
    return wrap(branch.text, inside, style.size, style.bold)


def _height(branch: Branch) -> float:
    """Return the height that a branch needs in the page's layout, gap included."""
    style = COLUMNS[branch.level]
    own = text_height(_lines(branch), style.size) + GAP
    own += 22 if branch.level < 2 else 0
    return max(own, sum(map(_height, branch.children)))


def _draw_tree(root: Branch) -> str:
    canvas = Canvas(WIDE)
    height = _height(root)
    _draw_branch(canvas, root, 2, height)
    return canvas.svg(height + 4)


def _draw_branch(canvas: Canvas, branch: Branch, top: float, room: float) -> float:
    """Draw a branch in the middle of its room, its children beside it; return its middle."""
    style, middle = COLUMNS[branch.level], top + room / 2
    lines = _lines(branch)
    needed = sum(map(_height, branch.children))
    y, inset = top + (room - needed) / 2, 10 if branch.level < 2 else 0
    for child in branch.children:
        child_room = _height(child)
        child_middle = _draw_branch(canvas, child, y, child_room)
        start = _right_edge(style, lines, branch.level)
        end = COLUMNS[child.level].x - (0 if child.level < 2 else 6)
        if not child.text:
            end = COLUMNS[child.level].x
        bend = (start + end) / 2
        canvas.line(
            f"M {point(start, middle)} C {point(bend, middle)} {point(bend, child_middle)} "
            f"{point(end, child_middle)}"
        )
        y += child_room
    tall = text_height(lines, style.size)
    if branch.level < 2:
        canvas.box(
            style.x + 1,
            middle - tall / 2 - 8,
            style.width - 2,
            tall + 16,
            fill="paper",
            stroke="ink" if branch.level == 0 else "accent",
        )
    ink = "muted" if branch.text == NONE_YET else style.ink
    canvas.text(
        lines, style.x + inset, middle - tall / 2 - 1, size=style.size, ink=ink, bold=style.bold
    )
    return middle


def _right_edge(style: Style, lines: list[str], level: int) -> float:
    """Return where the lines to a branch's children start: at its box, or behind its text."""
    if level < 2:
        return style.x + style.width
    return style.x + max((text_width(line, style.size) for line in lines), default=-8) + 8


def _draw_outline(root: Branch) -> str:
    canvas = Canvas(NARROW)
    return canvas.svg(_draw_entry(canvas, root, 2)[1] + 4)


def _draw_entry(canvas: Canvas, branch: Branch, y: float) -> tuple[float, float]:
    """Draw a branch and, below it, what hangs on it; return its first line's middle and the end."""
    style = INDENTS[branch.level]
    lines = wrap(branch.text, style.width, style.size, style.bold)
    middle = y + style.size * 0.66
    ink = "muted" if branch.text == NONE_YET else style.ink
    y = canvas.text(lines, style.x, y, size=style.size, ink=ink, bold=style.bold) + (
        5 if lines else 0
    )
    y += 6 if branch.level == 0 else 0
    trunk, last = style.x + 5, None
    for child in branch.children:
        last, end = _draw_entry(canvas, child, y)
        reach = INDENTS[child.level].x - 5
        if child.text:
            canvas.line(f"M {point(trunk, last)} L {point(reach, last)}")
        else:
            last += 10
        y = end + (10 if child.level == 1 else 2)
    if last is not None and branch.text:
        start = middle + style.size * 0.66 + text_height(lines[1:], style.size)
        canvas.line(
            f"M {point(trunk, start)} L {point(trunk, last)}",
            stroke="accent" if branch.level == 1 else "quiet",
        )
    return middle, y
