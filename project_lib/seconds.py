"""How long training and tuning took: kept apart from checkpoints, whose bytes repeat."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from project_lib import clock, files

if TYPE_CHECKING:
    from pathlib import Path

    from project_lib.case import Case


@contextmanager
def note_seconds(case: "Case", what: str) -> Iterator[None]:
    """Note how long the block took, as `what` (``training``, ``tuning``), if it ends well."""
    start = time.perf_counter()
    yield
    noted = {**read_seconds(case), what: clock.duration(time.perf_counter() - start)}
    files.write_json(_path(case), noted)


def read_seconds(case: "Case") -> dict[str, float]:
    """Return the seconds noted so far, by what took them; none where nothing was measured."""
    noted = files.read_json(_path(case), default={})
    return noted if isinstance(noted, dict) else {}


def _path(case: "Case") -> "Path":
    return case.data_folder / "state" / "seconds.json"
