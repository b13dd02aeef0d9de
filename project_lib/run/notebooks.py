"""Notebooks as files: what of them counts, their code, and the copy that is executed."""

import ast
import copy
import json
from pathlib import Path

from project_lib import syntax
from project_lib.errors import InputError
from project_lib.run.source import digest_of

KEPT_METADATA = ("tags", "slideshow")  # editors write the rest: folded, scrolled, timings
PARAMETERS_TAG = "parameters"


def read_notebook(path: Path) -> dict:
    """Return the notebook as nbformat's JSON, version 4.

    Raises
    ------
    InputError
        When the file is no notebook of version 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise InputError(path, f"is no notebook ({error})", "restore it") from error
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise InputError(path, "is no notebook of format 4", "save it with a current Jupyter")
    for number, cell in enumerate(notebook["cells"]):
        cell["source"] = "".join(cell["source"])  # a list of lines, by the format
        cell.setdefault("id", f"cell-{number}")
    return notebook


def notebook_digest(notebook: dict) -> str:
    """Return a fingerprint of what matters: sources, ids and tags, but no outputs."""
    parts = [
        {
            "id": cell["id"],
            "type": cell["cell_type"],
            "source": cell["source"],
            "attachments": cell.get("attachments"),
            "metadata": {k: cell["metadata"][k] for k in KEPT_METADATA if k in cell["metadata"]},
        }
        for cell in notebook["cells"]
    ]
    return digest_of(json.dumps(parts, sort_keys=True))


def notebook_code(notebook: dict) -> str:
    """Return the code of all cells as one text, IPython's magic lines left out."""
    sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    lines = "\n".join(sources).split("\n")
    return "\n".join(_without_magic(line) for line in lines)


def _without_magic(line: str) -> str:
    bare = line.lstrip()
    is_magic = bare.startswith(("%", "!")) and not bare.startswith(("%=", "!="))
    return line[: len(line) - len(bare)] + "pass" if is_magic else line


def executable_copy(notebook: dict, path: Path, parameters: dict[str, object]) -> dict:
    """Return a copy without outputs whose cell tagged `parameters` holds these values.

    Raises
    ------
    InputError
        When the notebook has no such cell, or its code cannot be parsed.
    """
    notebook = copy.deepcopy(notebook)
    tagged = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            if PARAMETERS_TAG in cell["metadata"].get("tags", ()):
                tagged.append(cell)
    if not tagged:
        raise InputError(
            path, f"has no cell tagged '{PARAMETERS_TAG}'",
            "tag the one that sets CASE, SAMPLE and ENGINE",
        )
    try:
        tagged[0]["source"] = _with_values(tagged[0]["source"], parameters)
    except SyntaxError as error:
        raise InputError(path, f"has a broken parameters cell ({error})", "mend it") from error
    return notebook


def _with_values(source: str, parameters: dict[str, object]) -> str:
    """Return `source` with the value of each ``NAME = ...`` replaced, missing ones added."""
    lines = source.encode().split(b"\n")  # the positions of ast count bytes
    found = set()
    for statement in reversed(syntax.parse(source).body):
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        names = [t.id for t in targets if isinstance(t, ast.Name) and t.id in parameters]
        value = getattr(statement, "value", None)
        if not names or value is None:
            continue
        found.update(names)
        first, last = value.lineno - 1, value.end_lineno - 1
        before, after = lines[first][: value.col_offset], lines[last][value.end_col_offset :]
        lines[first : last + 1] = [before + repr(parameters[names[0]]).encode() + after]
    missing = [f"{name} = {value!r}" for name, value in parameters.items() if name not in found]
    return "\n".join([b"\n".join(lines).decode(), *missing])
