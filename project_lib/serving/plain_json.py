"""JSON of which nothing is known yet: small, flat, each key once, no text but what it says."""

import json

from project_lib.errors import InputError

MOST_BYTES = 64_000_000
MOST_DEPTH = 12
FOREIGN = "do not use this bundle; write it again with notebook 12"


def parse_json(data: bytes, where: object, *, most_depth: int = MOST_DEPTH) -> object:
    """Return what JSON holds.

    Raises
    ------
    InputError
        When it is too large or too deep, says a key twice, or is no JSON.
    """
    if len(data) > MOST_BYTES:
        raise InputError(where, f"has {len(data)} bytes, more than {MOST_BYTES}", FOREIGN)
    try:
        value = json.loads(data, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        problem = f"is no JSON that can be read ({str(error)[:100]})"
        raise InputError(where, problem, FOREIGN) from error
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > most_depth + 1:
            raise InputError(where, f"is nested deeper than {most_depth} levels", FOREIGN)
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return value


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
