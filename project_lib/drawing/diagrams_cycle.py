"""The CRISP-DS cycle: the notebooks around their phases, the one that is open marked."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin

from project_lib.drawing.diagrams import NARROW, WIDE, Canvas, Diagram, point, wrap
from project_lib.stages import Stage

CENTRE = "CRISP-DS"
MOTTO = "Each round begins with what the last one taught"


def draw_cycle(phases: Mapping[str, Sequence[Stage]], *, current: str) -> Diagram:
    """Return the cycle of notebooks; `current` is the name of the stage that is marked.

    Parameters
    ----------
    phases : the stages of each phase, in their order
    """
    return Diagram(_draw_ring(phases, current), _draw_list(phases, current), _alt(phases, current))


def _alt(phases: Mapping[str, Sequence[Stage]], current: str) -> str:
    stages = [stage for group in phases.values() for stage in group]
    here = next((s for s in stages if s.name == current), None)
    groups = "; ".join(
        f"{name}: {', '.join(s.title for s in group)}" for name, group in phases.items()
    )
    mark = f" This is notebook {here.number:02}, {here.title}." if here else ""
    return f"A cycle of {len(stages)} notebooks in {len(phases)} phases. {groups}.{mark}"


def _draw_ring(phases: Mapping[str, Sequence[Stage]], current: str) -> str:
    canvas = Canvas(WIDE)
    middle_x, middle_y, radius = WIDE / 2, 258, 168
    count = sum(map(len, phases.values()))

    def at(place: float, distance: float) -> tuple[float, float]:
        angle = 2 * pi * place / count
        return middle_x + distance * sin(angle), middle_y - distance * cos(angle)

    place = 0
    for name, group in phases.items():
        here = any(stage.name == current for stage in group)
        _draw_arc(canvas, at, radius, place - 0.36, place + len(group) - 1 + 0.36, here)
        # the phase's name stands above the topmost of its notebooks
        top = min(range(place, place + len(group)), key=lambda p: at(p, radius)[1])
        for offset, stage in enumerate(group):
            caption = name if place + offset == top else ""
            _draw_node(
                canvas, at, place + offset, radius, stage, stage.name == current, caption, count
            )
        place += len(group)
    y = canvas.text([CENTRE], middle_x, middle_y - 36, size=22, bold=True, anchor="middle")
    canvas.text(wrap(MOTTO, 190, 14), middle_x, y + 2, size=14, ink="muted", anchor="middle")
    return canvas.svg(2 * middle_y - 32)


def _draw_arc(
    canvas: Canvas, at: object, radius: float, start: float, end: float, here: bool
) -> None:
    ink = "accent" if here else "quiet"
    arc = f"A {radius} {radius} 0 0 1"
    canvas.line(
        f"M {point(*at(start, radius))} {arc} {point(*at(end, radius))}",
        stroke=ink,
        width=6 if here else 4,
    )
    tip, left, right = at(end + 0.2, radius), at(end + 0.02, radius + 7), at(end + 0.02, radius - 7)
    canvas.shape(f"M {point(*tip)} L {point(*left)} L {point(*right)} Z", fill=ink)


def _draw_node(
    canvas: Canvas,
    at: object,
    place: int,
    radius: float,
    stage: Stage,
    here: bool,
    caption: str,
    count: int,
) -> None:
    x, y = at(place, radius)
    canvas.dot(
        x,
        y,
        15 if here else 13,
        fill="accent" if here else "paper",
        stroke="accent" if here else "quiet",
    )
    canvas.text(
        [f"{stage.number:02}"],
        x,
        y - 8.5,
        size=12,
        ink="paper" if here else "ink",
        bold=here,
        anchor="middle",
    )
    beside = 2 * place % count == 0  # at the top and at the bottom
    anchor = "middle" if beside else "start" if 2 * place < count else "end"
    label_x, label_y = at(place, radius + (26 if not beside else 30 if place else 44))
    ink = "accent" if here else "ink"
    canvas.text([stage.title], label_x, label_y - 10, size=14, ink=ink, bold=here, anchor=anchor)
    if caption:
        canvas.text([caption], label_x, label_y - 26, size=11.5, ink="muted", anchor=anchor)


def _draw_list(phases: Mapping[str, Sequence[Stage]], current: str) -> str:
    canvas = Canvas(NARROW)
    y, heights, rows = 6.0, [], []
    for name, group in phases.items():
        y = 10 + _row(rows, wrap(name, NARROW - 76, 12.5), y, None)
        for stage in group:
            heights.append(y + 13)
            y = 8 + max(_row(rows, wrap(stage.title, NARROW - 80, 15), y + 3, stage), y + 26)
        y += 8
    canvas.line(f"M {point(36, heights[0])} L {point(36, heights[-1])}", stroke="quiet", width=3)
    first, last = heights[0], heights[-1]
    back = f"M {point(20, last)} C {point(4, last)} {point(6, last - 14)} {point(6, last - 24)}"
    back += (
        f" L {point(6, first + 24)} C {point(6, first + 14)} {point(4, first)} {point(16, first)}"
    )
    canvas.line(back, dashed=True)
    canvas.shape(f"M {point(21, heights[0])} l -8 -4.5 l 0 9 Z", fill="quiet")
    for lines, top, stage in rows:
        if stage is None:
            canvas.text(lines, 62, top, size=12.5, ink="muted")
            continue
        here = stage.name == current
        canvas.dot(
            36,
            top + 10,
            14,
            fill="accent" if here else "paper",
            stroke="accent" if here else "quiet",
        )
        canvas.text(
            [f"{stage.number:02}"],
            36,
            top + 1.5,
            size=12,
            ink="paper" if here else "ink",
            anchor="middle",
        )
        canvas.text(lines, 62, top, size=15, ink="accent" if here else "ink", bold=here)
    return canvas.svg(y)


def _row(rows: list, lines: list[str], y: float, stage: Stage | None) -> float:
    """Remember one row of the list and return the height below it."""
    rows.append((lines, y, stage))
    return y + len(lines) * (20 if stage else 16)
