from datetime import datetime, timedelta

from matplotlib.colors import to_hex
from matplotlib.dates import date2num

from project_lib.drawing.plots import ACCENT, QUIET
from project_lib.drawing.plots_windows import plot_windows

START, DAY = datetime(2020, 1, 1), timedelta(days=1)


def test_each_cutoff_has_the_bar_it_sees_and_the_bar_of_its_horizon():
    cutoffs = [START + 60 * DAY, START + 90 * DAY]
    ends = [cutoff + 30 * DAY for cutoff in cutoffs]
    ax = plot_windows(["first", "second"], [START] * 2, cutoffs, ends, until=START + 130 * DAY)
    seen, horizons = ax.patches[:2], ax.patches[2:]
    assert [bar.get_width() for bar in seen] == [60, 90]
    assert [bar.get_width() for bar in horizons] == [30, 30]
    assert [bar.get_x() for bar in horizons] == [date2num(cutoff) for cutoff in cutoffs]
    assert {to_hex(bar.get_facecolor()) for bar in seen} == {QUIET}
    assert {to_hex(bar.get_facecolor()) for bar in horizons} == {ACCENT}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert {text.get_text() for text in ax.texts} == {"features see", "target", "end of the data"}


def test_marks_are_where_windows_begin():
    mark = (START + 30 * DAY, 0, "30 days")
    ends = [START + 90 * DAY]
    ax = plot_windows(["a"], [START], [START + 60 * DAY], ends, until=START, marks=[mark])
    assert ax.collections[0].get_segments()[0][0][0] == date2num(mark[0])
    assert "30 days" in {text.get_text() for text in ax.texts}


def test_no_cutoff_draws_no_bar():
    assert not plot_windows([], [], [], [], until=START).patches
