"""What the doctor has to say: each problem with the file, the line and the key to change."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from project_lib import syntax
from project_lib.configuration.complaints import shorten_value, write_key
from project_lib.configuration.toml_lines import Key, key_lines, nearest_line
from project_lib.errors import InputError

CASE_FILE = "case.toml"
_BREAKS = re.compile(r"[ \t]*[\r\n]+\s*")  # where the words of another library go on
_KEY_IN_WORDS = re.compile(r"\b[a-z_]+(?:\.\w+)+")


class Advice(InputError):
    """Something that should be looked at, though the case runs with it."""


@dataclass(frozen=True)
class Problem:
    """A problem of a case.

    Attributes
    ----------
    severity : ``error`` must be mended before the case runs, ``warning`` should be looked at
    file, line : where to change something: file from the project's root, line from 1
    key, value : what to change there, the value as it is now; empty where there is none
    problem, remedy : what is wrong, and what to do
    """

    severity: Literal["error", "warning"]
    file: str
    line: int
    key: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return it as one line that editors and terminals turn into a link."""
        key = f"{self.key} = {self.value}" if self.value else self.key
        said = f"{self.file}:{self.line}: {self.severity}: {key}: {self.problem}; {self.remedy}"
        text = _BREAKS.sub(" ", said)
        return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


class CaseText:
    """The text of a case.toml, with the lines of its keys; broken TOML has none."""

    def __init__(self, root: Path, name: str, text: str, document: dict | None) -> None:
        self.root, self.name, self.text, self.document = root, name, text, document
        self.folder = root / "cases" / name
        self._lines = {} if document is None else key_lines(text)

    def problem(self, error: InputError, fallback: Key = ()) -> Problem:
        """Return an error as a problem, placed by its own key, one in its words, or `fallback`."""
        severity = "warning" if isinstance(error, Advice) else "error"
        key = error.key or self._mentioned(error) or fallback
        file, inside = CASE_FILE, key
        if key and str(key[0]).endswith(".py"):
            file, inside = key[0], key[1:]
            line, value = self._line_of_function(*key[:2]), ""
        else:
            line, value = nearest_line(self._lines, key), self._value(key)
        named = write_key(inside) or file
        said = f"{self._subject(error, named)}{error.problem}"
        where = f"cases/{self.name}/{file}"
        return Problem(severity, where, line, named, value, said, error.remedy)

    def _mentioned(self, error: InputError) -> Key:
        """Return the longest key of the text that the error's words name: sources.shop.path."""
        words = f"{error.where} {error.problem} {error.remedy}"
        named = [tuple(match.split(".")) for match in _KEY_IN_WORDS.findall(words)]
        known = [key[:n] for key in named for n in range(2, len(key) + 1) if key[:n] in self._lines]
        return max(known, key=len, default=())

    def _subject(self, error: InputError, named: str) -> str:
        """Return what the error is about, where that says more than the key that is named."""
        where = error.where.removeprefix(str(self.folder / CASE_FILE)).lstrip(":, ")
        where = where.removeprefix(f"{self.root}/")
        return f"{where} " if where and named not in where else ""

    def _value(self, key: Key) -> str:
        value = self.document
        for part in key:
            inside = isinstance(value, dict) and part in value
            if not inside and not (isinstance(value, list) and isinstance(part, int)):
                return ""
            value = value[part]
        return "" if value is None or isinstance(value, dict) else shorten_value(value)

    def _line_of_function(self, file: str, function: str = "") -> int:
        """Return the line on which a Python file of the case defines a function, else 1."""
        try:
            tree = syntax.parse((self.folder / file).read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError):
            return 1
        return next((n.lineno for n in tree.body if getattr(n, "name", "") == function), 1)
