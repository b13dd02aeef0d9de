import asyncio
import json
import sys

import pytest

from project_lib.run.kernels import Kernel
from project_lib.run.lock import only_run


def notebook(*sources):
    cells = [
        {
            "cell_type": "code", "id": f"cell-{n}", "source": source, "metadata": {},
            "outputs": [], "execution_count": None,
        }
        for n, source in enumerate(sources)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


@pytest.fixture
def execute(tmp_path):
    """Return a function that runs cells in a warmed kernel: notebook, failure, journal."""

    def run(*sources, imports=()):
        async def within(record):
            kernel = Kernel(record.scratch, 0)
            try:
                await kernel.start(tmp_path, record)
                await kernel.warm(list(imports))
                executed, failure = await kernel.execute(notebook(*sources), lambda *_: None)
                dead = failure and failure.error == "KernelDied"
                return executed, failure, None if dead else await kernel.journal()
            finally:
                await kernel.stop(at_once=True)

        with only_run("x", tmp_path / "data", tmp_path / "reports") as record:
            return asyncio.run(within(record))

    return run


def text(executed, cell):
    output = executed["cells"][cell]["outputs"][0]
    return output.get("text") or output["data"]["text/plain"]


def test_cells_run_in_the_notebooks_folder_with_this_interpreter(execute, tmp_path):
    executed, failure, _ = execute("import os, sys", "print(os.getcwd(), sys.prefix)")
    assert failure is None
    assert text(executed, 1) == f"{tmp_path} {sys.prefix}\n"


def test_a_warmed_kernel_has_imported_but_its_namespace_is_empty(execute):
    warm = ["import colorsys as c", "import no_such_module", "from fractions import Fraction"]
    executed, _, _ = execute(
        "import sys\nprint('colorsys' in sys.modules, 'fractions' in sys.modules)",
        "print(sorted({'c', 'Fraction', 'colorsys'} & set(globals())))",
        imports=warm,
    )
    assert text(executed, 0) == "True True\n"
    assert text(executed, 1) == "[]\n"


def test_the_running_cell_knows_its_id(execute):
    ask = "from project_lib.key_figures import current_cell\ncurrent_cell()"
    executed, _, _ = execute("1", ask)
    assert text(executed, 1) == "'cell-1'"


def test_the_journal_and_the_loaded_modules_are_told(execute):
    _, _, journal = execute("from project_lib import journal\njournal.note('section', 'a', 'b')")
    assert journal["section"] == {"a": "b"}
    assert "project_lib.journal" in journal["loaded"]


def test_a_failing_cell_ends_the_notebook_and_is_told(execute):
    executed, failure, _ = execute("1", "x = []\nx[0]", "2")
    assert (failure.cell, failure.error) == ("cell-1", "IndexError")
    assert failure.source == "x = []\nx[0]"
    assert executed["cells"][1]["outputs"][0]["ename"] == "IndexError"
    assert executed["cells"][2]["outputs"] == []


def test_a_kernel_that_dies_is_told_with_the_cell(execute):
    executed, failure, _ = execute("1", "import os\nos._exit(3)")
    assert (failure.cell, failure.error) == ("cell-1", "KernelDied")
    assert executed["cells"][1]["outputs"][0]["ename"] == "KernelDied"


def test_two_runs_of_a_notebook_give_the_same_bytes(execute):
    sources = ("print({'b', 'a', 'c'})", "import warnings\nwarnings.warn('x')\nprint('y')")
    first, second = (json.dumps(execute(*sources)[0], indent=1) for _ in range(2))
    assert first == second
