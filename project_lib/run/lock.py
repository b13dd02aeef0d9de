"""One run of a case at a time; what a killed run left behind is cleared away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project_lib import clock, files
from project_lib.errors import InputError

SCRATCH = "crisp-ds-"


class RunRecord:
    """The running process and those that it started: `data/<case>/run.json`, during the run.

    A record that is there already is of a run that was killed; it is kept with the new one until
    `clear` has cleared up after it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        killed = files.read_json(path, default={})
        self._processes: list[list[float]] = killed.get("processes", [])
        self._scratches: list[str] = killed.get("scratch", [])
        self.was_killed = bool(killed)
        self.scratch = Path(tempfile.mkdtemp(prefix=SCRATCH))
        self._scratches.append(str(self.scratch))
        self._write()

    def add_process(self, pid: int) -> None:
        """Note a process that was started, for the next run to end should this one be killed."""
        import psutil

        self._processes.append([pid, psutil.Process(pid).create_time()])
        self._write()

    def _write(self) -> None:
        content = {
            "pid": os.getpid(), "started": clock.stamp(),
            "processes": self._processes, "scratch": self._scratches,
        }
        files.write_json(self.path, content)

    def clear(self, folders: list[Path]) -> None:
        """End the processes of a run that was killed, and remove its half-written files."""
        if not self.was_killed:
            return
        for pid, created in self._processes:
            _end_process(int(pid), created)
        for scratch in map(Path, self._scratches[:-1]):
            if scratch.name.startswith(SCRATCH):
                shutil.rmtree(scratch, ignore_errors=True)
        for folder in folders:
            for path in list(folder.rglob(".*.tmp")):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
        self._processes, self._scratches = [], self._scratches[-1:]
        self._write()

    def close(self) -> None:
        """Remove the record and the scratch folder."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.path.unlink(missing_ok=True)


@contextmanager
def only_run(case_name: str, data_folder: Path, reports_folder: Path) -> Iterator[RunRecord]:
    """Hold the case for this process and yield the record of its run.

    Raises
    ------
    InputError
        When another process runs the case (its id is named), or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    path = data_folder / "run.json"
    lock = FileLock(data_folder / ".lock")
    try:
        data_folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        pid = files.read_json(path, default={}).get("pid", "unknown")
        raise InputError(
            f"case '{case_name}'", f"is being run by process {pid}",
            "wait until it ends, or stop that process",
        ) from None
    except OSError as error:
        raise InputError(
            data_folder, f"cannot be written ({error.strerror or error})",
            "make the folder writable",
        ) from error
    try:
        record = RunRecord(path)
        try:
            record.clear([data_folder, reports_folder])
            yield record
        finally:
            record.close()
    finally:
        lock.release()


def _end_process(pid: int, created: float) -> None:
    """End a process and its children, unless the id belongs to a later process by now."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.create_time() != created:
            return
        family = [*process.children(recursive=True), process]
        for member in family:
            member.kill()
        psutil.wait_procs(family, timeout=5)
    except psutil.NoSuchProcess:
        return
