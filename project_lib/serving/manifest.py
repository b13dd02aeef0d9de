"""The folder of a bundle: which files belong there, and that they are what the manifest says.

Hashes find damage and half-copied folders. They do not stop who rewrites file and manifest alike;
what is loaded after them is therefore checked against our own lists (`trusted_types`).
"""

import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from project_lib.errors import InputError
from project_lib.serving.plain_json import FOREIGN, parse_json

FORMAT = 1
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 1_000_000
MOST_BYTES = 2_000_000_000  # of all files together
NAMES = re.compile(
    r"schema\.json|decision\.json|parity\.parquet|member_[0-9]\.onnx"
    r"|member_[0-9]/(preprocessing\.skops|model\.(skops|txt|json))"
)
HASH = re.compile(r"[0-9a-f]{64}")
LIBRARIES = {  # how many parts of a version must be the same, of libraries that read the files
    "numpy": 1,
    "scikit-learn": 2,
    "skops": 2,
    "lightgbm": 1,
    "xgboost": 1,
    "onnxruntime": 1,
}
DISTRIBUTIONS = {"xgboost": ("xgboost", "xgboost-cpu")}
DAMAGED = "copy the bundle again, or write it again with notebook 12"
KEYS = {"format", "python", "libraries", "serving", "reason", "parity", "members", "provenance",
        "files"}  # fmt: skip


def installed_version(library: str) -> str:
    """Return the installed version of a library, empty where there is none."""
    for name in DISTRIBUTIONS.get(library, (library,)):
        with suppress(PackageNotFoundError):
            return version(name)
    return ""


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that bundles hang on."""
    known = {library: installed_version(library) for library in LIBRARIES}
    return {library: number for library, number in known.items() if number}


def describe_files(contents: Mapping[str, bytes]) -> dict[str, dict]:
    """Return what the manifest says of files: bytes and SHA-256."""
    return {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(contents.items())
    }


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder beside, then put it in place of what stands there.

    Whenever this is killed, the old or the new bundle is there: between the two moves the old one
    waits under a name that `settle_folder` knows.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    settle_folder(folder)
    for left in folder.parent.glob(f".{folder.name}.*.tmp"):  # by one that was killed
        shutil.rmtree(left, ignore_errors=True)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    try:
        for name, data in contents.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for place in [*(path for path in beside.iterdir() if path.is_dir()), beside]:
            _sync_folder(place)
        if folder.exists():
            os.rename(folder, _aside(folder))
        os.rename(beside, folder)
        _sync_folder(folder.parent)
        shutil.rmtree(_aside(folder), ignore_errors=True)
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})"
        remedy = "free some space or make the folder writable, then run again"
        raise InputError(folder, problem, remedy) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def settle_folder(folder: Path) -> None:
    """Finish what a killed `write_folder` has left: the old bundle back, or away."""
    aside = _aside(folder)
    if not aside.is_dir() or aside.is_symlink():
        return
    if folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        with suppress(OSError):
            os.rename(aside, folder)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.before")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_folder(folder: Path) -> tuple[dict, dict[str, bytes]]:
    """Return the manifest, and the bytes of each file, which have been hashed as they were read.

    Raises
    ------
    InputError
        When a file was altered, is missing, or does not belong there; when it is a link, or too
        large; when the bundle is of another format or of other libraries.
    """
    settle_folder(folder)
    if not folder.is_dir():
        raise InputError(folder, "holds no bundle", "run notebook 12, or name its folder")
    manifest = _read_manifest(folder)
    files = manifest["files"]
    _require_nothing_else(folder, set(files))
    contents = {}
    for name, facts in files.items():
        data = _read_regular(folder, name, facts["bytes"])
        if hashlib.sha256(data).hexdigest() != facts["sha256"]:
            raise InputError(folder / name, "was altered: its SHA-256 is another one", DAMAGED)
        contents[name] = data
    _require_libraries(folder, manifest["libraries"])
    return manifest, contents


def _read_manifest(folder: Path) -> dict:
    where = folder / MANIFEST
    manifest = parse_json(_read_regular(folder, MANIFEST, None), where)
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise InputError(where, "is no manifest of a bundle", FOREIGN)
    if manifest["format"] != FORMAT:
        problem = f"is of format {str(manifest['format'])[:20]}, this version reads {FORMAT}"
        raise InputError(where, problem, "write the bundle again with notebook 12")
    if set(manifest) != KEYS or not isinstance(manifest["files"], dict):
        raise InputError(where, "has other parts than a manifest", FOREIGN)
    for name, facts in manifest["files"].items():
        if not NAMES.fullmatch(name):
            raise InputError(where, f"names the file '{name[:80]}', which no bundle has", FOREIGN)
        if not isinstance(facts, dict) or set(facts) != {"bytes", "sha256"}:
            raise InputError(where, f"does not describe '{name}'", FOREIGN)
        size, known = facts["bytes"], facts["sha256"]
        if type(size) is not int or size < 0 or not HASH.fullmatch(str(known)):
            raise InputError(where, f"gives '{name}' no size or hash", FOREIGN)
    total = sum(facts["bytes"] for facts in manifest["files"].values())
    if total > MOST_BYTES:
        problem = f"names files of {total} bytes, more than {MOST_BYTES}"
        raise InputError(where, problem, FOREIGN)
    return manifest


def _read_regular(folder: Path, name: str, size: int | None) -> bytes:
    """Return the bytes of a regular file, which is no link, of this size."""
    where = folder / name
    if where.is_symlink():
        raise InputError(where, "is a link", FOREIGN)
    try:
        handle = os.open(where, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise InputError(where, "is missing", DAMAGED) from None
    except OSError as error:
        raise InputError(where, f"cannot be read ({error.strerror})", FOREIGN) from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise InputError(where, "is no regular file", FOREIGN)
        if size is None and facts.st_size > MOST_MANIFEST_BYTES:
            raise InputError(where, f"has {facts.st_size} bytes, too many", FOREIGN)
        if size is not None and facts.st_size != size:
            problem = f"was altered: it has {facts.st_size} bytes instead of {size}"
            raise InputError(where, problem, DAMAGED)
        return file.read(facts.st_size)


def _require_nothing_else(folder: Path, names: set[str]) -> None:
    """Raise InputError when the folder holds a link, or a file that the manifest does not name."""
    parts = {name.partition("/")[0] for name in names if "/" in name}
    for base in ["", *sorted(parts)]:
        if not (folder / base).is_dir():
            raise InputError(folder / base, "is missing", DAMAGED)
        for entry in sorted(os.scandir(folder / base), key=lambda entry: entry.name):
            name = f"{base}/{entry.name}".lstrip("/")
            if entry.is_symlink():
                raise InputError(folder / name, "is a link", FOREIGN)
            folder_of_member = entry.is_dir(follow_symlinks=False) and name in parts
            if not folder_of_member and name not in names | {MANIFEST}:
                raise InputError(folder / name, "does not belong to the bundle", FOREIGN)


def _require_libraries(folder: Path, libraries: object) -> None:
    where = folder / MANIFEST
    if not isinstance(libraries, dict):
        raise InputError(where, "names no libraries", FOREIGN)
    for library, parts in LIBRARIES.items():
        made, here = str(libraries.get(library, "")), installed_version(library)
        if made and here and made.split(".")[:parts] != here.split(".")[:parts]:
            problem = f"was made with {library} {made[:20]}, but {here} is installed"
            remedy = f"install {library} {made[:20]}, or write the bundle again with notebook 12"
            raise InputError(where, problem, remedy)
