"""Tables of the appendix: all claims with their verdicts, and what lies behind a finding."""

from project_lib import prose
from project_lib.deck.fixed_words import Language, fixed_word
from project_lib.deck.slides import TableData

CLAIMS_A_SLIDE = 8
MOST_ROWS, MOST_COLUMNS = 10, 6


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


def exhibit_tables(record: dict) -> list[tuple[str, TableData]]:
    """Return caption and table of a finding's first exhibit, as much of it as fits a slide."""
    import pandas as pd

    from project_lib.display import column_texts

    found = []
    for exhibit in record["exhibits"][:1]:
        table = pd.DataFrame(exhibit["columns"])
        shown = table.iloc[:MOST_ROWS, :MOST_COLUMNS]
        if shown.empty:
            continue
        names = {name: str(name).replace("_", " ") for name in shown.columns}
        columns = {names[name]: tuple(column_texts(shown[name])) for name in shown.columns}
        numeric = tuple(names[n] for n in shown.columns if shown[n].dtype.kind in "iuf")
        data = TableData(columns, numeric, f"finding:{record['id']}")
        found.append((exhibit["caption"] + _left_out(len(table)), data))
    return found


def _left_out(rows: int) -> str:
    return f" (the first {MOST_ROWS} of {prose.number(rows)} rows)" if rows > MOST_ROWS else ""
