"""Kernels that are started, and have imported what their notebook needs, before it is its turn."""

import ast
import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from project_lib import syntax
from project_lib.run.kernels import Kernel
from project_lib.run.lock import RunRecord

# what functions import when they are called is only warmed where nearly every case needs it
WARMED = {
    "IPython", "duckdb", "matplotlib", "narwhals", "numpy", "pandas", "pyarrow", "scipy", "sklearn",
    "statsmodels",
}


@dataclass
class _Prepared:
    """A kernel on its way: `code` is what it imports, `wanted` is set when its turn has come."""

    code: str
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[Kernel] | None" = None


class KernelPool:
    """Kernels ahead of their notebooks: one is warmed at a time, each for one notebook."""

    def __init__(self, working_folder: Path, record: RunRecord) -> None:
        self.working_folder, self.record = working_folder, record
        self._one_at_a_time = asyncio.Semaphore(1)
        self._started: list[Kernel] = []
        self._prepared: dict[str, _Prepared] = {}
        self._stopping: set[asyncio.Task] = set()
        self._closed = False

    def prepare(
        self, name: str, code: str, imports: list[str], later: Callable[[], list[str]]
    ) -> None:
        """Start a kernel for notebook `name`, unless there is one that imported the same code.

        Parameters
        ----------
        code : fingerprint of the code that it imports
        imports : the notebook's import statements
        later : gives further ones (in a thread), run as long as the notebook's turn has not come
        """
        if self._closed or (name in self._prepared and self._prepared[name].code == code):
            return
        self.discard(name)
        prepared = self._prepared[name] = _Prepared(code)
        prepared.task = asyncio.create_task(self._ready(prepared, imports, later))

    async def _ready(
        self, prepared: _Prepared, imports: list[str], later: Callable[[], list[str]]
    ) -> Kernel:
        async with self._one_at_a_time:
            kernel = Kernel(self.record.scratch, len(self._started))
            self._started.append(kernel)
            await kernel.start(self.working_folder, self.record)
            await kernel.warm(imports)
            statements = [] if prepared.wanted.is_set() else await asyncio.to_thread(later)
            for statement in statements:
                if prepared.wanted.is_set():
                    break
                await kernel.warm([statement])
        return kernel

    async def take(self, name: str) -> Kernel:
        """Return the kernel prepared for a notebook, which must have been prepared."""
        return await self._finished(self._prepared.pop(name))

    async def _finished(self, prepared: _Prepared) -> Kernel:
        prepared.wanted.set()
        return await prepared.task

    def discard(self, name: str) -> None:
        """Stop a prepared kernel that is not needed."""
        if name in self._prepared:
            self._later(self._stop_prepared(self._prepared.pop(name)))

    async def _stop_prepared(self, prepared: _Prepared) -> None:
        kernel = await self._finished(prepared)
        await kernel.stop()

    def stop(self, kernel: Kernel) -> None:
        """Stop a used kernel while the next one works."""
        self._later(kernel.stop())

    def _later(self, stopping: Coroutine) -> None:
        task = asyncio.create_task(stopping)
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)

    async def close(self, *, at_once: bool) -> None:
        """Stop every kernel, `at_once` by force, and prepare none from now on."""
        self._closed = True
        unused = [prepared.task for prepared in self._prepared.values()]
        for task in [*unused, *(self._stopping if at_once else ())]:
            task.cancel()
        await asyncio.gather(*unused, *self._stopping, return_exceptions=True)
        for kernel in self._started:
            await kernel.stop(at_once=True)


def import_statements(code: str) -> list[str]:
    """Return the import statements at the top level of a notebook's code."""
    try:
        statements = syntax.parse(code).body
    except SyntaxError:
        return []
    return [ast.unparse(s) for s in statements if isinstance(s, ast.Import | ast.ImportFrom)]


def warmed_modules(modules: set[str]) -> list[str]:
    """Return import statements for those of `modules` that are worth it, sorted."""
    return [f"import {name}" for name in sorted(modules) if name.partition(".")[0] in WARMED]
