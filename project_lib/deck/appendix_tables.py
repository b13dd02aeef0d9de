"""Tables of the appendix: all claims with their verdicts, and what lies behind a finding."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.deck.fixed_words import Language, fixed_word
from project_lib.deck.slides import TableData
from project_lib.finding_words import chance_words

if TYPE_CHECKING:
    import pandas as pd

CLAIMS_A_SLIDE = 8
MOST_ROWS, MOST_COLUMNS = 10, 6
ENDS = (("low_share", "high_share"), ("low", "high"), ("from", "to"), ("from_share", "to_share"))
CHANCES = ("p", "p_adjusted")


def claims_tables(findings: list[dict], language: Language) -> list[TableData]:
    """Return the claims with verdict, estimate and interval, so many a table as fit a slide."""
    pages = range(0, len(findings), CLAIMS_A_SLIDE)
    return [_claims(findings[at : at + CLAIMS_A_SLIDE], language) for at in pages]


def _claims(findings: list[dict], language: Language) -> TableData:
    names = ("claim", "verdict", "estimate", "interval")
    rows = [_claim(record, language) for record in findings]
    columns = {
        fixed_word(name, language): tuple(row[place] for row in rows)
        for place, name in enumerate(names)
    }
    return TableData(columns, tuple(fixed_word(name, language) for name in names[2:]))


def _claim(record: dict, language: Language) -> tuple[str, str, str, str]:
    verdict = fixed_word(record["verdict"], language)
    if not record["chart"]:
        return record["hypothesis"], verdict, prose.EN_DASH, prose.EN_DASH
    unit = record["unit"]
    estimate = prose.estimate(record["effect"], *record["interval"], unit)
    return record["hypothesis"], verdict, estimate, prose.span(*record["interval"], unit)


def exhibit_tables(record: dict, language: Language) -> list[tuple[str, TableData]]:
    """Return caption and table of a finding's first exhibit, as much of it as fits a slide."""
    import pandas as pd

    found = []
    for exhibit in record["exhibits"][:1]:
        table = pd.DataFrame(exhibit["columns"])
        if not table.empty:
            data = _as_printed(table, language, f"finding:{record['id']}")
            found.append((exhibit["caption"] + _left_out(len(table), language), data))
    return found


def _as_printed(table: "pd.DataFrame", language: Language, source: str) -> TableData:
    """Return the first rows and columns as people read them: two ends as one interval."""
    from project_lib.display import column_texts

    ends = next((pair for pair in ENDS if set(pair) <= set(table.columns)), ())
    columns, numeric = {}, []
    for column in table.columns:
        if column in ends[1:]:
            continue
        values = table[column].iloc[:MOST_ROWS]
        name = fixed_word("interval", language) if column in ends else _in_words(column)
        if column in ends:
            texts = _spans(values, table[ends[1]].iloc[:MOST_ROWS])
        elif column in CHANCES and values.dtype.kind == "f":
            texts = [prose.EN_DASH if p != p else chance_words(p) for p in values]
        else:
            texts = column_texts(values)
        name = str(column) if name in columns else name
        columns[name] = tuple(texts)
        if values.dtype.kind in "iuf":
            numeric.append(name)
    shown = dict(list(columns.items())[:MOST_COLUMNS])
    return TableData(shown, tuple(name for name in numeric if name in shown), source)


def _spans(low: "pd.Series", high: "pd.Series") -> list[str]:
    from project_lib.display import column_texts

    pairs = zip(column_texts(low), column_texts(high), strict=True)
    return [prose.EN_DASH if prose.EN_DASH in pair else " to ".join(pair) for pair in pairs]


def _in_words(column: object) -> str:
    """Return a column's name in words; of shares, that they are in per cent."""
    name = str(column)
    whole = name.removesuffix("_share")
    words = whole.replace("_", " ")
    words = words if len(words) == 1 else prose.capital(words)
    return words if whole == name else f"{words} (%)"


def _left_out(rows: int, language: Language) -> str:
    if rows <= MOST_ROWS:
        return ""
    words = fixed_word("rows_left", language).format(shown=MOST_ROWS, rows=prose.number(rows))
    return f" ({words})"
