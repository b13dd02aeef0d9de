"""What a run shows in the terminal: a bar per notebook, plain lines where it is no terminal."""

import re
import time
from typing import TYPE_CHECKING

from rich.console import Console

from project_lib import prose
from project_lib.stages import Stage

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from project_lib.run.kernels import CellFailure

FRAMES_SHOWN = 3
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Display:
    """The lines of one run."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._bars: Progress | None = None
        self._task: TaskID | None = None
        self._begun = 0.0

    def up_to_date(self, stage: Stage) -> None:
        """Say that a notebook does not run."""
        self._line(f"{stage.number:02} {stage.title}: up to date", "dim")

    def started(self, stage: Stage, cells: int, reason: str) -> None:
        """Begin a notebook's bar."""
        self._begun = time.monotonic()
        self._line(f"{stage.number:02} {stage.title}: runs, because {reason}", "dim")
        if self.console.is_terminal:
            self._open_bars()
            self._task = self._bars.add_task(f"{stage.number:02} {stage.title}", total=cells)

    def _open_bars(self) -> None:
        from rich import progress

        if self._bars is None:
            self._bars = progress.Progress(
                progress.TextColumn("{task.description}"), progress.BarColumn(),
                progress.MofNCompleteColumn(), progress.TextColumn("cells"),
                progress.TimeElapsedColumn(), console=self.console,
            )
            self._bars.start()

    def cell_done(self) -> None:
        """Move the bar by one cell."""
        if self._bars is not None:
            self._bars.advance(self._task)

    def finished(self, stage: Stage, cells: int) -> None:
        """End a notebook's bar."""
        if self._bars is None:
            took = f"{time.monotonic() - self._begun:.1f} s"
            self._line(f"{stage.number:02} {stage.title}: {prose.plural(cells, 'cell')}, {took}")

    def failed(self, stage: Stage, failure: "CellFailure") -> None:
        """Show the cell that failed, and its error."""
        self.close()
        where = f"notebooks/{stage.notebook}.ipynb, cell '{failure.cell}'"
        if failure.error == "InputError":
            self._line(f"crisp-ds: {failure.message} ({where})", "bold red")
            return
        self._line(f"{where} failed:", "bold red")
        self._line("")
        for line in failure.source.split("\n"):
            self._line(f"    {line}")
        self._line("")
        for frame in failure.frames[-FRAMES_SHOWN:]:
            self._line(frame if self.console.is_terminal else ANSI.sub("", frame), ansi=True)

    def say(self, message: str) -> None:
        """Show a line."""
        self._line(message)

    def close(self) -> None:
        """Leave the bars as they are."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def _line(self, text: str, style: str = "", *, ansi: bool = False) -> None:
        from rich.text import Text

        shown = Text.from_ansi(text) if ansi else Text(text, style=style)
        (self._bars.console if self._bars else self.console).print(shown)
