"""What the running notebook has read and written, so that the runner knows when it is stale.

The journal lives in the kernel's memory; the runner asks for it once when the last cell has run.
"""

import json

_entries: dict[str, dict[str, object]] = {}


def note(kind: str, key: str, value: object = True) -> None:
    """Remember one thing: ``note("section", "business", "<hash>")``."""
    _entries.setdefault(kind, {})[key] = value


def entries(kind: str) -> dict[str, object]:
    """Return what was noted of one kind, by key."""
    return dict(_entries.get(kind, {}))


def as_json() -> str:
    """Return the whole journal as JSON, keys sorted."""
    return json.dumps(_entries, sort_keys=True)


def clear() -> None:
    """Forget everything (a kernel that is used for another notebook; tests)."""
    _entries.clear()
