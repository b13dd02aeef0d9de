"""Reading case.toml: where the project and its cases lie, and errors that name key and remedy."""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_origin

from project_lib import files
from project_lib.configuration.case_schema import CaseFile, Section
from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    from pydantic import ValidationError


def find_root(start: Path | str | None = None) -> Path:
    """Return the project's root: the nearest folder at or above `start` with cases and notebooks.

    Raises
    ------
    InputError
        When there is none.
    """
    here = Path(start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "cases").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise InputError(
        here,
        "is not inside a project (no cases/ and notebooks/ above it)",
        "go to the project's folder",
    )


def case_names(root: Path) -> list[str]:
    """Return the names of the cases below `root`, sorted."""
    return sorted(path.parent.name for path in (root / "cases").glob("*/case.toml"))


def read_case_file(root: Path, name: str) -> CaseFile:
    """Return the validated `cases/<name>/case.toml`.

    Raises
    ------
    InputError
        For an unknown case, broken TOML, an unknown key (the nearest known one is proposed) or a
        value out of range; file, key and value are named.
    """
    path = root / "cases" / name / "case.toml"
    if name not in case_names(root):
        raise InputError(f"case '{name}'", f"has no {path}", nearest(name, case_names(root)))
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path, f"is no valid TOML ({error})", "mend that line") from error
    return _validate(document, path)


def _validate(document: dict, path: Path) -> CaseFile:
    from pydantic import ValidationError

    try:
        return CaseFile.model_validate(document)
    except ValidationError as error:
        raise _readable(error, path) from None


def _readable(error: "ValidationError", path: Path) -> InputError:
    """Turn pydantic's first complaint into one sentence with key, value and remedy.

    A misspelt key is both unknown and missing: the unknown one is told, since it is what to mend.
    """
    complaints = error.errors()
    first = next((c for c in complaints if c["type"] == "extra_forbidden"), complaints[0])
    loc = [part for part in first["loc"] if part not in _TAGS]
    key = ".".join(str(part) for part in loc)
    where = f"{path}: key '{key}'" if key else str(path)
    if first["type"] == "extra_forbidden":
        return InputError(where, "is not known", nearest(loc[-1], _keys_beside(first["loc"])))
    if first["type"] == "missing":
        remedy = "add it (project_lib/configuration/case_schema.py explains each key)"
        return InputError(where, "is missing", remedy)
    if first["type"] == "value_error":
        problem, _, remedy = str(first["ctx"]["error"]).partition("; ")
        return InputError(where, problem, remedy or "mend that entry")
    value = repr(first["input"])
    shown = value if len(value) <= 60 else value[:57] + "..."
    return InputError(where, f"has the value {shown}", first["msg"][:1].lower() + first["msg"][1:])


_TAGS = {"bounds", "dtype", "aggregate", "rows", "grain", "reference"}


def _keys_beside(loc: tuple) -> list[str]:
    """Return the known keys of the section that holds the unknown key at `loc`."""
    model: object = CaseFile
    for part in loc[:-1]:
        if isinstance(model, type) and issubclass(model, Section):
            model = model.model_fields[part].annotation
        else:
            model = _inner(model, part)
        while get_origin(model) is not None and type(None) in get_args(model):
            model = next(a for a in get_args(model) if a is not type(None))
    fields = getattr(model, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _inner(model: object, part: object) -> object:
    """Return what one step into a list, dict or tagged union holds."""
    arguments = get_args(model)
    if not arguments:
        return model
    for option in arguments:
        for choice in get_args(option) or (option,):
            fields = getattr(choice, "model_fields", {})
            if "kind" in fields and part in get_args(fields["kind"].annotation):
                return choice
    return arguments[-1]


def section_hash(config: CaseFile, section: str) -> str:
    """Return a fingerprint of one section's content, the same for the same meaning."""
    content = config.model_dump(mode="json", include={section})
    return files.fingerprint_text(json.dumps(content, sort_keys=True))
