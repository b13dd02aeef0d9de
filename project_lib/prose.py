"""Numbers in words: how every sentence, tile and table of the report writes a number."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
KEY_WORDS = ("id", "uuid", "guid", "key", "number", "num", "no", "nr")  # at a key column's end
VAST = 1e15  # from here on, numbers are written with an exponent


def number(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` significant digits and thousands separators.

    >>> number(69659), number(0.012345), number(35.8934), number(-2)
    ('69,659', '0.0123', '35.9', '−2')
    """
    if value is None or math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "infinite" if value > 0 else f"{MINUS}infinite"
    if abs(value) >= VAST:
        return _signed(f"{value:.{digits - 1}e}")
    if float(value).is_integer():
        return _signed(f"{int(value):,}")
    before = math.floor(math.log10(abs(value))) + 1
    decimals = max(0, digits - before)
    if decimals > 8:
        return _signed(f"{value:.{digits - 1}e}")
    return _signed(f"{value:,.{decimals}f}")


def percent(share: float, digits: int = 1) -> str:
    """Return a fraction in per cent; what is not zero is never written as zero.

    >>> percent(0.4823), percent(0.0001), percent(0), percent(1)
    ('48.2 %', '0.01 %', '0 %', '100 %')
    """
    if share is None or math.isnan(share):
        return "unknown"
    value = round(share * 100, 10)  # 0.55 is 55, and not 55.000000000000007
    if float(value).is_integer():
        return _signed(f"{value:,.0f} %")
    while abs(value) < 0.5 * 10**-digits and digits < 6:
        digits += 1
    return _signed(f"{value:,.{digits}f} %")


def money(amount: float, currency: str) -> str:
    """Return an amount with its currency, as precise as its size deserves.

    >>> money(35.8934, "USD"), money(2500315.63, "USD"), money(12345.6, "EUR")
    ('35.89 USD', '2.50 million USD', '12,346 EUR')
    """
    if abs(amount) >= VAST:
        return f"{number(amount)} {currency}"
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if abs(amount) >= size:
            return f"{_signed(f'{amount / size:,.2f}')}{word} {currency}"
    return f"{_signed(f'{amount:,.0f}' if abs(amount) >= 1000 else f'{amount:,.2f}')} {currency}"


def rough_money(amount: float, currency: str) -> str:
    """Return an amount whose cents say nothing: whole from 10 on.

    >>> rough_money(878.94, "USD"), rough_money(7.22, "USD")
    ('879 USD', '7.22 USD')
    """
    if 10 <= abs(amount) < 1000:
        return f"{_signed(f'{amount:,.0f}')} {currency}"
    return money(amount, currency)


def rough_interval(low: float, high: float, currency: str) -> str:
    """Return an interval of amounts whose cents say nothing.

    >>> rough_interval(-127.08, -72.96, "USD"), rough_interval(-30.2, -4.61, "USD")
    ('95 % interval −127 to −73 USD', '95 % interval −30 to −5 USD')
    """
    if 10 <= max(abs(low), abs(high)) < 1000:
        whole = [f"{number(round(end))} {currency}" for end in (low, high)]
        return f"95 % interval {_joined(*whole)}"
    return f"95 % interval {_joined(rough_money(low, currency), rough_money(high, currency))}"


def quantity(value: float, unit: str = "") -> str:
    """Return a number as its unit asks: ``share`` in per cent, ``USD`` as money, else unit last."""
    if unit == "share":
        return percent(value)
    if len(unit) == 3 and unit.isupper():
        return money(value, unit)
    return f"{number(value)} {unit}".strip()


def cell(value: object, unit: str = "", *, quoted: bool = False) -> str:
    """Return one value of a table in words; a text as it is, or in quotation marks.

    >>> cell(None), cell(True), cell(12, "days"), cell("red", quoted=True)
    ('missing', 'yes', '12 days', '“red”')
    """
    if value is None or value != value:
        return "missing"
    value = value.item() if hasattr(value, "item") else value  # numpy's scalars
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "strftime"):
        return day(value)
    if isinstance(value, int | float):
        return quantity(float(value), unit)
    return f"“{value}”" if quoted else str(value)


def estimate(value: float, low: float, high: float, unit: str = "") -> str:
    """Return an estimate with as many digits as its 95 % interval supports, at most three.

    >>> estimate(0.574, 0.504, 0.646, "share"), estimate(0.678, 0.670, 0.687, "share")
    ('57 %', '67.8 %')
    >>> estimate(290125, 191318, 388931, "USD"), estimate(1.9098, 1.838, 1.982, "units")
    ('290,000 USD', '1.91 units')
    """
    error = (high - low) / 3.92
    if not (math.isfinite(error) and error > 0 and value):
        return quantity(value, unit)
    size = 100 * value if unit == "share" else value
    error = 100 * error if unit == "share" else error
    leading = -math.floor(math.log10(abs(size)))  # decimals down to the first digit
    decimals = min(max(-math.floor(math.log10(error)), leading), leading + 2)
    if unit == "share" and abs(size) < 100:
        decimals = max(decimals, 0)
    currency = len(unit) == 3 and unit.isupper()
    if currency and (decimals > 0 or abs(size) >= 1e6):
        return money(value, unit)
    shown = _signed(f"{round(size, decimals):,.{max(0, decimals)}f}")
    return f"{shown} {'%' if unit == 'share' else unit}".strip()


def interval(low: float, high: float, unit: str = "") -> str:
    """Return an interval: ``95 % interval 46.1 % to 48.2 %``, ``95 % interval 1 to 2 days``."""
    return f"95 % interval {span(low, high, unit)}"


def span(low: float, high: float, unit: str = "") -> str:
    """Return two ends of a span; a unit that both have and that is no sign is said once.

    >>> span(0.461, 0.482, "share"), span(8.57, 11.1, "percentage points")
    ('46.1 % to 48.2 %', '8.57 to 11.1 percentage points')
    """
    first, last = quantity(low, unit), quantity(high, unit)
    return f"{first} to {last}" if unit == "share" else _joined(first, last)


def _joined(first: str, last: str) -> str:
    same = first.partition(" ")[2] == last.partition(" ")[2]
    return f"{first.partition(' ')[0] if same else first} to {last}"


def day(moment: date | datetime) -> str:
    """Return a date as people write it.

    >>> day(date(1998, 4, 1))
    '1 April 1998'
    """
    return f"{moment.day} {moment:%B %Y}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 row``, ``2 rows``, ``no rows``."""
    word = one if count == 1 else (many or one + "s")
    return f"{'no' if count == 0 else number(count)} {word}"


def entity_words(column: str, count: int = 2) -> str:
    """Return what a key column identifies, in words.

    >>> entity_words("customer_id"), entity_words("user_session", 1), entity_words("id_number")
    ('customers', 'user session', 'rows')
    """
    words = column.removesuffix("Id").split("_")
    while words and words[-1].lower() in KEY_WORDS:
        words.pop()
    noun = " ".join(words).removesuffix("num").strip() or "row"  # a bare id says nothing
    if count == 1:
        return noun
    ends_ies = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    return noun[:-1] + "ies" if ends_ies else noun + "s"


def capital(words: str) -> str:
    """Return words with a capital at the start of a sentence, the rest as they are.

    >>> capital("the GMV")
    'The GMV'
    """
    return words[:1].upper() + words[1:]


def quotation(name: object, most: int = 40) -> str:
    """Return a name or value of the data in quotation marks, on one line, shortened where long.

    >>> quotation("monthly  charges"), quotation("a" * 50, most=4)
    ('“monthly charges”', '“aaa…”')
    """
    return f"“{one_line(name, most)}”"


def one_line(text: object, most: int) -> str:
    """Return foreign words as they may stand anywhere: on one line, no control characters, short.

    >>> one_line("a  b", most=10), one_line("a" * 50, most=4)
    ('a b', 'aaa…')
    """
    printed = "".join(sign if sign.isprintable() else " " for sign in str(text))
    words = " ".join(printed.replace("“", "'").replace("”", "'").split())
    return words if len(words) <= most else words[: most - 1] + "…"


def listing(words: Sequence[object], most: int = 5) -> str:
    """Return words as a list in prose.

    >>> listing(["a", "b", "c"]), listing(list("abcdefg"), most=3)
    ('a, b and c', 'a, b, c and 4 more')
    """
    words = [str(word) for word in words]
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def tally(words: Sequence[str], many: str) -> str:
    """Return words as a list in prose, with a count of those that occur more than once.

    >>> tally(["SVM", "LightGBM", "LightGBM"], "settings")
    'SVM and LightGBM (2 settings)'
    """
    counts = Counter(words)
    shown = [word if n == 1 else f"{word} ({number(n)} {many})" for word, n in counts.items()]
    return listing(shown, most=8)


def _signed(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text
