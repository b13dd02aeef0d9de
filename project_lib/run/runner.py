"""The run of a case: the notebooks that are stale, in their order, and what is kept of each."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from project_lib import clock, files, prose
from project_lib.configuration.case_file import read_case_file
from project_lib.key_figures import KeyFigures
from project_lib.run.kernel_pool import KernelPool, import_statements, warmed_modules
from project_lib.run.kernels import CellFailure, import_nbclient
from project_lib.run.lock import RunRecord, only_run
from project_lib.run.manifest import library_versions, write_manifest
from project_lib.run.notebooks import executable_copy, notebook_code, read_notebook
from project_lib.run.out_of_date import out_of_date_sentence
from project_lib.run.progress import Display
from project_lib.run.rendering import REPORTING, Pages
from project_lib.run.request import NO_TARGET, Request, applicable_stages, choose_stages
from project_lib.run.staleness import (
    STATE_FORMAT,
    Code,
    Fingerprints,
    Surroundings,
    describe_run,
    reasons_to_run,
)
from project_lib.stages import Stage, available_stages

KERNELS_AHEAD = 2


@dataclass
class Outcome:
    """What a run did.

    Attributes
    ----------
    ran : the stages whose notebooks ran to their end
    failed : the stage that stopped the run, if any
    """

    index: Path
    ran: list[Stage] = field(default_factory=list)
    failed: Stage | None = None
    failure: CellFailure | None = None

    @property
    def exit_code(self) -> int:
        """0, or 1 for a failed cell, 2 where it failed for input that the user can mend."""
        if self.failure is None:
            return 0
        return 2 if self.failure.error == "InputError" else 1


def run_case(request: Request, display: Display, *, reporting: str = REPORTING) -> Outcome:
    """Bring the case's notebooks, pages and index up to date and return what was done.

    Raises
    ------
    InputError
        For an unknown case, stage or engine, a broken case.toml or notebook, a run that is already
        under way, or a folder that cannot be written.
    """
    config = read_case_file(request.root, request.case_name)
    available = available_stages(request.root)
    stages = applicable_stages(config, available)
    idle = [stage for stage in available if stage not in stages]
    forced, allowed = choose_stages(request, stages, idle)
    data, reports = (request.root / name / request.case_name for name in ("data", "reports"))
    parameters = {"CASE": request.case_name, "SAMPLE": request.sample, "ENGINE": request.engine}
    with only_run(request.case_name, data, reports) as record, _termination_as_interrupt():
        now = Surroundings(
            request.root, request.case_name, config, Code.read(request.root, request.case_name),
            parameters, library_versions(), Fingerprints(data / "state" / "fingerprints.json"),
        )
        pages = Pages(request.root, request.case_name, now.fingerprints, record, reporting)
        run = _Run(now, stages, idle, forced, allowed, display, pages)
        try:
            run.bring_up_to_date(record)
        finally:
            display.close()
            pages.close()
        left_behind = out_of_date_sentence(stages, run.now) if run.outcome.failure is None else ""
        if left_behind:
            display.say(left_behind)
    return run.outcome


class _Run:
    """One run of one case."""

    def __init__(
        self, now: Surroundings, stages: list[Stage], idle: list[Stage], forced: set[str],
        allowed: set[str], display: Display, pages: Pages,
    ) -> None:
        self.now, self.stages, self.idle, self.display = now, stages, idle, display
        self.forced, self.allowed, self.pages = forced, allowed, pages
        self.outcome = Outcome(self.pages.index)

    def bring_up_to_date(self, record: RunRecord) -> None:
        """Run what is stale, make the pages, write manifest and index."""
        self._leave_idle()
        if any(self._reason(stage) for stage in self.stages):
            asyncio.run(self._run_notebooks(record))
        else:
            for stage in self.stages:
                self._skip(stage)
            self._finish()

    def _leave_idle(self) -> None:
        """Say which stages do not apply, and forget the numbers that they once recorded."""
        if not self.idle:
            return
        names = prose.listing([f"{stage.number:02}" for stage in self.idle], most=12)
        self.display.say(f"{names} do not run: {NO_TARGET}.")
        figures = KeyFigures(self.pages.folder / "key_figures.json")
        for stage in self.idle:
            figures.keep_only(stage.name, set())

    def _finish(self) -> None:
        path = self.pages.folder / "manifest.json"
        write_manifest(path, self.stages, self.now, idle=dict.fromkeys(self.idle, NO_TARGET))
        self.pages.update_reports()
        self.pages.finish()
        self.now.fingerprints.keep()

    def _reason(self, stage: Stage) -> str:
        """Return why the stage must run now, empty when it need not or may not."""
        if stage.name not in self.allowed:
            return ""
        if stage.name in self.forced:
            return "you asked for it"
        notebook = read_notebook(self.now.notebook_path(stage))
        return next(reasons_to_run(stage, self._state(stage), notebook, self.now), "")

    def _state(self, stage: Stage) -> dict:
        return files.read_json(self.now.state_path(stage), default={})

    def _may_run(self, stage: Stage, running: Stage | None) -> bool:
        """Say whether a stage is stale, or reads what the running one is about to write."""
        if running and stage.name in self.allowed:
            read = self._state(stage).get("made_from", {}).get("checkpoints", {})
            if any(name.partition(".")[0] == running.name for name in read):
                return True
        return bool(self._reason(stage))

    def _skip(self, stage: Stage) -> None:
        executed = self.now.executed_path(stage)
        if executed.is_file():
            self.pages.update(stage, executed)
            if stage.name in self.allowed:
                self._note_code(stage)
                self.display.up_to_date(stage)

    def _note_code(self, stage: Stage) -> None:
        """Note that a stage is up to date with the code as it is, so that none looks again."""
        state, code = self._state(stage), self.now.code.fingerprint
        if state["made_from"].get("code") != code:
            files.write_json(self.now.state_path(stage), state | {
                "made_from": state["made_from"] | {"code": code}
            })

    async def _run_notebooks(self, record: RunRecord) -> None:
        import jupyter_client  # noqa: F401 - before a thread imports nbclient, which needs it, too

        kernels = KernelPool(self.now.root / "notebooks", record)
        finished = False
        try:
            await self._prepare(kernels)
            self.pages.start()
            await asyncio.to_thread(import_nbclient)
            for position, stage in enumerate(self.stages):
                reason = self._reason(stage)
                if not reason:
                    kernels.discard(stage.name)
                    self._skip(stage)
                    continue
                if not await self._run_stage(kernels, position, reason):
                    break
            await asyncio.to_thread(self._finish)  # while the last kernel stops
            finished = True
        finally:
            await kernels.close(at_once=not finished)

    async def _prepare(self, kernels: KernelPool, position: int = -1) -> None:
        """Have kernels warmed for the next notebooks that run, or are likely to."""
        running = self.stages[position] if position >= 0 else None
        ahead = 0
        for stage in self.stages[position + 1 :]:
            if ahead < KERNELS_AHEAD and await asyncio.to_thread(self._may_run, stage, running):
                self._warm(kernels, stage, read_notebook(self.now.notebook_path(stage)))
                ahead += 1
        if running:  # so that what it reaches is known when it has run
            notebook = read_notebook(self.now.notebook_path(running))
            await asyncio.to_thread(self.now.code.reached, notebook, ())

    def _warm(self, kernels: KernelPool, stage: Stage, notebook: dict) -> None:
        code, imports = self.now.code, import_statements(notebook_code(notebook))
        kernels.prepare(
            stage.name, code.fingerprint, imports,
            lambda: warmed_modules(code.reached(notebook, ()).outside),
        )

    def _read_code(self) -> None:
        code = Code.read(self.now.root, self.now.case_name)
        if code.fingerprint != self.now.code.fingerprint:
            self.now = replace(self.now, code=code)

    async def _run_stage(self, kernels: KernelPool, position: int, reason: str) -> bool:
        """Run one notebook, keep what it gave, and say whether the next one may run."""
        stage = self.stages[position]
        path = self.now.notebook_path(stage)
        notebook = read_notebook(path)
        copy = executable_copy(notebook, path, self.now.parameters)
        self._read_code()
        self._warm(kernels, stage, notebook)
        self.display.started(stage, _count_code_cells(notebook), reason)
        kernel = await kernels.take(stage.name)
        preparing = asyncio.create_task(self._prepare(kernels, position))
        seconds: dict[str, float] = {}

        def note(cell: str, took: float) -> None:
            seconds[cell] = clock.duration(took)
            self.display.cell_done()

        executed, failure = await kernel.execute(copy, note)
        await preparing
        journal = {} if failure else await kernel.journal()
        kernels.stop(kernel)
        await asyncio.sleep(0)
        state = _new_state("failed" if failure else "ran", notebook, seconds)
        if failure:
            self._keep_failure(stage, state, executed, failure)
        else:
            self._keep(stage, state | describe_run(stage, notebook, journal, self.now), executed)
        return failure is None

    def _keep(self, stage: Stage, state: dict, executed: dict) -> None:
        """Keep the executed notebook and, last of all, the state that declares it valid."""
        path = self.now.executed_path(stage)
        _write_notebook(path, executed)
        figures = KeyFigures(self.pages.folder / "key_figures.json")
        figures.keep_only(stage.name, {figure["name"] for figure in state["left"]["key_figures"]})
        state["left"]["executed"] = self.now.fingerprints.of(path)
        files.write_json(self.now.state_path(stage), state)
        self.forced.discard(stage.name)
        self.outcome.ran.append(stage)
        self.display.finished(stage, state["cells"])
        self.pages.update(stage, path)

    def _keep_failure(
        self, stage: Stage, state: dict, executed: dict, failure: CellFailure
    ) -> None:
        """Keep the partly executed notebook; its state first, so that it never counts as valid."""
        files.write_json(self.now.state_path(stage), state)
        path = self.now.executed_path(stage)
        _write_notebook(path, executed)
        self.pages.update(stage, path)
        self.outcome.failed, self.outcome.failure = stage, failure
        self.display.failed(stage, failure)
        self.display.say(f"What ran until then: {self.pages.page(stage)}")


def _new_state(status: str, notebook: dict, seconds: dict[str, float]) -> dict:
    return {
        "format": STATE_FORMAT,
        "status": status,
        "executed_at": clock.stamp(),
        "seconds": clock.duration(sum(seconds.values())),
        "cells": _count_code_cells(notebook),
        "cell_seconds": seconds,
    }


def _count_code_cells(notebook: dict) -> int:
    return sum(cell["cell_type"] == "code" for cell in notebook["cells"])


def _write_notebook(path: Path, notebook: dict) -> None:
    from nbformat.v4 import writes_json

    files.write_text(path, writes_json(notebook) + "\n")


@contextmanager
def _termination_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does, so that no kernel is left."""

    def interrupt(*_: object) -> None:
        # in the background of a script it is ignored, and a library may have reset it for a moment
        if not callable(signal.getsignal(signal.SIGINT)):
            raise KeyboardInterrupt
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
