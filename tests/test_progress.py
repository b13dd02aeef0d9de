import io

import pytest
from rich.console import Console

from project_lib.run.kernels import CellFailure
from project_lib.run.progress import Display
from project_lib.stages import find_stage

STAGE = find_stage("description")


@pytest.fixture(params=[True, False], ids=["terminal", "plain"])
def display(request):
    console = Console(file=io.StringIO(), force_terminal=request.param, width=100)
    return Display(console)


def shown(display):
    return display.console.file.getvalue()


def test_a_notebook_is_shown_with_its_reason_and_its_cells(display):
    display.started(STAGE, 2, "it has not run yet")
    display.cell_done()
    display.cell_done()
    display.finished(STAGE, 2)
    display.close()
    assert "02 Data description" in shown(display)
    assert "it has not run yet" in shown(display)
    assert "2/2" in shown(display) or "2 cells" in shown(display)


def test_a_failed_cell_is_shown_with_its_source_and_its_error(display):
    frames = ["first frame", "second", "third", "\x1b[31mValueError\x1b[0m: no"]
    display.started(STAGE, 2, "of a test")
    failure = CellFailure("mean", "x = 1\nmean([])", "ValueError", "no", frames)
    display.failed(STAGE, failure)
    text = shown(display)
    assert "cell 'mean' failed" in text
    assert "    mean([])" in text
    assert "first frame" not in text
    assert "ValueError" in text


def test_an_input_error_is_shown_as_its_one_message():
    display = Display(Console(file=io.StringIO(), width=200))
    failure = CellFailure("load", "read()", "InputError", "a.csv: is empty; export it", ["frame"])
    display.failed(STAGE, failure)
    assert shown(display) == (
        "crisp-ds: a.csv: is empty; export it "
        "(notebooks/02_data_description.ipynb, cell 'load')\n"
    )


def test_square_brackets_in_sources_are_shown_as_they_are(display):
    failure = CellFailure("mean", "x[bold]", "ValueError", "no", ["[red]frame"])
    display.failed(STAGE, failure)
    assert "x[bold]" in shown(display)
    assert "[red]frame" in shown(display)
