"""Whether a notebook must run again: what it was made from, against what is there now."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from project_lib import files
from project_lib.configuration.case_file import section_hash
from project_lib.configuration.case_schema import CaseFile
from project_lib.errors import InputError
from project_lib.key_figures import KeyFigures
from project_lib.run.dependencies import Reached, reached
from project_lib.run.notebooks import notebook_code, notebook_digest
from project_lib.run.source import Package, digest_of
from project_lib.stages import Stage

STATE_FORMAT = 3  # of the files in data/<case>/state
RACY_SECONDS = 2  # a younger file may change again without a new time stamp


class Fingerprints:
    """Fingerprints of files, remembered as long as size and time of a file stay the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, list] = files.read_json(path, default={})
        self._changed = False

    def of(self, path: Path) -> str:
        """Return the file's SHA-256, empty when there is no such file."""
        try:
            status = path.stat()
        except OSError:
            return ""
        seen = [status.st_size, status.st_mtime_ns, status.st_ctime_ns]
        known = self._known.get(str(path))
        if known and known[:3] == seen:
            return known[3]
        value = files.fingerprint(path)
        if time.time() - status.st_mtime > RACY_SECONDS:
            self._known[str(path)] = [*seen, value]
            self._changed = True
        return value

    def keep(self) -> None:
        """Write down what was learned, for the next run."""
        if self._changed:
            files.write_json(self.path, dict(sorted(self._known.items())))


@dataclass(frozen=True)
class Code:
    """The code as it lies there at one moment: project_lib and the case's own modules."""

    root: Path
    package: Package
    case_modules: dict[str, str]
    _reached: dict[tuple[str, ...], Reached] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, case_name: str) -> "Code":
        """Return the code as it is now."""
        paths = sorted((root / "cases" / case_name).glob("*.py"))
        modules = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in paths}
        return cls(root, Package(Path(files.__file__).parent), modules)

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint of all of it."""
        return digest_of(self.package.fingerprint, *self.case_modules, *self.case_modules.values())

    def reached(self, notebook: dict, modules: Iterable[str], whole: Iterable[str] = ()) -> Reached:
        """Return what the notebook and its case modules reach, and the `whole` modules besides."""
        code = notebook_code(notebook)
        key = (code, *modules, "", *whole)
        if key not in self._reached:
            texts = [self.case_modules.get(path, "") for path in modules]
            self._reached[key] = reached(self.package, [code, *texts], whole)
        return self._reached[key]


@dataclass(frozen=True)
class Surroundings:
    """What a notebook's result may depend on, as it is now."""

    root: Path
    case_name: str
    config: CaseFile
    code: Code
    parameters: dict[str, object]
    versions: dict[str, str]
    fingerprints: Fingerprints
    case_hashes: dict[str, str] = field(default_factory=dict)

    @property
    def data_folder(self) -> Path:
        """``data/<case>``."""
        return self.root / "data" / self.case_name

    def state_path(self, stage: Stage) -> Path:
        """Return where a stage's state is kept."""
        return self.data_folder / "state" / f"{stage.name}.json"

    def executed_path(self, stage: Stage) -> Path:
        """Return where the executed notebook is kept."""
        return self.data_folder / "executed" / f"{stage.notebook}.ipynb"

    def notebook_path(self, stage: Stage) -> Path:
        """Return the notebook that is executed."""
        return self.root / "notebooks" / f"{stage.notebook}.ipynb"

    def checkpoint(self, name: str) -> str:
        """Return the fingerprint of a checkpoint, empty when it is not there."""
        return self.fingerprints.of(self.data_folder / "interim" / name)

    def report(self, name: str) -> str:
        """Return the fingerprint of a file that a notebook leaves for the report."""
        return self.fingerprints.of(self.root / "reports" / self.case_name / name)

    def source_file(self, path: str) -> str:
        """Return the fingerprint of a source file, empty when it is not there."""
        return self.fingerprints.of(self.root / path)

    @cached_property
    def source_listing(self) -> str:
        """A fingerprint of the paths of all sources' files, to see new ones in a folder."""
        from project_lib.sources.reading import source_files

        paths = []
        for name, source in sorted(self.config.sources.items()):
            try:
                paths += map(str, source_files(source, name, self.root))
            except InputError as error:  # the notebook will tell
                paths.append(str(error))
        return digest_of(*paths)

    def section(self, name: str) -> str:
        """Return the fingerprint of a section of case.toml."""
        if name not in self.case_hashes:
            known = name in CaseFile.model_fields
            self.case_hashes[name] = section_hash(self.config, name) if known else ""
        return self.case_hashes[name]

    def case_module(self, path: str) -> str:
        """Return the fingerprint of one of the case's modules, empty when it is not there."""
        text = self.code.case_modules.get(path)
        return "" if text is None else digest_of(text)

    def key_figures(self) -> list[dict]:
        """Return every recorded key figure."""
        return KeyFigures(self.root / "reports" / self.case_name / "key_figures.json").all()


def describe_run(stage: Stage, notebook: dict, journal: dict, now: Surroundings) -> dict:
    """Return the part of a state that says what the notebook was made from, and what it left.

    Parameters
    ----------
    notebook : the source, as it was executed
    journal : what the kernel noted, by kind (`project_lib.journal`), and the modules it loaded
    now : the surroundings as they were when the kernel started
    """
    modules = sorted(journal.get("case_module", {}))
    found = now.code.reached(notebook, modules)
    package = set(now.code.package.sources) - {"project_lib.journal"}
    unforeseen = sorted(set(journal.get("loaded", {})) & package - found.modules)
    if unforeseen:
        found = now.code.reached(notebook, modules, unforeseen)
    recorded = journal.get("key_figure", {})
    figures = [f for f in now.key_figures() if f["stage"] == stage.name and f["name"] in recorded]
    return {
        "made_from": {
            "notebook": notebook_digest(notebook),
            "parameters": now.parameters,
            "versions": now.versions,
            "code": now.code.fingerprint,
            "definitions": dict(sorted(found.digests.items())),
            "unforeseen": unforeseen,
            "case_modules": {path: now.case_module(path) for path in modules},
            "sections": journal.get("section", {}),
            "checkpoints": journal.get("checkpoint_read", {}),
            "key_figures": journal.get("key_figure_read", {}),
            "reports": journal.get("report_read", {}),
            "source_files": journal.get("source_file", {}),
            "source_listing": now.source_listing if "source_file" in journal else "",
        },
        "left": {
            "checkpoints": journal.get("checkpoint_written", {}),
            "key_figures": figures,
            "reports": journal.get("report_written", {}),
        },
    }


def reasons_to_run(
    stage: Stage, state: dict, notebook: dict, now: Surroundings
) -> Iterator[str]:
    """Yield, in words, each reason why the stage must run again; none when it is up to date."""
    if not state:
        yield "it has not run yet"
        return
    if state.get("format") != STATE_FORMAT:
        yield "it ran with another version of the runner"
        return
    if state["status"] != "ran":
        yield "it failed the last time"
        return
    made, left = state["made_from"], state["left"]
    if made["notebook"] != notebook_digest(notebook):
        yield "the notebook has changed"
    yield from _differences("parameter", made["parameters"], now.parameters, values=True)
    yield from _differences("version of", made["versions"], now.versions, values=True)
    yield from _changed("case.toml's section", made["sections"], now.section)
    yield from _changed("module", made["case_modules"], now.case_module)
    if made.get("code") != now.code.fingerprint:  # what the same code reaches is known, and slow
        found = now.code.reached(notebook, made["case_modules"], made["unforeseen"])
        yield from _differences("", made["definitions"], found.digests)
    yield from _changed("checkpoint", made["checkpoints"], now.checkpoint)
    yield from _changed("file of the report", made.get("reports", {}), now.report)
    yield from _changed("file", made["source_files"], now.source_file)
    if made["source_listing"] not in ("", now.source_listing):
        yield "the files of its sources are others"
    figures = now.key_figures()
    values = {figure["name"]: figure["value"] for figure in figures}
    yield from _changed("key figure", made["key_figures"], values.get)
    yield from _changed("its checkpoint", left["checkpoints"], now.checkpoint)
    yield from _changed("its file for the report", left["reports"], now.report)
    if left["key_figures"] != [f for f in figures if f["stage"] == stage.name]:
        yield "its key figures have changed"
    if left["executed"] != now.fingerprints.of(now.executed_path(stage)):
        yield "the executed notebook has changed"


def _changed(what: str, noted: dict, current: object) -> Iterator[str]:
    for name, value in noted.items():
        present = current(name)
        if present != value:
            yield f"{what} {name} {'has changed' if present not in ('', None) else 'is not there'}"


def _differences(what: str, before: dict, after: dict, *, values: bool = False) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            detail = f"is {new}, was {old}" if values else "has changed"
            yield f"{what} {name} {detail}".strip()
