"""Tables of any format that are to be scored: read as sources are, typed as the model needs."""

from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files
from project_lib.configuration.case_schema import Column, Table
from project_lib.errors import InputError

if TYPE_CHECKING:
    import duckdb

    from project_lib.case import Case
    from project_lib.serving.bundle import Bundle

PARQUET = b"PAR1"  # how such a file begins
TYPES = {  # of an input column -> types that fit, the one of a column that is not declared first
    "number": ("float", "integer", "boolean"),
    "category": ("text", "integer"),
    "time": ("datetime", "date"),
}
TEXT_ENDINGS = (".csv", ".csv.gz")


def is_parquet(path: Path) -> bool:
    """Say whether a file is, or calls itself, a parquet file."""
    if path.suffix.lower() == ".parquet" or not path.is_file():
        return True
    with open(path, "rb") as file:
        return file.read(len(PARQUET)) == PARQUET


def write_typed(source: Path, bundle: "Bundle", case: "Case", *, folder: Path) -> Path:
    """Write the columns that the model needs as a parquet file into `folder`; return its path.

    Delimiter, encoding and format are found as `crisp-ds new` finds them. A column that case.toml
    declares is converted as there, and may have its name in the source; others by what the model
    needs. Where the file has rows as the table of rows to predict has them, their features are made
    as notebook 03 makes them.

    Raises
    ------
    InputError
        When the file cannot be read as a table, or a value does not convert.
    """
    from project_lib.checkpoints import write_parquet
    from project_lib.features.given_rows import feature_rows
    from project_lib.inspection.dialects import find_dialect
    from project_lib.inspection.locations import locate_data
    from project_lib.sources.conversion import convert_table
    from project_lib.sources.reading import open_duckdb, read_source

    located = locate_data(str(source), case.root, folder, _no_download)
    dialect = find_dialect(located.source, located.files)
    raw_path, typed_path = folder / "raw.parquet", folder / "rows.parquet"
    with read_source(dialect, "file", located.table, files=list(located.files)) as reader:
        write_parquet(reader, raw_path)
    raw = open_duckdb().read_parquet(str(raw_path))
    prediction = case.require_prediction()
    main = case.tables[prediction.table]
    own = case.sources[main.source]
    reading = {"missing_texts": own.missing_texts, "decimal": own.decimal}
    names = {column.name for column in bundle.columns}
    needed = _needed(raw, bundle, main)
    if prediction.rows and not names <= set(needed.columns):
        given = convert_table(raw, _declared(raw, case, main), source.name, **reading).rows
        made = feature_rows(given, prediction, main, _functions(case))
        if len(names - set(made)) < len(names - set(needed.columns)):
            write_parquet(made, typed_path)
            return typed_path
    write_parquet(convert_table(raw, needed, source.name, **reading).rows, typed_path)
    return typed_path


def _declared(raw: "duckdb.DuckDBPyRelation", case: "Case", main: Table) -> Table:
    """Return what is declared of the columns that are there, but for outcomes."""
    outcomes = {label.column for label in case.require_prediction().labels}
    columns = {
        name: column
        for name, column in main.columns.items()
        if name not in outcomes and (column.source_name or name) in raw.columns
    }
    return main.model_copy(update={"columns": columns, "grain": [], "references": []})


def _functions(case: "Case") -> dict[str, object]:
    from project_lib.features.case_functions import feature_functions

    if not case.has_module("features"):
        return {}
    return feature_functions(case.module("features"), rows=True)


def _needed(raw: "duckdb.DuckDBPyRelation", bundle: "Bundle", main: Table) -> Table:
    """Return what is declared of the columns that are needed and there."""
    wanted = {name: "" for name in bundle.keys}
    wanted |= {column.name: column.kind for column in bundle.columns}
    columns = {}
    for name, kind in wanted.items():
        known = main.columns.get(name)
        at_source = known.source_name if known else ""
        if not {name, at_source} & set(raw.columns):
            continue  # told by whoever needs it
        fits = TYPES.get(kind, ())
        if known is None or (fits and known.dtype not in fits):
            role = kind if kind in TYPES else "identifier"
            known = Column(description=name, dtype=(*fits, "text")[0], role=role)
        place = at_source if at_source in raw.columns else ""
        columns[name] = known.model_copy(update={"source_name": place})
    return main.model_copy(update={"columns": columns, "grain": [], "references": []})


def _no_download(address: str, _: Path) -> Path:
    raise InputError(address, "is an address", "download it, and name the file")


def wants_text(target: Path) -> bool:
    """Say whether scores are to be written as CSV, by the name of the file."""
    return target.name.lower().endswith(TEXT_ENDINGS)


def write_text(scores: Path, target: Path) -> None:
    """Write a parquet file as CSV, compressed where the target's name ends in ``.gz``."""
    from project_lib.sources.reading import open_duckdb

    packed = "gzip" if target.suffix.lower() == ".gz" else "none"
    with files.atomic_path(target) as temporary:
        rows = open_duckdb().read_parquet(str(scores))
        rows.write_csv(str(temporary), header=True, compression=packed)
