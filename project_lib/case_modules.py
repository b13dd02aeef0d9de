"""A case's own modules, imported from their files; they may import each other by relative names."""

import sys
from importlib import invalidate_caches
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from project_lib.errors import InputError


def import_case_module(folder: Path, name: str) -> tuple[ModuleType, list[Path]]:
    """Return `<folder>/<name>.py` as a module, and the files of the case that it was made from.

    Everything is imported anew, so that a change in a file is never missed.

    Raises
    ------
    InputError
        When the case has no such file, or it cannot be imported.
    """
    path = folder / f"{name}.py"
    if not path.is_file():
        raise InputError(
            path, "does not exist", f"write it, or copy one from another case's {name}.py"
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
    except Exception as error:
        problem = f"cannot be imported ({type(error).__name__}: {error})"
        raise InputError(path, problem, "mend it") from error
    return module, sorted(Path(sys.modules[known].__file__) for known in _modules_of(package))


def _modules_of(package: str) -> list[str]:
    return [name for name in sys.modules if name.startswith(f"{package}.")]
