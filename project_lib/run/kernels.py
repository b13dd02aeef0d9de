"""A kernel of this interpreter: started, warmed, given the cells of a notebook, stopped."""

import ast
import asyncio
import json
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import project_lib
from project_lib import syntax
from project_lib.errors import InputError
from project_lib.run.lock import RunRecord

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

START_SECONDS = 120
LAST_LINES = 10
CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\](\d+)\.py")
LOADED = "{m: True for m in __import__('sys').modules if m.partition('.')[0] == 'project_lib'}"
JOURNAL = "__import__('project_lib.journal', fromlist=['as_json']).as_json()"


class KernelGone(RuntimeError):
    """The kernel's process has ended."""


@dataclass
class CellFailure:
    """A cell that raised an error, or in which the kernel died.

    Attributes
    ----------
    error : the error's class, such as ``ValueError``
    message : its text
    frames : its traceback as IPython shows it, coloured
    """

    cell: str
    source: str
    error: str
    message: str
    frames: list[str]


class Kernel:
    """A running kernel of this interpreter."""

    def __init__(self, folder: Path, number: int) -> None:
        self.log = folder / f"kernel-{number}.log"
        self.manager = _kernel_manager(folder / f"kernel-{number}.json")
        self.client: Any = None

    async def start(self, working_folder: Path, record: RunRecord) -> None:
        """Start the process and wait until it answers."""
        with self.log.open("wb") as log:
            await self.manager.start_kernel(
                cwd=str(working_folder),
                env=_environment(record.scratch),
                extra_arguments=["--HistoryManager.hist_file=:memory:"],
                stdout=log, stderr=log,
            )
        record.add_process(self.manager.provisioner.pid)
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            await self.client.wait_for_ready(timeout=START_SECONDS)
        except RuntimeError as error:
            raise InputError(
                f"{sys.executable} -m ipykernel_launcher",
                f"does not start ({error}) {self.last_words()}",
                "repair the environment",
            ) from error
        self.client.allow_stdin = False

    async def warm(self, imports: list[str]) -> None:
        """Run import statements outside the user's namespace; what fails will fail in its cell."""
        code = "\n".join(
            f"try:\n    exec({text!r}, {{}})\nexcept BaseException:\n    pass" for text in imports
        )
        with suppress(KernelGone):  # its first cell will tell
            await self._evaluate(f"exec({code!r}, {{}})")

    async def journal(self) -> dict:
        """Return what project_lib noted, by kind, and under `loaded` its modules in memory."""
        noted = json.loads(_value(await self._evaluate(JOURNAL)))
        return {**noted, "loaded": _value(await self._evaluate(LOADED))}

    async def _evaluate(self, expression: str) -> str:
        """Return the repr of an expression's value, evaluated silently."""
        request = asyncio.ensure_future(self.client.execute(
            "", silent=True, user_expressions={"value": expression}, reply=True
        ))
        try:
            while not (await asyncio.wait({request}, timeout=1))[0]:
                if not await self.manager.is_alive():
                    raise KernelGone(self.last_words())
        finally:
            request.cancel()
        value = request.result()["content"]["user_expressions"]["value"]
        if value["status"] != "ok":
            raise RuntimeError(f"the kernel answered {value['ename']}: {value['evalue']}")
        return value["data"]["text/plain"]

    def last_words(self) -> str:
        """Return the last lines that the process wrote outside of cells."""
        return "\n".join(self.log.read_text(errors="replace").strip().split("\n")[-LAST_LINES:])

    async def stop(self, *, at_once: bool = False) -> None:
        """Let the kernel end in an orderly way, by force where it does not or `at_once`."""
        if self.client is not None:
            self.client.stop_channels()
            self.client = None
        if self.manager.has_kernel:
            await self.manager.shutdown_kernel(now=at_once)

    async def execute(
        self, notebook: dict, on_cell: Callable[[str, float], None]
    ) -> tuple[dict, CellFailure | None]:
        """Return the executed notebook, up to the cell that failed where one did.

        Parameters
        ----------
        notebook : a copy without outputs, as JSON
        on_cell : called after each code cell with its id and its seconds
        """
        import_nbclient()
        from nbclient import NotebookClient
        from nbformat import from_dict

        nb = from_dict(notebook)
        client = NotebookClient(nb, km=self.manager, record_timing=False, coalesce_streams=True)
        client.kc = self.client
        info = await self.client.kernel_info(reply=True)
        nb.metadata["language_info"] = info["content"]["language_info"]
        clock = asyncio.get_running_loop().time
        for index, cell in enumerate(nb.cells):
            if cell.cell_type != "code":
                continue
            self.client.session.metadata = {"cellId": cell.id}
            begun = clock()
            failure = await self._execute_cell(client, cell, index)
            on_cell(cell.id, clock() - begun)
            _forget_process(cell.outputs)
            if failure:
                return nb, failure
        client.set_widgets_metadata()
        return nb, None

    async def _execute_cell(self, client: Any, cell: Any, index: int) -> CellFailure | None:
        from nbclient.exceptions import CellExecutionError, DeadKernelError
        from nbformat.v4 import new_output

        try:
            count = client.code_cells_executed + 1
            await client.async_execute_cell(cell, index, execution_count=count)
        except CellExecutionError as error:
            shown = [o for o in cell.outputs if o.output_type == "error"]
            frames = list(shown[-1].traceback) if shown else [str(error)]
            return CellFailure(cell.id, cell.source, error.ename, error.evalue, frames)
        except DeadKernelError:
            # nbclient takes a cancelled task for a dead kernel
            if asyncio.current_task().cancelling():
                raise asyncio.CancelledError from None
            message = "the kernel died; the usual reason is that the memory did not suffice"
            frames = [text for text in (self.last_words(), message) if text]
            cell.outputs.append(new_output(
                "error", ename="KernelDied", evalue=message, traceback=frames
            ))
            return CellFailure(cell.id, cell.source, "KernelDied", message, frames)
        return None


def _value(text: str) -> object:
    return ast.literal_eval(syntax.parse(text, mode="eval"))


def import_nbclient() -> None:
    """Import nbclient without a grammar that jsonschema would build in 1.5 seconds and not use."""
    with _missing("rfc3987_syntax"):
        import nbclient  # noqa: F401


@contextmanager
def _missing(name: str) -> Iterator[None]:
    """Let an optional module that is not imported yet look as if it were not installed."""
    hidden = name not in sys.modules
    if hidden:
        sys.modules[name] = None
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


def _forget_process(outputs: list[Any]) -> None:
    """Take the process id out of the file names in warnings, so that outputs repeat."""
    for output in outputs:
        if output.output_type == "stream":
            output.text = CELL_FILE.sub(r"ipykernel/\1.py", output.text)


def _kernel_manager(connection_file: Path) -> "AsyncKernelManager":
    """Return a manager of kernels of this interpreter, whatever kernels Jupyter knows by name."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class ThisInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(
                argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                display_name=kernel_name, language="python",
            )

    return AsyncKernelManager(
        connection_file=str(connection_file),
        kernel_spec_manager=ThisInterpreter(),
        # sockets in the scratch folder cannot collide, as ports can
        transport="tcp" if os.name == "nt" else "ipc",
    )


def _environment(scratch: Path) -> dict[str, str]:
    """Return the kernels' environment: this project_lib, sets in one order, no start-up files."""
    environment = dict(os.environ)
    environment["IPYTHONDIR"] = str(scratch / "ipython")
    environment.setdefault("PYTHONHASHSEED", "0")
    library = Path(project_lib.__file__).parent.parent
    if library != Path(sysconfig.get_paths()["purelib"]):
        paths = [str(library), environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return environment
