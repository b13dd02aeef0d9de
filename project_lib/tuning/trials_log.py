"""What a search has tried so far, on disk: one that was killed continues where it stood.

A log belongs to one search: the same rows, models, ranges, seed and code. It is removed when the
search has ended, so that nothing old is ever taken for new.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from project_lib import files
from project_lib.models.packs import Pack
from project_lib.tuning.trials import Trial


class TrialsLog:
    """Finished trials: a line of JSON each, appended, and predictions in a file beside it.

    Without a folder nothing is kept.
    """

    def __init__(self, folder: Path | None, key: str) -> None:
        self._folder = folder / key[:16] if folder else None
        self._known: dict[tuple[int, int], Trial] = {}
        if self._folder is None:
            return
        for other in folder.glob("*"):
            if other != self._folder:
                shutil.rmtree(other, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        for line in self._whole_lines():
            with suppress(ValueError, KeyError, TypeError, OSError, BadZipFile):  # tried again
                entry = json.loads(line)
                self._known[entry["candidate"], entry["number"]] = self._read(entry)

    @property
    def _path(self) -> Path:
        return self._folder / "trials.jsonl"

    def _whole_lines(self) -> list[bytes]:
        """Return the lines that were written to their end; the torn last one is cut off."""
        if not self._path.exists():
            return []
        text = self._path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:
            os.truncate(self._path, len(whole))
        return whole.splitlines()

    def find(self, candidate: int, number: int, pack: Pack) -> Trial | None:
        """Return a trial that finished before, if it was of the same setting (rounds aside)."""
        found = self._known.get((candidate, number))
        if found is None or not pack.parameters.items() <= found.pack.parameters.items():
            return None
        return found

    def add(self, candidate: int, trial: Trial) -> None:
        """Append a finished trial: its predictions first, so that a line has what it needs."""
        if self._folder is None:
            return
        if trial.predictions:
            with files.atomic_path(self._predictions(candidate, trial.number)) as temporary:
                with open(temporary, "wb") as file:
                    np.savez_compressed(file, *trial.predictions)
        entry = {"candidate": candidate, **asdict(replace(trial, predictions=()))}
        with open(self._path, "ab") as file:
            file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def remove(self) -> None:
        """Remove the log of a search that has ended."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _predictions(self, candidate: int, number: int) -> Path:
        return self._folder / f"{candidate}-{number}.npz"

    def _read(self, entry: dict) -> Trial:
        entry = dict(entry)
        candidate, number = entry.pop("candidate"), entry["number"]
        predictions = ()
        if entry["state"] == "complete":
            with np.load(self._predictions(candidate, number), allow_pickle=False) as arrays:
                predictions = tuple(arrays[name] for name in arrays.files)
        lists = {name: tuple(entry[name]) for name in ("features", "scores", "curve")}
        pack = Pack(**entry.pop("pack"))
        return Trial(**{**entry, **lists, "pack": pack, "predictions": predictions})
