import pandas as pd
from matplotlib.patches import Rectangle

from project_lib.drawing.plots_preparation import plot_cells

CELLS = pd.DataFrame(
    [
        ("fold 1", "January", "train", 1200),
        ("fold 1", "April", "test", 30),
        ("fold 2", "January", "test", 10),
        ("fold 2", "January", "train", 20),
    ],
    columns=["row", "column", "kind", "count"],
)
WORDS = {"train": "learn from", "test": "test", "unused": "unused"}


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_every_cell_is_a_box_with_its_words_and_count():
    ax = plot_cells(CELLS, ["January", "April"], words=WORDS)
    assert [text.get_text() for text in ax.texts] == [
        "learn from 1,200", "test 30", "test 10", "learn from 20",
    ]  # fmt: skip
    assert len(boxes(ax)) == 4
    assert [label.get_text() for label in ax.get_yticklabels()] == ["fold 1", "fold 2"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["January", "April"]


def test_kinds_that_share_a_cell_share_its_width():
    ax = plot_cells(CELLS, ["January", "April"], words=WORDS)
    whole, _, first, second = boxes(ax)
    assert first.get_width() < 0.6 * whole.get_width()
    assert second.get_x() >= first.get_x() + first.get_width()


def test_unused_rows_are_an_empty_box():
    cells = CELLS.head(2).assign(kind=["unused", "test"])
    ax = plot_cells(cells, ["January", "April"], words=WORDS)
    assert boxes(ax)[0].get_facecolor()[3] == 0
    assert boxes(ax)[1].get_facecolor()[3] > 0
