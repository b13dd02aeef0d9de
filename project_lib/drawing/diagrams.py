"""What every diagram is drawn with: text that is measured and wrapped, boxes and lines, as SVG.

A diagram comes in two layouts, for a page and for a phone, and brings its alternative text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from project_lib.drawing.palette import LIGHT

WIDE, NARROW = 800, 360  # widths in CSS pixels; the narrow one serves up to BREAK
BREAK = 700
LINE = 1.32  # line height, relative to the type size

# Advance widths in hundredths of the type size. DejaVu Sans is the widest of the usual sans-serif
# fonts: text that fits in it fits in the reader's font.
_WIDTHS = {
    27: "'", 28: "ijl", 29: "IJ", 32: " ,.", 34: "/:;\\|", 35: "f", 36: "-", 39: "()[]t", 41: "r!",
    46: '"', 50: "*_`", 52: "sz", 53: "?", 55: "c", 56: "L", 59: "Fkvxy", 62: "PTYaoe",
    64: "ESbdghnpqu$0123456789{}", 69: "KAVBRXZ", 77: "CUHNDG", 82: "&OQw", 86: "#+<=>^~M",
    97: "%m", 100: "W@",
}  # fmt: skip
_WIDTH = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}
_BOLD = 1.12


@dataclass(frozen=True)
class Diagram:
    """A drawing: SVG text for a page (`wide`) and for a phone (`narrow`), and its words (`alt`)."""

    wide: str
    narrow: str
    alt: str


def colour(name: str) -> str:
    """Return a colour of the palette as a CSS variable with its light value to fall back on."""
    return f"var(--{name}, {LIGHT[name]})"


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return an upper estimate of the width of a line of text, in pixels."""
    width = sum(
        _WIDTH.get(letter, 0.75 if letter.isascii() or ord(letter) < 0x2E80 else 1.05)
        for letter in text
    )
    return width * size * (_BOLD if bold else 1)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return the text in lines no wider than `width`; a longer word is broken, nothing is cut."""
    lines, line = [], ""
    for word in text.split():
        while text_width(word, size, bold) > width:
            room = width - text_width(line + " ", size, bold) if line else width
            head = _fitting(word, room, size, bold)
            if not head and line:
                lines.append(line)
                line = ""
                continue
            head = head or word[0]
            lines.append(f"{line} {head}".strip())
            line, word = "", word[len(head) :]
        joined = f"{line} {word}".strip()
        if line and text_width(joined, size, bold) > width:
            lines.append(line)
            joined = word
        line = joined
    return [*lines, line] if line else lines


def _fitting(word: str, room: float, size: float, bold: bool) -> str:
    """Return the longest beginning of a word that fits, to an underscore or hyphen if any."""
    head = ""
    for letter in word:
        if text_width(head + letter, size, bold) > room:
            break
        head += letter
    seam = max(head.rfind("_"), head.rfind("-"), head.rfind("/")) + 1
    return head[:seam] if seam > len(head) / 3 else head


class Canvas:
    """Elements of an SVG drawing of a given width, in the order in which they are painted."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.parts: list[str] = []

    def text(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        *,
        size: float = 14,
        ink: str = "ink",
        bold: bool = False,
        anchor: str = "start",
    ) -> float:
        """Write lines below the height `y` and return the height below them."""
        weight = ' font-weight="650"' if bold else ""
        for i, line in enumerate(lines):
            base = y + size * (i * LINE + 1.0)
            self.parts.append(
                f'<text x="{_n(x)}" y="{_n(base)}" font-size="{_n(size)}" fill="{colour(ink)}"'
                f'{weight} text-anchor="{anchor}">{escape(line, quote=False)}</text>'
            )
        return y + text_height(lines, size)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "grid",
        radius: float = 5,
    ) -> None:
        """Draw a rectangle with round corners."""
        paint = fill if fill == "none" else colour(fill)
        self.parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'rx="{_n(radius)}" fill="{paint}" stroke="{colour(stroke)}"/>'
        )

    def line(
        self, path: str, *, stroke: str = "quiet", width: float = 1.5, dashed: bool = False
    ) -> None:
        """Draw a path without filling it."""
        dash = ' stroke-dasharray="3 4"' if dashed else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{colour(stroke)}" stroke-width="{_n(width)}" '
            f'stroke-linecap="round"{dash}/>'
        )

    def shape(self, path: str, *, fill: str = "quiet") -> None:
        """Fill a closed path."""
        self.parts.append(f'<path d="{path}" fill="{colour(fill)}"/>')

    def dot(
        self, x: float, y: float, radius: float, *, fill: str = "accent", stroke: str = ""
    ) -> None:
        """Draw a circle."""
        edge = f' stroke="{colour(stroke)}" stroke-width="1.5"' if stroke else ""
        self.parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{colour(fill)}"{edge}/>'
        )

    def svg(self, height: float) -> str:
        """Return the drawing as SVG text."""
        wide, tall = _n(self.width), _n(height)
        size = f'width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}"'
        style = "font-family: var(--chart-font, system-ui, sans-serif)"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">'
            f"{''.join(self.parts)}</svg>"
        )


def text_height(lines: Sequence[str], size: float) -> float:
    """Return the height that lines of text take."""
    return len(lines) * size * LINE


def point(x: float, y: float) -> str:
    """Return a point as a path writes it."""
    return f"{_n(x)} {_n(y)}"


def _n(value: float) -> str:
    """Return a coordinate with one decimal at most, so that the same drawing has the same bytes."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"
