"""Tables of any format that are to be scored: read as sources are, typed as the model needs."""

from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files
from project_lib.configuration.case_schema import CaseFile, Column, Table
from project_lib.errors import InputError

if TYPE_CHECKING:
    import duckdb

    from project_lib.serving.bundle import Bundle

PARQUET = b"PAR1"  # how such a file begins
TYPES = {  # of an input column -> types that fit, the one of a column that is not declared first
    "number": ("float", "integer", "boolean"),
    "category": ("text", "integer"),
    "time": ("datetime", "date"),
}
ROLES = {"number": "number", "category": "category", "time": "time"}
TEXT_ENDINGS = (".csv", ".csv.gz")


def is_parquet(path: Path) -> bool:
    """Say whether a file is, or calls itself, a parquet file."""
    if path.suffix.lower() == ".parquet" or not path.is_file():
        return True
    with open(path, "rb") as file:
        return file.read(len(PARQUET)) == PARQUET


def write_typed(
    source: Path, bundle: "Bundle", config: CaseFile, *, root: Path, folder: Path
) -> Path:
    """Write the columns that the model needs as a parquet file into `folder`; return its path.

    Delimiter, encoding and format are found as `crisp-ds new` finds them. A column that case.toml
    declares is converted as there, and may have its name in the source; others by what the model
    needs.

    Raises
    ------
    InputError
        When the file cannot be read as a table, or a value does not convert.
    """
    from project_lib.checkpoints import BATCH_ROWS, write_parquet
    from project_lib.inspection.dialects import find_dialect
    from project_lib.inspection.locations import locate_data
    from project_lib.sources.conversion import convert_table
    from project_lib.sources.reading import open_duckdb, read_source

    located = locate_data(str(source), root, folder, _no_download)
    dialect = find_dialect(located.source, located.files)
    raw_path, typed_path = folder / "raw.parquet", folder / "rows.parquet"
    with read_source(dialect, "file", located.table, files=list(located.files)) as reader:
        write_parquet(reader, raw_path)
    raw = open_duckdb().read_parquet(str(raw_path))
    main = config.tables[config.prediction.table]
    own = config.sources[main.source]
    reading = {"missing_texts": own.missing_texts, "decimal": own.decimal}
    typed = convert_table(raw, _needed(raw, bundle, main), source.name, **reading)
    write_parquet(typed.rows.to_arrow_reader(BATCH_ROWS), typed_path)
    return typed_path


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
            role = ROLES.get(kind, "identifier")
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
