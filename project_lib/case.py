"""A case: its configuration, its checkpoints and its headline numbers, as one notebook object."""

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from project_lib import files, journal
from project_lib.case_modules import case_module_files, import_case_module
from project_lib.checkpoints import Checkpoints
from project_lib.configuration.case_file import find_root, read_case_file, section_hash
from project_lib.configuration.case_schema import CaseFile, Prediction
from project_lib.errors import InputError, nearest
from project_lib.key_figures import KeyFigures
from project_lib.stages import Stage, find_stage

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

ENGINES = ("duckdb", "spark")


class Case:
    """A case as a notebook sees it: sections of case.toml as attributes, and its checkpoints.

    Reading a section or a checkpoint is noted in the journal, so that the runner knows on which of
    them the notebook depends.
    """

    def __init__(
        self,
        root: Path,
        name: str,
        config: CaseFile,
        *,
        stage: Stage | None = None,
        sample: int | None = None,
        engine: str = "duckdb",
    ) -> None:
        self.root, self.name, self.stage = root, name, stage
        self.sample, self.engine = sample, engine
        self.config = config
        self._hashes: dict[str, str] = {}
        self.checkpoints = Checkpoints(self.data_folder / "interim", name)
        self._key_figures = KeyFigures(self.reports_folder / "key_figures.json")

    @property
    def folder(self) -> Path:
        """``cases/<name>``."""
        return self.root / "cases" / self.name

    @property
    def data_folder(self) -> Path:
        """``data/<name>``."""
        return self.root / "data" / self.name

    @property
    def reports_folder(self) -> Path:
        """``reports/<name>``."""
        return self.root / "reports" / self.name

    def __getattr__(self, section: str) -> object:
        """Return a section of case.toml: ``case.business``, ``case.tables``."""
        if section.startswith("_") or section not in CaseFile.model_fields:
            raise AttributeError(
                f"a case has no '{section}'; {nearest(section, CaseFile.model_fields)}"
            )
        if section not in self._hashes:  # 10 ms where 500 columns are declared
            self._hashes[section] = section_hash(self.config, section)
        journal.note("section", section, self._hashes[section])
        return getattr(self.config, section)

    def require_prediction(self) -> Prediction:
        """Return the section [prediction].

        Raises
        ------
        InputError
            When case.toml has none.
        """
        prediction = self.prediction
        if prediction is None:
            raise InputError(
                self.folder / "case.toml",
                "has no section [prediction]",
                "declare entity, cutoffs and target",
            )
        return prediction

    @property
    def main_table(self) -> str:
        """The name of the table that features are made of, or of the first where there is none."""
        if self.prediction is not None:
            return self.prediction.table
        return next(iter(self.tables))

    def save(self, table: object, stage: str, name: str | None = None) -> Path:
        """Leave a checkpoint for the next notebooks, `<stage>[.<name>].parquet`; return its path.

        Parameters
        ----------
        table : pandas, Polars or Arrow table, DuckDB relation, or Narwhals frame of one of these
        stage : the stage that makes it, such as ``description``
        name : the table's name, where the stage leaves several
        """
        return self.checkpoints.save(table, find_stage(stage), name)

    def restore(self, stage: str, name: str | None = None) -> "pd.DataFrame":
        """Return a checkpoint as a pandas DataFrame; without `name` the main table's.

        Raises
        ------
        InputError
            When it does not exist yet (the notebook that makes it is named) or cannot be read.
        """
        return self.checkpoints.restore(find_stage(stage), self._table(stage, name))

    def scan(self, stage: str, name: str | None = None) -> "nw.LazyFrame":
        """Return a checkpoint as a lazy Narwhals frame on the case's engine, for large tables."""
        return self.checkpoints.scan(find_stage(stage), self._table(stage, name), self.engine)

    def scan_all(self, stage: str) -> "dict[str, nw.LazyFrame]":
        """Return every declared table of a stage, lazily, by name."""
        return {name: self.scan(stage, name) for name in self.tables}

    def fingerprint(self, stage: str) -> str:
        """Return one fingerprint over the declared tables that a stage has left.

        Raises
        ------
        InputError
            When one of them does not exist yet.
        """
        made_by = find_stage(stage)
        each = [self.checkpoints.fingerprint(made_by, name) for name in self.tables]
        return files.fingerprint_text("".join(each))

    def _table(self, stage: str, name: str | None) -> str | None:
        if name is not None or self.checkpoints.exists(find_stage(stage), None):
            return name
        return (
            self.main_table if self.checkpoints.exists(find_stage(stage), self.main_table) else None
        )

    def record(
        self,
        name: str,
        value: float,
        *,
        label: str,
        unit: str = "",
        interval: tuple[float, float] | None = None,
        n: int | None = None,
    ) -> None:
        """Record a headline number in `reports/<case>/key_figures.json`.

        Parameters
        ----------
        name : its identifier, such as ``repeat_share``
        label : its name in business words, such as ``Customers who bought again``
        unit : such as ``USD``, ``customers``, ``share`` (fraction in [0, 1], shown as per cent)
        interval : lower and upper 95 % bounds, in the same unit
        n : the number of observations behind it
        """
        self._key_figures.record(
            name,
            value,
            label=label,
            unit=unit,
            interval=interval,
            n=n,
            notebook=self.stage.notebook if self.stage else "",
            stage=self.stage.name if self.stage else "",
        )
        journal.note("key_figure", name)

    def key_figure(self, name: str) -> dict:
        """Return a recorded headline number: value, unit, interval, n, notebook and cell.

        Raises
        ------
        InputError
            When no notebook has recorded it.
        """
        figure = self._key_figures.get(name)
        journal.note("key_figure_read", name, figure["value"])
        return figure

    def read_report(self, name: str, default: object = None) -> object:
        """Return a JSON file of the case's reports that another notebook left: `findings.json`."""
        path = self.reports_folder / name
        journal.note("report_read", name, files.fingerprint(path) if path.is_file() else "")
        return files.read_json(path, default=default)

    def module(self, name: str) -> ModuleType:
        """Return `cases/<case>/<name>.py`, imported from its file (``features``, ``hypotheses``).

        Raises
        ------
        InputError
            When the case has no such file, or it cannot be imported.
        """
        for path in case_module_files(self.folder, name):
            journal.note("case_module", str(path.relative_to(self.root)))
        return import_case_module(self.folder, name)

    def has_module(self, name: str) -> bool:
        """Say whether the case brings `cases/<case>/<name>.py`; its absence is noted too."""
        path = self.folder / f"{name}.py"
        journal.note("case_module", str(path.relative_to(self.root)))
        return path.is_file()


def open_case(
    name: str, stage: str | None = None, *, sample: int | None = None, engine: str = "duckdb"
) -> Case:
    """Return the case `name` of the project around the working folder.

    Parameters
    ----------
    stage : the stage whose notebook asks; its name goes into key figures
    sample : use only this many entities (rows, where there is no entity)
    engine : ``duckdb`` or ``spark``

    Raises
    ------
    InputError
        For an unknown case, stage or engine, or a case.toml that does not validate.
    """
    if engine not in ENGINES:
        raise InputError(f"engine '{engine}'", "is not known", nearest(engine, ENGINES))
    if sample is not None and sample < 1:
        raise InputError("sample", f"is {sample}", "ask for at least 1")
    root = find_root()
    return Case(
        root,
        name,
        read_case_file(root, name),
        stage=find_stage(stage) if stage else None,
        sample=sample,
        engine=engine,
    )
