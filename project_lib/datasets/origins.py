"""Where a file that was fetched came from, for the case that is made of it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from project_lib import files

LARGEST_RECORD = 100_000  # bytes; what is larger is data that lie beside the file


@dataclass(frozen=True)
class Origin:
    """What a case's source tells of its data: `licence` and `origin`, empty where unknown."""

    licence: str = ""
    origin: str = ""


def find_origin(path: Path) -> Origin:
    """Return what the record beside a fetched data set or a downloaded file says of it."""
    record = _read(path.parent.with_name(f"{path.parent.name}.json"))
    if record.get("dataset") == path.parent.name:
        words = [record.get("title"), record.get("credit"), record.get("page")]
        return Origin(str(record.get("licence", "")), "; ".join(map(str, filter(None, words))))
    record = _read(path.with_name(f"{path.name}.json"))
    is_download = "checksum" in record and isinstance(record.get("url"), str)
    return Origin("", _without_query(record["url"])) if is_download else Origin()


def _without_query(url: str) -> str:
    """Return the address as reports may show it: what follows its path may be a secret token."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def _read(path: Path) -> dict:
    if path.is_file() and path.stat().st_size > LARGEST_RECORD:
        return {}
    record = files.read_json(path, default={})
    return record if isinstance(record, dict) else {}
