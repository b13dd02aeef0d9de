"""The run of a case: the notebooks that are stale, in their order, and what is kept of each."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from project_lib import clock, files
from project_lib.case import ENGINES
from project_lib.case_file import read_case_file
from project_lib.errors import InputError, nearest
from project_lib.kernels import CellFailure, Kernels, import_statements
from project_lib.key_figures import KeyFigures
from project_lib.manifest import library_versions, write_manifest
from project_lib.notebooks import executable_copy, notebook_code, read_notebook
from project_lib.progress import Display
from project_lib.rendering import REPORTING, Pages
from project_lib.run_lock import RunRecord, only_run
from project_lib.stages import Stage, available_stages, find_stage
from project_lib.staleness import (
    STATE_FORMAT,
    Code,
    Fingerprints,
    Surroundings,
    describe_run,
    reasons_to_run,
)

KERNELS_AHEAD = 2


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    root: Path
    case_name: str
    sample: int | None = None
    engine: str = "duckdb"
    from_stage: str | None = None
    only: str | None = None


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
    stages = available_stages(request.root)
    forced, allowed = _chosen(request, stages)
    data, reports = (request.root / name / request.case_name for name in ("data", "reports"))
    parameters = {"CASE": request.case_name, "SAMPLE": request.sample, "ENGINE": request.engine}
    with only_run(request.case_name, data, reports) as record, _termination_as_interrupt():
        now = Surroundings(
            request.root, request.case_name, config, Code.read(request.root, request.case_name),
            parameters, library_versions(), Fingerprints(data / "state" / "fingerprints.json"),
        )
        run = _Run(now, stages, forced, allowed, display, reporting)
        try:
            run.bring_up_to_date(record)
        finally:
            display.close()
            run.pages.close()
    return run.outcome


def _chosen(request: Request, stages: list[Stage]) -> tuple[set[str], set[str]]:
    """Return the names of the stages that must run and of those that may run."""
    if request.engine not in ENGINES:
        hint = nearest(request.engine, ENGINES)
        raise InputError(f"engine '{request.engine}'", "is not known", hint)
    if request.sample is not None and request.sample < 1:
        raise InputError("--sample", f"is {request.sample}", "ask for at least 1")
    if request.from_stage and request.only:
        raise InputError("--from and --only", "exclude each other", "give one of them")
    if not stages:
        raise InputError(request.root / "notebooks", "has no notebook", "restore NN_*.ipynb")
    names = [stage.name for stage in stages]
    wanted = request.only or request.from_stage
    if not wanted:
        return set(), set(names)
    stage = find_stage(wanted)
    if stage.name not in names:
        hint = f"use one of {', '.join(names)}"
        raise InputError(f"stage '{stage.name}'", "has no notebook yet", hint)
    after = [] if request.only else [s.name for s in stages if s.number > stage.number]
    chosen = {stage.name, *after}
    return chosen, chosen


class _Run:
    """One run of one case."""

    def __init__(
        self, now: Surroundings, stages: list[Stage], forced: set[str], allowed: set[str],
        display: Display, reporting: str,
    ) -> None:
        self.now, self.stages, self.display = now, stages, display
        self.forced, self.allowed = forced, allowed
        self.pages = Pages(now.root, now.case_name, now.fingerprints, reporting)
        self.outcome = Outcome(self.pages.index)

    def bring_up_to_date(self, record: RunRecord) -> None:
        """Run what is stale, make the pages, write manifest and index."""
        if any(self._reason(stage) for stage in self.stages):
            asyncio.run(self._run_notebooks(record))
        else:
            for stage in self.stages:
                self._skip(stage)
        write_manifest(self.pages.folder / "manifest.json", self.stages, self.now)
        self.pages.update_index()
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
            self.display.up_to_date(stage)

    async def _run_notebooks(self, record: RunRecord) -> None:
        kernels = Kernels(self.now.root / "notebooks", record)
        finished = False
        try:
            self._prepare(kernels)
            await asyncio.sleep(0)
            self.pages.start()
            await asyncio.to_thread(__import__, "nbclient")
            for position, stage in enumerate(self.stages):
                reason = self._reason(stage)
                if not reason:
                    kernels.discard(stage.name)
                    self._skip(stage)
                    continue
                if not await self._run_stage(kernels, position, reason):
                    break
            finished = True
        finally:
            await kernels.close(at_once=not finished)

    def _prepare(self, kernels: Kernels, position: int = -1) -> None:
        """Have kernels warmed for the next notebooks that run, or are likely to."""
        running = self.stages[position] if position >= 0 else None
        coming = (s for s in self.stages[position + 1 :] if self._may_run(s, running))
        for stage in islice(coming, KERNELS_AHEAD):
            self._warm(kernels, stage, read_notebook(self.now.notebook_path(stage)))

    def _warm(self, kernels: Kernels, stage: Stage, notebook: dict) -> None:
        imports = import_statements(notebook_code(notebook))
        kernels.prepare(stage.name, self.now.code.fingerprint, imports)

    async def _run_stage(self, kernels: Kernels, position: int, reason: str) -> bool:
        """Run one notebook, keep what it gave, and say whether the next one may run."""
        stage = self.stages[position]
        path = self.now.notebook_path(stage)
        notebook = read_notebook(path)
        self.now = replace(self.now, code=Code.read(self.now.root, self.now.case_name))
        self._warm(kernels, stage, notebook)
        cells = sum(cell["cell_type"] == "code" for cell in notebook["cells"])
        self.display.started(stage, cells, reason)
        kernel = await kernels.take(stage.name)
        self._prepare(kernels, position)
        seconds: dict[str, float] = {}

        def note(cell: str, took: float) -> None:
            seconds[cell] = clock.duration(took)
            self.display.cell_done()

        copy = executable_copy(notebook, path, self.now.parameters)
        executed, failure = await kernel.execute(copy, note)
        state = {
            "format": STATE_FORMAT,
            "status": "failed" if failure else "ran",
            "executed_at": clock.stamp(),
            "seconds": clock.duration(sum(seconds.values())),
            "cells": cells,
            "cell_seconds": seconds,
        }
        if failure:
            self._keep_failure(stage, state, executed, failure)
        else:
            state |= describe_run(stage, notebook, await kernel.journal(), self.now)
            self._keep(stage, state, executed)
            self.display.finished(stage, cells)
        kernels.stop(kernel)
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


def _write_notebook(path: Path, notebook: dict) -> None:
    from nbformat.v4 import writes_json

    files.write_text(path, writes_json(notebook) + "\n")


@contextmanager
def _termination_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does, so that no kernel is left."""
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
