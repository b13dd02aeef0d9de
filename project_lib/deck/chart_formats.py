"""How spreadsheets and axes of a deck write numbers: like `project_lib.prose`, in their codes."""

import math
from collections.abc import Sequence

DIGITS = 3  # significant ones of the largest value, as in sentences


def number_format(values: Sequence[float | None], unit: str) -> str:
    """Return a spreadsheet's format code for the values of a unit.

    >>> number_format([0.542, 0.139], "share"), number_format([27444.1, 12.5], "USD")
    ('0.0%', '#,##0" USD"')
    """
    known = [abs(value) for value in values if value is not None]
    largest = max(known, default=0.0)
    if unit == "share":
        whole = all(abs(100 * value - round(100 * value)) < 1e-9 for value in known)
        return f"0{'' if whole else '.0'}%"
    whole = all(value == math.floor(value) for value in known)
    before = math.floor(math.log10(largest)) + 1 if largest else 1
    decimals = 0 if whole else min(max(DIGITS - before, 0), 6)
    money = len(unit) == 3 and unit.isupper()
    code = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{code}" {unit}"' if money else code


def axis_format(values: Sequence[float | None], unit: str) -> str:
    """Return the format code of an axis, with as few digits as tell its ticks apart."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    if unit == "share":
        return "0%" if largest > 0.05 else "0.0%"
    if largest >= 10:
        return "#,##0"
    return "0.0" if largest >= 1 else "General"
