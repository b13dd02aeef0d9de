"""Where the user's rows are: a file, folder, glob, address or query becomes a `Source`."""

import gzip
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from project_lib import clock
from project_lib.configuration.case_schema import Source
from project_lib.datasets.origins import find_origin
from project_lib.errors import InputError, nearest
from project_lib.sources.reading import quoted, source_files

Download = Callable[[str, Path], Path]
SERVER = re.compile(r"(postgresql|mysql):([A-Za-z_]\w*):(\S.*)", re.DOTALL)
QUERY = re.compile(r"\s*(select|with|from|values)\b", re.IGNORECASE)
REFUSED = {
    b"%PDF": ("is a PDF document", "export the table as CSV"),
    b"\xd0\xcf\x11\xe0": ("is an old Office document", "save it as .xlsx or CSV"),
    b"ARROW1": ("is a feather file", "save it as parquet"),
    b"\x89HDF": ("is an HDF5 file", "save it as parquet"),
    b"<htm": ("is a web page", "name the address of the data file"),
    b"<!DO": ("is a web page", "name the address of the data file"),
}
OFFICE = {"[Content_Types].xml", "xl/workbook.xml"}  # files of which a workbook holds both
ENDINGS = {".parquet", ".csv", ".tsv", ".txt", ".tab", ".gz", ".jsonl", ".ndjson", ".json"}


@dataclass(frozen=True)
class Location:
    """A source that can be read but for its dialect, its files, its table's name, what to tell."""

    source: Source
    files: tuple[Path, ...]
    table: str
    as_of: date
    notes: tuple[str, ...] = ()


def locate_data(data: str, root: Path, folder: Path, download: Download) -> Location:
    """Return where the rows are that `data` names; a file that was fetched tells its origin.

    Parameters
    ----------
    data : path of a file, folder or glob (``#`` and a sheet, table or SELECT may follow), an
        address (https, http, file), or ``postgresql:VARIABLE:`` or ``mysql:VARIABLE:`` with a table
        or SELECT, where the environment variable holds the database's URL
    root : the project's root; paths below it are kept relative to it
    folder : where `download` puts the file of an address
    download : (address, folder) -> path

    Raises
    ------
    InputError
        When there is no such file, or nothing that can be read as a table.
    """
    if found := SERVER.fullmatch(data.strip()):
        return _server(*found.groups())
    if re.match(r"(postgres\w*|mysql\w*|mariadb\w*)(\+\w+)?:", data):
        remedy = "put the URL into an environment variable, and write postgresql:VARIABLE:table"
        raise InputError("--data", "names a database but no variable and table", remedy)
    path, inside = _path_and_part(data, folder, download)
    if path.is_dir():
        path = _files_within(path)
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    base = Source(format="parquet", path=str(shown))
    try:
        files = source_files(base, "data", root)
    except InputError as error:  # there is no case.toml yet that could be mended
        close = error.remedy if error.remedy.startswith("did you") else "name a file that is there"
        raise InputError(path, error.problem, close) from error
    kinds = [_file_format(file) for file in files]
    if len(set(kinds)) > 1:
        other = files[next(i for i, kind in enumerate(kinds) if kind != kinds[0])]
        problem = f"matches files of several kinds, such as {files[0].name} and {other.name}"
        raise InputError(path, problem, "name one of them, or a glob over one kind")
    source = base.model_copy(update={"format": kinds[0]})
    part, notes = _part_within(source, files, inside)
    if len(files) == 1:  # as every data set and download is
        part |= asdict(find_origin(files[0]))
    made = datetime.fromtimestamp(max(file.stat().st_mtime for file in files), UTC).date()
    table = part.get("table") or _stem(path)
    return Location(source.model_copy(update=part), tuple(files), table, made, notes)


def _server(kind: str, variable: str, wanted: str) -> Location:
    query = wanted.strip().rstrip(";")
    named = {"query": query} if QUERY.match(wanted) else {"table": query}
    source = Source(format=kind, connection_env=variable, **named)
    table = "rows" if QUERY.match(wanted) else query.rpartition(".")[2]
    return Location(source, (), table, clock.now().date())


def _path_and_part(data: str, folder: Path, download: Download) -> tuple[Path, str]:
    """Return the file, folder or glob, and the sheet, table or query behind a ``#``."""
    if re.match(r"https?://", data, re.IGNORECASE):
        return download(data, folder).absolute(), ""
    if data.lower().startswith("file:"):
        data = url2pathname(unquote(urlsplit(data).path))
    try:
        path, inside = Path(data).expanduser(), ""
        if not path.exists() and "#" in data:
            before, _, inside = data.partition("#")
            path = Path(before).expanduser()
        if not data.strip(" #") or "\0" in data:
            raise ValueError("empty")
        path.exists()
    except (OSError, ValueError, RuntimeError) as error:
        shown = data[:60] or "''"
        remedy = "name a file, an address or a query"
        raise InputError(f"--data {shown}", "is no path", remedy) from error
    return path.absolute(), inside


def _files_within(folder: Path) -> Path:
    """Return the folder itself where it holds parquet files, else a glob over its data files."""
    found = [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "_"))]
    endings = Counter(p.suffix.lower() for p in found)
    known = {ending: n for ending, n in endings.items() if ending in ENDINGS}
    if not known:
        problem = f"is a folder without data files ({len(found)} other files)" if found else (
            "is a folder without files"
        )
        raise InputError(folder, problem, "name a file, or a folder of CSV or parquet files")
    if ".parquet" in known:
        return folder
    ending = max(sorted(known), key=known.__getitem__)
    # a glob heeds capitals, and a name may be written with them
    written = Counter(p.suffix for p in found if p.suffix.lower() == ending).most_common(1)[0][0]
    deep = not any(p.parent == folder and p.suffix == written for p in found)
    return folder / "**" / f"*{written}" if deep else folder / f"*{written}"


def _file_format(path: Path) -> str:
    """Return the format of a file, told from its content rather than its name.

    Raises
    ------
    InputError
        For an empty file, and for kinds that cannot be read.
    """
    try:
        with open(path, "rb") as file:
            start = file.read(4096)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise InputError(path, problem, "check its rights") from error
    if not start.strip():
        raise InputError(path, "is empty", "export it again, or name another file")
    for magic, (problem, remedy) in REFUSED.items():
        if start.lstrip().upper().startswith(magic.upper()):
            raise InputError(path, problem, remedy)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"SQLite format 3"):
        return "sqlite"
    if start[8:12] == b"DUCK":
        return "duckdb"
    if start.startswith(b"PK\x03\x04"):
        return _zip_format(path)
    if start.startswith(b"\x1f\x8b"):
        start = _unpacked_start(path)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "jsonl" if re.match(rb'(\[\s*)?\{\s*("|\})', text) else "csv"


def _zip_format(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        problem = "is truncated or no zip archive"
        raise InputError(path, problem, "copy it again from where it came") from error
    return "csv" if OFFICE.isdisjoint(names) else "excel"


def _unpacked_start(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(4096)
    except (OSError, EOFError, zlib.error) as error:
        problem = "is truncated or no gzip file"
        raise InputError(path, problem, "copy it again from where it came") from error


def _part_within(
    source: Source, files: list[Path], inside: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the sheet, table or query to read, and what to tell where it was chosen."""
    if source.format not in ("sqlite", "duckdb", "excel"):
        if inside:
            remedy = "leave out what follows the #"
            raise InputError(files[0], f"has no part '{inside[:60]}'", remedy)
        return {}, ()
    if len(files) > 1:
        raise InputError(source.path, f"matches {len(files)} files", "name one of them")
    if source.format == "excel":
        return ({"sheet": inside} if inside else {}), ()
    if QUERY.match(inside):
        return {"query": inside.strip().rstrip(";")}, ()
    sizes = _table_sizes(files[0], source.format)
    if not sizes:
        raise InputError(files[0], "has no tables", "name another database")
    if inside and inside not in sizes:
        raise InputError(files[0], f"has no table '{inside}'", nearest(inside, sizes))
    chosen = inside or max(sorted(sizes), key=sizes.__getitem__)
    if inside or len(sizes) == 1:
        return {"table": chosen}, ()
    others = ", ".join(sorted(set(sizes) - {chosen})[:8])
    note = f"Of {len(sizes)} tables, the largest is read; name another behind a #: {others}."
    return {"table": chosen}, (note,)


def _table_sizes(path: Path, kind: str) -> dict[str, int]:
    """Return the rows of each table and view of a SQLite or DuckDB file."""
    import sqlite3

    import duckdb

    listed = "SELECT table_name FROM information_schema.tables"
    if kind == "sqlite":
        listed = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        listed += " AND name NOT LIKE 'sqlite_%'"
    try:
        if kind == "sqlite":
            database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        else:
            database = duckdb.connect(str(path), read_only=True)
        try:
            names = [row[0] for row in database.execute(listed).fetchall()]
            count = "SELECT count(*) FROM "
            return {n: database.execute(count + quoted(n)).fetchone()[0] for n in names}
        finally:
            database.close()
    except (sqlite3.Error, duckdb.Error) as error:
        remedy = "close other programs that use it, or export the table as CSV"
        raise InputError(path, "cannot be opened as a database", remedy) from error


def _stem(path: Path) -> str:
    """Return what a file is called, without its endings; of a glob, its folder."""
    name = path.parent.name if any(sign in path.name for sign in "*?[") else path.name
    return re.sub(r"(\.[A-Za-z]{2,8})+$", "", name)
