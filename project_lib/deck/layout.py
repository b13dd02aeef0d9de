"""Where things stand on a slide and how large texts are: the same for PowerPoint and HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from project_lib.deck.slides import Slide
from project_lib.deck.text_fit import Fitted, fit_text

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches
INNER = WIDTH - 2 * MARGIN
TITLE_SIZES = (28, 26, 24, 22, 20, 18, 16)
TEXT_SIZES = (20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10)
SMALL_SIZES = (14, 13, 12, 11, 10)
MOST_ACTIONS = 4
LEAST_ROWS = 3  # that share the height of a slide, so that few do not drift apart


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


KICKER = Box(MARGIN, 0.42, 9.6, 0.26)
TITLE = Box(MARGIN, 0.74, INNER, 1.02)
FIRST_TITLE = Box(1.1, 2.3, 11, 1.6)
SUBTITLE = Box(1.1, 4.1, 9.5, 1.0)
ORIGIN = Box(1.1, 5.6, 9.5, 0.6)
BODY = Box(MARGIN, 1.9, INNER, 4.75)
TABLE = Box(MARGIN, 1.75, INNER, 4.9)
LABEL_WIDTH, VERDICT_WIDTH = 3.3, 1.3  # of rows: the label to the left, a word to the right
CHART = Box(MARGIN, 1.95, 8.6, 4.75)
SIDE = Box(9.5, 2.0, 3.23, 4.55)
TEXT_IN_SIDE = Box(SIDE.left + 0.28, SIDE.top + 0.7, SIDE.width - 0.5, 1.95)
FACTS_IN_SIDE = Box(TEXT_IN_SIDE.left, SIDE.top + 2.75, TEXT_IN_SIDE.width, 1.7)
STARS = Box(MARGIN, 1.75, INNER, 3.0)
STAR_TEXT = (0.75, 2.2)  # from the step's top to its text, and how high that is
TILES = Box(MARGIN, 5.05, INNER, 1.45)
ACTIONS = Box(MARGIN, 2.05, INNER, 4.5)
NUMBER_WIDTH = 0.5
DO = Box(MARGIN + NUMBER_WIDTH, 0, 4.5, 0)
WHY = Box(MARGIN + 5.3, 0, 3.3, 0)
CAUTION = Box(MARGIN + 8.95, 0, INNER - 8.95, 0)
RISK_ROW = 0.42  # height of a risk that belongs to no action


def stack(box: Box, rows: int, gap: float = 0.1) -> Sequence[Box]:
    """Return boxes of equal height below each other that fill a box."""
    height = (box.height - gap * (rows - 1)) / rows
    return [Box(box.left, box.top + i * (height + gap), box.width, height) for i in range(rows)]


def beside(box: Box, columns: int, gap: float = 0.25) -> Sequence[Box]:
    """Return boxes of equal width beside each other that fill a box."""
    width = (box.width - gap * (columns - 1)) / columns
    return [Box(box.left + i * (width + gap), box.top, width, box.height) for i in range(columns)]


def fit_title(slide: Slide) -> Fitted:
    """Return the title as it is written on every format of the deck."""
    if slide.kind == "title":
        return fit_text(
            slide.title.text, FIRST_TITLE.width, FIRST_TITLE.height, (44, 40, 36, 32, 28, 24),
            bold=True,
        )  # fmt: skip
    sizes = TITLE_SIZES if slide.kind != "appendix" else TITLE_SIZES[2:]
    return fit_text(slide.title.text, TITLE.width, TITLE.height, sizes, bold=True)


def common_size(
    texts: Sequence[str],
    width: float,
    height: float,
    sizes: Sequence[float] = TEXT_SIZES,
    *,
    bold: bool = False,
) -> float:
    """Return the largest size in points in which each of the texts fits a box of its own."""
    fits = [fit_text(text, width, height, sizes, bold=bold).size for text in texts]
    return min(fits, default=sizes[0])


def row_boxes(slide: Slide) -> Sequence[Box]:
    """Return the boxes of a slide whose texts stand in rows."""
    return stack(BODY, max(len(slide.body), LEAST_ROWS), 0.12)[: len(slide.body)]


def row_text_width(slide: Slide) -> float:
    """Return the width of the text in a row, between its label and its verdict."""
    verdicts = any(passage.detail for passage in slide.body)
    return INNER - LABEL_WIDTH - 0.3 - (VERDICT_WIDTH + 0.2 if verdicts else 0)


def row_size(slide: Slide) -> float:
    """Return the size of the texts in rows, in points."""
    height = row_boxes(slide)[0].height - 0.12 if slide.body else BODY.height
    texts = [passage.text for passage in slide.body]
    width = row_text_width(slide)
    return common_size(texts, width, height, TEXT_SIZES, bold=slide.kind == "summary")


def star_size(slide: Slide) -> float:
    """Return the size of the texts of the story's steps, in points."""
    texts = [passage.text for passage in slide.body]
    columns = max(len(texts), 1)
    return common_size(texts, beside(STARS, columns)[0].width - 0.3, STAR_TEXT[1])


def fact_size(slide: Slide) -> float:
    """Return the size of the facts below a consequence, each in one line, in points."""
    texts = [fact.text for fact in slide.facts]
    return common_size(texts, FACTS_IN_SIDE.width, 0.26, SMALL_SIZES)


def action_boxes(slide: Slide) -> Sequence[Box]:
    """Return the boxes of the actions, above the risks that belong to none of them."""
    count = len(slide.actions)
    free = Box(
        ACTIONS.left, ACTIONS.top + 0.4, ACTIONS.width,
        ACTIONS.height - 0.4 - RISK_ROW * len(slide.free_risks),
    )  # fmt: skip
    return stack(free, max(count, LEAST_ROWS), 0.12)[:count]


def action_sizes(slide: Slide) -> tuple[float, float]:
    """Return the sizes of actions, and of what stands beside them, in points."""
    boxes = action_boxes(slide)
    height = boxes[0].height - 0.12 if boxes else ACTIONS.height
    wide = INNER - NUMBER_WIDTH if not any(p.detail for p in slide.actions) else DO.width
    action = common_size([p.text for p in slide.actions], wide, height, TEXT_SIZES[2:])
    risks = [passage.text for passage in slide.own_risks]
    small = min(
        common_size([p.detail for p in slide.actions], WHY.width, height, SMALL_SIZES),
        common_size(risks, CAUTION.width, height, SMALL_SIZES),
    )
    return action, small
