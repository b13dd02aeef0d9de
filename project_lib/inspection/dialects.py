"""How a text file or workbook is written: encoding, delimiter, header, and a name per column."""

import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO

from project_lib.configuration.case_schema import Source
from project_lib.errors import InputError
from project_lib.sources.delimited import (
    DELIMITERS,
    SAMPLE_BYTES,
    guess_delimiter,
    open_bytes,
    read_rows,
    split_lines,
)
from project_lib.sources.workbooks import read_sheet

CHUNK = 1 << 22
LOOKED_AT = 100  # rows that tell whether the first one is a header
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
MOST_CONTROLS = 0.01  # share of bytes from which a file is no text
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NUMBER = re.compile(r"[^\w\s]{0,2}\s*[\d.,' ]*\d[\d.,' ]*(e[+-]?\d+)?\s*\W?", re.IGNORECASE)
MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")


def find_dialect(source: Source, files: Sequence[Path]) -> Source:
    """Return the source with encoding, delimiter, header and, where needed, column names.

    Only delimited text and workbooks have a dialect; other sources come back as they are.

    Raises
    ------
    InputError
        When a file is no text, or its archive is damaged.
    """
    if source.format == "excel":
        return _named(source, _sheet_rows(files[0], source))
    if source.format != "csv":
        return source
    encodings = [_find_encoding(path) for path in files]
    odd = [encoding for encoding in encodings if encoding != "utf-8"]
    encoding = odd[0] if odd else "utf-8"
    text = _first_text(files[0], encoding)
    delimiter = _find_delimiter(text, files[0])
    lines = io.StringIO(text, newline="")
    if delimiter == " ":
        rows = (line.split() for line in lines)
    else:
        rows = read_rows(lines, delimiter)
    found = source.model_copy(update={"encoding": encoding, "delimiter": delimiter})
    return _named(found, list(islice(rows, LOOKED_AT)))


def _find_encoding(path: Path) -> str:
    """Return the first of UTF-8, UTF-16, cp1252 and latin-1 that all of the file's bytes are."""
    with _open(path) as data:
        start = data.read(CHUNK)
    for mark, encoding in BOMS.items():
        if start.startswith(mark):
            return encoding
    if encoding := _wide_encoding(start):
        return encoding
    if len(start) - len(start.translate(None, CONTROLS)) > MOST_CONTROLS * len(start):
        raise InputError(path, "is no text but a binary file", "name a file of rows and columns")
    return next(e for e in ("utf-8", "cp1252", "latin-1") if _is_all(path, e))


def _wide_encoding(start: bytes) -> str:
    """Return UTF-16 without a mark, where every other byte is mostly zero."""
    even, odd = start[:4096:2], start[1:4096:2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(zeros) and zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:
            return encoding
    return ""


def _is_all(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with _open(path) as data, suppress(UnicodeDecodeError):
        while chunk := data.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return True
    return False


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    """Yield the file's bytes, unpacked; what is damaged becomes an InputError."""
    with open(path, "rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    try:
        with open_bytes(path, not zipped and zipfile.is_zipfile(path), zipped) as data:
            yield data
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError) as error:
        problem = f"is truncated, damaged or locked ({error})"
        raise InputError(path, problem, "copy it again from where it came") from error


def _first_text(path: Path, encoding: str) -> str:
    with _open(path) as data:
        start = data.read(SAMPLE_BYTES)
    text = start.decode(encoding, errors="replace").removeprefix("\ufeff")
    return text if len(start) < SAMPLE_BYTES else text[: text.rfind("\n") + 1] or text


def _find_delimiter(text: str, path: Path) -> str:
    """Return the delimiter; a blank where only runs of blanks split all lines alike.

    Raises
    ------
    InputError
        When another sign splits all lines alike.
    """
    lines = [line.strip() for line in split_lines(text)[:LOOKED_AT] if line.strip()]
    if len(lines) > 1 and not any(sign in line for line in lines for sign in DELIMITERS):
        counts = {len(line.split()) for line in lines}
        if len(counts) == 1 and counts != {1}:
            return " "
        for sign in re.findall(r"""[^\w\s'".:/-]""", lines[0][1:-1]):
            if len({line[1:-1].count(sign) for line in lines}) == 1:
                problem = f"has one column, {lines[0][:60]!r}, with {sign!r} in every line"
                signs = "commas, semicolons, tabs or |"
                raise InputError(path, problem, f"separate its columns by {signs}")
    return guess_delimiter(text)


def _sheet_rows(path: Path, source: Source) -> list[list[str]]:
    """Return the first rows of a sheet as texts; none where the workbook cannot be read."""
    with suppress(InputError):  # is raised again, with the table's name, when the rows are read
        with closing(read_sheet(path, source, path.stem)) as rows:
            first = list(islice(rows, LOOKED_AT))
        texts = [["" if cell is None else str(cell) for cell in row] for row in first]
        texts = [row for row in texts if any(row)]
        while texts and texts[0] and not texts[0][-1]:
            texts[0].pop()
        return texts
    return []


def _named(source: Source, rows: list[list[str]]) -> Source:
    """Return the source with its header, and with names where the header's are not unique."""
    if not rows:
        return source
    if not is_header(rows[0], rows[1:]):
        return source.model_copy(update={"has_header": False})
    names = [cell.strip() or f"column_{i}" for i, cell in enumerate(rows[0], 1)]
    unique = unique_names(names)
    return source.model_copy(update={"column_names": unique if unique != names else []})


def unique_names(names: Sequence[str]) -> list[str]:
    """Return names that differ by more than capitals: a repeated one gets its number."""
    taken = {name.casefold() for name in names}
    seen: set[str] = set()
    unique = []
    for name in names:
        new, n = name, 1
        while new.casefold() in seen or (n > 1 and new.casefold() in taken):
            n += 1
            new = f"{name} ({n})"
        seen.add(new.casefold())
        unique.append(new)
    return unique


def is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row holds names: words above numbers, or words that do not recur."""
    votes = recurring = 0
    for place, cell in enumerate(first):
        below = [row[place].strip() for row in rows if len(row) > place and row[place].strip()]
        if not below:
            continue
        measured = sum(_is_value(value) for value in below) > len(below) / 2
        if measured and cell.strip():
            votes += -1 if _is_value(cell.strip()) else 1
        elif not measured:
            recurring += cell.strip() in below
    years = [cell.strip() for cell in first if re.fullmatch(r"(19|20)\d\d", cell.strip())]
    if len(years) > 1 and years == sorted(set(years)) and not recurring:
        votes += 2 * len(years)
    if votes:
        return votes > 0
    return 2 * recurring < len(first) and not all(_is_value(cell.strip()) for cell in first)


def _is_value(text: str) -> bool:
    return bool(NUMBER.fullmatch(text) or MOMENT.fullmatch(text))
