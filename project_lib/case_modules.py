"""A case's own modules, imported from their files; they may import each other by relative names."""

import ast
import sys
from importlib import invalidate_caches
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from project_lib import syntax
from project_lib.errors import InputError


def import_case_module(folder: Path, name: str) -> ModuleType:
    """Return `<folder>/<name>.py` as a module.

    Everything is imported anew, so that a change in a file is never missed.

    Raises
    ------
    InputError
        When the case has no such file, or it cannot be imported.
    """
    path = folder / f"{name}.py"
    where = f"cases/{folder.name}/{path.name}"  # the same on every computer
    if not path.is_file():
        raise InputError(
            where, "does not exist", f"write it, or copy one from another case's {name}.py"
        )
    package = f"cases.{folder.name}"
    for known in _modules_of(package):
        del sys.modules[known]
    sys.modules[package] = ModuleType(package)
    sys.modules[package].__path__ = [str(folder)]
    invalidate_caches()
    spec = spec_from_file_location(f"{package}.{name}", path)
    module = sys.modules[spec.name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        problem = f"cannot be imported ({type(error).__name__}: {error})"
        raise InputError(where, problem, "mend it") from error
    return module


def case_module_files(folder: Path, name: str) -> list[Path]:
    """Return the files that `<folder>/<name>.py` and its neighbours import by relative names.

    They are found by reading, so that imports inside functions count, and those of a module that
    cannot be imported; a file that is not there yet counts, too.
    """
    found, waiting = set(), [folder / f"{name}.py"]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [folder / f"{other}.py" for other in _neighbours(path)]
    return sorted(found)


def _neighbours(path: Path) -> set[str]:
    """Return the names of the modules that a file imports from its own folder."""
    try:
        tree = syntax.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            modules = [node.module] if node.module else [alias.name for alias in node.names]
            names |= {module.partition(".")[0] for module in modules}
    return names


def _modules_of(package: str) -> list[str]:
    return [name for name in sys.modules if name.startswith(f"{package}.")]
