"""Raw snapshots: each source's rows as they came, kept so that the source is not asked twice."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import clock, files, journal
from project_lib.checkpoints import write_parquet
from project_lib.errors import InputError
from project_lib.sources.reading import describe_source, read_source, source_files

if TYPE_CHECKING:
    from project_lib.case import Case

NOT_READ = {"licence", "origin", "missing_texts", "decimal"}  # keys that do not change what is read


@dataclass(frozen=True)
class Snapshot:
    """The raw rows of one table, and where they come from.

    Attributes
    ----------
    path : ``data/<case>/raw/<table>.parquet``
    fingerprint : SHA-256 of that file
    columns : the source's column names
    source : where the rows come from, in words, without credentials
    bytes : size of the source's files, of the snapshot where there are none
    taken_at : when the source was read (UTC, ISO)
    """

    table: str
    path: Path
    fingerprint: str
    rows: int
    columns: tuple[str, ...]
    source: str
    licence: str
    origin: str
    bytes: int
    taken_at: str


def take_snapshot(case: "Case", table: str) -> Snapshot:
    """Return the raw snapshot of a declared table, from the source only when none is there.

    A snapshot serves when it is unharmed, the source is declared as it was, and the source's files
    (if it has any) have not changed.

    Raises
    ------
    InputError
        When the source cannot be read, has no rows, or the snapshot cannot be written.
    """
    name = case.tables[table].source
    source = case.sources[name]
    path = case.data_folder / "raw" / f"{table}.parquet"
    note = path.with_suffix(".json")
    known = files.read_json(note, default={})
    simulated = source.format == "simulator"
    inputs = (
        _simulated_files(case, name, table) if simulated else source_files(source, name, case.root)
    )
    details = [_file_details(file, known) for file in inputs]
    declared = source.model_dump(exclude=NOT_READ)
    if not _fits(known, path, declared, details):
        read_as = source.model_copy(update={"format": "parquet"}) if simulated else source
        with read_source(read_as, name, table, files=inputs) as reader:
            write_parquet(reader, path)
        known = _describe(path, declared, details, describe_source(source, table))
        files.write_json(note, known)
    for detail in [*details, {"path": str(path), "sha256": known["fingerprint"]}]:
        journal.note("source_file", detail["path"], detail["sha256"])
    return Snapshot(
        table=table,
        path=path,
        source=known["source"],
        licence=source.licence,
        origin=source.origin,
        bytes=sum(detail["bytes"] for detail in details) or path.stat().st_size,
        columns=tuple(known["columns"]),
        **{key: known[key] for key in ("fingerprint", "rows", "taken_at")},
    )


def _file_details(path: Path, known: dict) -> dict:
    """Return a source file's path, size, time and SHA-256, hashed anew when size or time differ."""
    status = path.stat()
    seen = {"path": str(path.resolve()), "bytes": status.st_size, "modified_ns": status.st_mtime_ns}
    for old in known.get("files", []):
        if {key: old[key] for key in seen} == seen:
            return old
    return {**seen, "sha256": files.fingerprint(path)}


def _fits(known: dict, path: Path, declared: dict, details: list[dict]) -> bool:
    if not path.is_file() or known.get("declared") != declared:
        return False
    before = [(d["path"], d["sha256"]) for d in known["files"]]
    if before != [(d["path"], d["sha256"]) for d in details]:
        return False
    return known["fingerprint"] == files.fingerprint(path)


def _describe(path: Path, declared: dict, details: list[dict], source: str) -> dict:
    import pyarrow.parquet as pq

    content = pq.read_metadata(path)
    return {
        "fingerprint": files.fingerprint(path),
        "rows": content.num_rows,
        "columns": content.schema.to_arrow_schema().names,
        "source": source,
        "taken_at": clock.stamp(),
        "files": details,
        "declared": declared,
    }


def _simulated_files(case: "Case", name: str, table: str) -> list[Path]:
    """Return the parquet file that simulate.py writes for `table`; run only when it must be.

    ``simulate(folder, *, random_state, **options)`` writes one parquet file per table.
    """
    source, simulator = case.sources[name], case.module("simulate")
    folder = case.data_folder / "simulated" / name
    key = {
        "program": _program(case),
        **source.model_dump(include={"random_state", "options"}),
    }
    if files.read_json(folder / "done.json") != key:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "done.json").unlink(missing_ok=True)
        simulator.simulate(folder, random_state=source.random_state, **source.options)
        files.write_json(folder / "done.json", key)
    path = folder / f"{table}.parquet"
    if not path.is_file():
        raise InputError(
            path, "was not written by simulate.py", f"let simulate() write a table '{table}'"
        )
    return [path]


def _program(case: "Case") -> dict[str, str]:
    """Return the fingerprints of the modules, just imported, that a simulator is made of."""
    rooms = (f"cases.{case.name}.", "project_lib.simulation.")
    found = sorted(name for name in sys.modules if name.startswith(rooms))
    return {name: files.fingerprint(sys.modules[name].__file__) for name in found}
