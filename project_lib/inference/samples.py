"""Samples as finite numbers: the border check of every test and interval."""

import numpy as np

from project_lib.errors import InputError
from project_lib.tables.levels import find_levels


def as_sample(values: object, name: str) -> np.ndarray:
    """Return the values that are present as float64, in their order.

    Raises
    ------
    InputError
        When a value is no number or is infinite, or fewer than two are present.
    """
    numbers = as_numbers(values, name)
    numbers = numbers[~np.isnan(numbers)]
    if len(numbers) < 2:
        raise InputError(
            name, f"holds {len(numbers)} numbers, fewer than 2", "give more observations"
        )
    return numbers


def as_numbers(values: object, name: str) -> np.ndarray:
    """Return the values as float64, NaN where missing.

    Raises
    ------
    InputError
        When a value is no number or is infinite.
    """
    try:
        if hasattr(values, "array") and hasattr(values, "to_numpy"):
            numbers = values.to_numpy(dtype=float, na_value=np.nan)
        else:
            numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(name, f"is not all numbers ({error})", "give numbers") from error
    if np.isinf(numbers).any():
        place = int(np.flatnonzero(np.isinf(numbers))[0])
        raise InputError(name, f"is infinite in place {place}", "leave such values out")
    return numbers


def split_groups(values: object, groups: object, *, least: int = 2) -> dict[str, np.ndarray]:
    """Return the present values of each group, by the group's name, in the order of the groups.

    Rows without a value or a group do not count.

    Raises
    ------
    InputError
        When the two have different lengths, a group has fewer than `least` values, or there are
        fewer than two groups.
    """
    numbers, levels = as_numbers(values, "values"), find_levels(groups)
    if len(numbers) != len(levels.codes):
        raise InputError(
            "groups",
            f"has {len(levels.codes)} rows where values has {len(numbers)}",
            "give two columns of one table",
        )
    kept = ~np.isnan(numbers) & (levels.codes >= 0)
    numbers, codes = numbers[kept], levels.codes[kept]
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes, minlength=len(levels.values))
    parts = np.split(numbers[order], np.cumsum(sizes)[:-1])
    samples = {str(n): part for n, part in zip(levels.values, parts, strict=True) if len(part)}
    if len(samples) < 2:
        raise InputError("groups", f"holds {len(samples)} groups", "give two or more")
    for name, sample in samples.items():
        if len(sample) < least:
            raise InputError(
                f"group '{name}'",
                f"holds {len(sample)} values, fewer than {least}",
                "join it with another group or leave it out",
            )
    return samples


def sum_by_entity(entities: object, columns: list[np.ndarray]) -> np.ndarray:
    """Return sums (entities x columns) over the rows of each entity, sorted by entity.

    Rows without an entity do not count.
    """
    levels = find_levels(entities)
    kept = levels.codes >= 0
    codes = levels.codes[kept]
    sums = [np.bincount(codes, column[kept], len(levels.values)) for column in columns]
    return np.column_stack(sums)
