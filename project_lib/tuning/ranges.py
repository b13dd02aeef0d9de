"""What a parameter may be while it is tuned: a range of numbers, or one of a few values."""

import math
from dataclasses import dataclass

Value = int | float | str | bool | None


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included; even in their logarithm, or whole, if said.

    >>> Range(0.01, 1, log=True).at(0.5), Range(3, 9, whole=True).levels(2)
    (0.1, (4, 8))
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        """Refuse an empty range."""
        if not self.low < self.high or (self.log and self.low <= 0):
            raise ValueError(f"no range from {self.low} to {self.high}, log={self.log}")

    def at(self, place: float) -> int | float:
        """Return the number at a place in [0, 1] of the range, with at most four digits."""
        if self.log:
            value = math.exp(math.log(self.low) * (1 - place) + math.log(self.high) * place)
        else:
            value = self.low * (1 - place) + self.high * place
        return round(value) if self.whole else float(f"{value:.4g}")

    def levels(self, count: int) -> tuple[Value, ...]:
        """Return the middles of `count` equal parts; fewer where whole numbers coincide."""
        return tuple(dict.fromkeys(self.at((place + 0.5) / count) for place in range(count)))

    def holds(self, value: object) -> bool:
        """Say whether a value is a number of the range."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        whole = number and (not self.whole or value == int(value))
        return whole and self.low <= value <= self.high


@dataclass(frozen=True)
class Choice:
    """One of a few values, the usual one first."""

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        """Refuse what leaves nothing to choose."""
        if len(set(self.values)) < 2:
            raise ValueError(f"no choice between {self.values}")

    def levels(self, count: int) -> tuple[Value, ...]:
        """Return the first `count` values."""
        return self.values[:count]

    def holds(self, value: object) -> bool:
        """Say whether a value is one of these."""
        return value in self.values


Space = dict[str, Range | Choice]
