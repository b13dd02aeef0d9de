"""How large a text may be written to fit its box, from the widths of Helvetica's letters.

Arial and Liberation Sans have the same widths, most other fonts of offices are narrower.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

POINTS = 72  # an inch
LINE = 1.2  # height of a line, in sizes of its letters
UNKNOWN, WIDE = 620, 1300  # thousandths of the size: other letters; signs as wide as they are high
SLACK = 0.97  # of the width, since programs round and hint letters differently
NO_BREAK = "\N{NO-BREAK SPACE}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True)
class Fitted:
    """A text as it is written: its size in points, its lines, and whether all of it is there."""

    size: float
    lines: tuple[str, ...]
    whole: bool

    @property
    def text(self) -> str:
        """The text in one line, to be broken by whoever shows it."""
        return " ".join(self.lines)

    @property
    def height(self) -> float:
        """Height in inches."""
        return len(self.lines) * self.size * LINE / POINTS


def fit_text(
    text: str, width: float, height: float, sizes: Sequence[float], *, bold: bool = False
) -> Fitted:
    """Return the text in the largest of `sizes` in which it fits a box, cut where none does.

    Parameters
    ----------
    width, height : of the box without its margins, in inches
    sizes : in points, the largest first
    """
    words = " ".join(text.split()).replace(" %", f"{NO_BREAK}%")
    for size in sizes:
        lines = break_lines(words, width, size, bold=bold)
        if len(lines) * size * LINE <= height * POINTS:
            return Fitted(size, tuple(lines), True)
    room = max(1, int(height * POINTS / (sizes[-1] * LINE)))
    kept = lines[:room]
    while text_width(kept[-1] + ELLIPSIS, sizes[-1], bold=bold) > width * SLACK and kept[-1]:
        kept[-1] = kept[-1][:-1].rstrip()
    kept[-1] += ELLIPSIS
    return Fitted(sizes[-1], tuple(kept), False)


def break_lines(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text; a word wider than a line is broken."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold=bold) <= width * SLACK:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if text_width(lines[-1] + letter, size, bold=bold) > width * SLACK and lines[-1]:
                lines.append("")
            lines[-1] += letter
    return lines


def right_to_left(text: str) -> bool:
    """Say whether a text begins in a script that is read from right to left.

    >>> right_to_left("42 %: \N{HEBREW LETTER ALEF}b"), right_to_left("a\N{HEBREW LETTER ALEF}")
    (True, False)
    """
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in inches."""
    widths = _letter_widths(bold)
    return sum(_width(letter, widths) for letter in text) / 1000 * size / POINTS


def _width(letter: str, widths: dict[str, int]) -> int:
    if letter == NO_BREAK:
        return widths[" "]
    if letter in widths:
        return widths[letter]
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain in widths:
        return widths[plain]
    if unicodedata.combining(letter):
        return 0
    tall = unicodedata.east_asian_width(letter) in "WF" or ord(letter) >= 0x1F000
    return WIDE if tall else UNKNOWN


@cache
def _letter_widths(bold: bool) -> dict[str, int]:
    """Return the widths of ASCII letters in thousandths of their size, from Adobe's metrics."""
    folder = Path(find_spec("matplotlib").submodule_search_locations[0], "mpl-data", "fonts")
    metrics = folder / "pdfcorefonts" / f"Helvetica{'-Bold' if bold else ''}.afm"
    widths = {}
    for line in metrics.read_text("ascii").splitlines():
        if line.startswith("C "):
            code, width = line.split(";")[:2]
            if 32 <= (number := int(code.split()[1])) < 127:
                widths[chr(number)] = int(width.split()[1])
    return widths
