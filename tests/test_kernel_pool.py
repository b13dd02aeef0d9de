import asyncio
import time

import pytest

from project_lib.run import kernel_pool
from project_lib.run.kernel_pool import KernelPool, import_statements, warmed_modules


class FakeKernel:
    """A kernel that notes what is asked of it."""

    made = []

    def __init__(self, folder, number):
        self.done = []
        FakeKernel.made.append(self)

    async def start(self, folder, record):
        await asyncio.sleep(0.02)
        self.done.append("start")

    async def warm(self, imports):
        await asyncio.sleep(0.02)
        self.done += imports

    async def stop(self, *, at_once=False):
        self.done.append("kill" if at_once else "stop")


@pytest.fixture
def pool(monkeypatch, tmp_path):
    """Return a function that runs a coroutine function with a pool of fake kernels."""
    monkeypatch.setattr(kernel_pool, "Kernel", FakeKernel)
    FakeKernel.made = []

    class Record:
        scratch = tmp_path

    def run(action):
        async def within():
            kernels = KernelPool(tmp_path, Record)
            try:
                return await action(kernels)
            finally:
                await kernels.close(at_once=False)

        return asyncio.run(within())

    return run


def test_a_kernel_has_imported_what_its_notebook_imports_when_it_is_taken(pool):
    async def take(kernels):
        kernels.prepare("a", "code", ["import x"], lambda: ["import y"])
        return list((await kernels.take("a")).done)

    assert pool(take) == ["start", "import x"]


def test_further_imports_are_made_as_long_as_there_is_time(pool):
    async def wait(kernels):
        kernels.prepare("a", "code", ["import x"], lambda: ["import y", "import z"])
        await asyncio.sleep(0.2)
        return list((await kernels.take("a")).done)

    assert pool(wait) == ["start", "import x", "import y", "import z"]


def test_the_same_code_keeps_the_kernel_and_other_code_replaces_it(pool):
    async def twice(kernels):
        kernels.prepare("a", "code", [], lambda: [])
        kernels.prepare("a", "code", [], lambda: [])
        kernels.prepare("a", "edited", [], lambda: [])
        return await kernels.take("a")

    taken = pool(twice)
    assert len(FakeKernel.made) == 2
    assert taken is FakeKernel.made[1]
    assert FakeKernel.made[0].done[:2] == ["start", "stop"]


def test_every_kernel_is_stopped_in_the_end_used_or_not(pool):
    async def prepare(kernels):
        kernels.prepare("a", "code", [], lambda: [])
        kernels.prepare("b", "code", [], lambda: [])
        kernels.stop(await kernels.take("a"))
        kernels.prepare("c", "code", [], lambda: [])
        await asyncio.sleep(0.2)

    pool(prepare)
    assert [kernel.done[-1] for kernel in FakeKernel.made] == ["kill"] * 3
    assert FakeKernel.made[0].done[-2] == "stop"


def test_a_closed_pool_starts_no_kernel(pool):
    async def late(kernels):
        await kernels.close(at_once=True)
        kernels.prepare("a", "code", [], lambda: [])

    pool(late)
    assert FakeKernel.made == []


def test_one_kernel_is_warmed_at_a_time(pool):
    async def both(kernels):
        begun = time.monotonic()
        for name in "ab":
            kernels.prepare(name, "code", ["import x"], lambda: [])
        await kernels.take("b")
        return time.monotonic() - begun

    assert pool(both) > 4 * 0.02 - 0.005


def test_import_statements_are_found_at_the_top_level_only():
    code = "import a\nfrom b import c as d\nif x:\n    import e\ndef f():\n    import g\n"
    assert import_statements(code) == ["import a", "from b import c as d"]
    assert import_statements("def broken(") == []


def test_only_libraries_that_nearly_every_case_needs_are_warmed():
    assert warmed_modules({"pandas.api", "duckdb", "umap", "pyspark.sql"}) == [
        "import duckdb", "import pandas.api",
    ]
