"""The order of a category's levels, where they have one."""

import re
from collections.abc import Iterable

SCALES = (
    ("very low", "low", "medium", "high", "very high"),
    ("low", "middle", "high"),
    ("low", "mid", "high"),
    ("low", "moderate", "high"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl"),
    ("small", "medium", "large"),
    ("bronze", "silver", "gold", "platinum"),
    ("free", "basic", "standard", "premium"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("very bad", "bad", "neutral", "good", "very good"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("daily", "weekly", "monthly", "quarterly", "yearly"),
    ("primary", "secondary", "tertiary"),
)
NUMBER = re.compile(r"^[<>≤≥~\s]*(-?\d+(?:\.\d+)?)")


def order_levels(levels: Iterable[str]) -> list[str]:
    """Return the levels in their order, empty where they have none that is known.

    An order is known where each level begins with another number (``18-24``, ``25-34``, ``65+``),
    or all are steps of a usual scale (``low``, ``medium``, ``high``).

    >>> order_levels(["65+", "18-24", "25-34"]), order_levels(["red", "blue"])
    (['18-24', '25-34', '65+'], [])
    """
    levels = sorted(set(levels))
    if len(levels) < 3:
        return []
    numbers = [NUMBER.match(level) for level in levels]
    if all(numbers):
        values = [(float(found[1]), not level.lstrip().startswith(("<", "≤")), level)
                  for found, level in zip(numbers, levels, strict=True)]  # fmt: skip
        return [level for *_, level in sorted(values)] if _differ(values) else []
    for scale in SCALES:
        places = {level: scale.index(_plain(level)) for level in levels if _plain(level) in scale}
        if len(places) == len(levels) == len(set(places.values())):
            return sorted(levels, key=places.__getitem__)
    return []


def _differ(values: list[tuple]) -> bool:
    return len({value[:2] for value in values}) == len(values)


def _plain(level: str) -> str:
    return level.strip().lower().replace("-", " ").replace("_", " ")
