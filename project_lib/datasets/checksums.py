"""What a file must be: its size and checksum, where these are known."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from project_lib.errors import InputError

SHA256 = "sha256:"


@dataclass(frozen=True)
class Expected:
    """Size in bytes and checksum (``sha256:<hex>``) of a file, None if unknown."""

    size: int | None = None
    checksum: str | None = None

    def difference(self, path: Path, checksum: str | None = None) -> str:
        """Return in what the file differs, empty where it is as expected.

        `checksum` is the file's, where it has been measured already.
        """
        found = path.stat().st_size
        if self.size is not None and found != self.size:
            return f"has {found:,} bytes instead of {self.size:,}"
        if self.checksum is None:
            return ""
        measured = checksum or measure_checksum(path)
        if measured == self.checksum:
            return ""
        digest, wanted = (text.removeprefix(SHA256)[:12] for text in (measured, self.checksum))
        return f"has the SHA-256 {digest}... instead of {wanted}..."


def measure_checksum(path: Path) -> str:
    """Return ``sha256:<hex>`` of the file's bytes."""
    with path.open("rb") as file:
        return f"{SHA256}{hashlib.file_digest(file, 'sha256').hexdigest()}"


def require_expected(path: Path, expected: Expected, checksum: str | None = None) -> None:
    """Check that a file that lies there is the one expected; `checksum` as in `difference`.

    Raises
    ------
    InputError
        When its size or checksum differs; both are named.
    """
    difference = expected.difference(path, checksum)
    if difference:
        raise InputError(path, difference, "move or delete it, then fetch it again")
