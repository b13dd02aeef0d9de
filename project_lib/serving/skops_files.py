"""Parts of scikit-learn as skops files: the same bytes each time, and nothing beyond our list."""

import io
import json
import re
import zipfile
from collections.abc import Mapping

import numpy as np

from project_lib.errors import InputError
from project_lib.serving.plain_json import FOREIGN, parse_json
from project_lib.serving.trusted_types import SKOPS_PROTOCOL

Loaders = Mapping[str, frozenset[str]]
SCHEMA = "schema.json"
ARRAY_NAME = re.compile(r"[0-9]{1,9}\.npy")
MOST_DEPTH = 60
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip archive knows


def dump_skops(value: object, loaders: Loaders) -> bytes:
    """Return an object as a skops file without memory addresses and dates, so that bytes repeat.

    Raises
    ------
    InputError
        When it holds something that is not on our list, which loading would refuse.
    """
    import skops.io

    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(value))) as archive:
        schema = json.loads(archive.read(SCHEMA))
        renamed: dict = {}
        _renumber(schema, {}, renamed)
        content = {new: archive.read(old) for old, new in renamed.items()}
    content[SCHEMA] = json.dumps(schema).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    check_skops(packed.getvalue(), f"a fitted {type(value).__name__}", loaders)
    return packed.getvalue()


def _renumber(node: object, ids: dict[int, int], files: dict[str, str]) -> None:
    """Replace addresses by numbers in order of appearance, and the names of arrays likewise."""
    if isinstance(node, list):
        for child in node:
            _renumber(child, ids, files)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("__id__"), int):
        node["__id__"] = ids.setdefault(node["__id__"], len(ids) + 1)
    if isinstance(node.get("file"), str):
        node["file"] = files.setdefault(node["file"], f"{len(files)}.npy")
    for child in node.values():
        _renumber(child, ids, files)


def check_skops(data: bytes, where: object, loaders: Loaders) -> None:
    """Raise InputError unless a skops file holds nothing but what is on our list.

    Nothing of it is imported or made: its schema is read as text, its arrays by their headers.

    Parameters
    ----------
    loaders : what each loader of skops may make, `MODEL_LOADERS` or `PREPROCESSING_LOADERS`
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, len(data), where)
            schema = parse_json(archive.read(SCHEMA), where, most_depth=MOST_DEPTH)
            arrays = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError) as error:
        raise InputError(where, f"is no skops file ({error})", FOREIGN) from error
    if not isinstance(schema, dict) or schema.get("protocol") != SKOPS_PROTOCOL:
        problem = f"is not written in protocol {SKOPS_PROTOCOL} of skops"
        raise InputError(where, problem, FOREIGN)
    _check_node(schema, where, loaders)
    for name, content in arrays.items():
        if name != SCHEMA:
            _check_array(content, f"{where}, {name}")


def _check_archive(archive: zipfile.ZipFile, size: int, where: object) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise InputError(where, "holds two parts of one name", FOREIGN)
    for entry in entries:
        if entry.filename != SCHEMA and not ARRAY_NAME.fullmatch(entry.filename):
            raise InputError(where, f"holds '{entry.filename[:60]}', which is no array", FOREIGN)
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
            raise InputError(where, f"holds a packed part, '{entry.filename}'", FOREIGN)
    if sum(entry.file_size for entry in entries) > size:
        raise InputError(where, "holds more than its size", FOREIGN)


def _check_node(node: object, where: object, loaders: Loaders) -> None:
    """Check every place of the schema at which skops would make something."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        if not isinstance(node, dict):
            continue
        if "__loader__" in node or "__class__" in node or "__module__" in node:
            loader = node.get("__loader__")
            made = f"{node.get('__module__')}.{node.get('__class__')}"
            allowed = loaders.get(loader, ()) if isinstance(loader, str) else ()
            if made not in allowed:
                problem = f"would make '{made[:80]}' by {str(loader)[:40]}, not on our list"
                raise InputError(where, problem, FOREIGN)
        waiting += node.values()


def _check_array(data: bytes, where: object) -> None:
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read = {(1, 0): np.lib.format.read_array_header_1_0}.get(
            version, np.lib.format.read_array_header_2_0
        )
        shape, _, kind = read(stream)
    except ValueError as error:
        raise InputError(where, f"is no array ({error})", FOREIGN) from error
    count = 1
    for length in shape:
        count *= length
    if kind.hasobject or count * kind.itemsize != len(data) - stream.tell():
        raise InputError(where, "is an array of objects, or not as long as it says", FOREIGN)


def load_skops(data: bytes, where: object, loaders: Loaders) -> object:
    """Return what a skops file holds, after `check_skops`.

    Raises
    ------
    InputError
        When something is not on our list, or it cannot be put together.
    """
    check_skops(data, where, loaders)
    import skops.io

    try:
        return skops.io.loads(data, trusted=sorted(set().union(*loaders.values())))
    except Exception as error:  # whatever a file out of order makes scikit-learn say
        problem = f"cannot be put together ({type(error).__name__}: {str(error)[:120]})"
        raise InputError(where, problem, FOREIGN) from error
