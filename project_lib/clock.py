"""The time that is written into files, fixed by SOURCE_DATE_EPOCH where bytes are compared."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, or the one that SOURCE_DATE_EPOCH (seconds) fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)


def stamp() -> str:
    """Return the present moment as ISO text with seconds: ``2026-11-22T03:22:49+00:00``."""
    return now().isoformat(timespec="seconds")


def duration(seconds: float) -> float:
    """Return a duration in seconds as it is written, 0 where SOURCE_DATE_EPOCH fixes the time."""
    return 0.0 if os.environ.get("SOURCE_DATE_EPOCH") else round(seconds, 3)
