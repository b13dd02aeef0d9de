"""The first claims about rows that hold features and target already."""

from collections.abc import Iterator
from itertools import combinations

from project_lib import prose
from project_lib.case_writing.case_words import CaseWords, column_words
from project_lib.case_writing.first_claims import FirstClaim, by_day, told_by
from project_lib.case_writing.plain_python import write_text
from project_lib.inspection.inspection_types import ColumnLook, Inspection

MOST_COLUMNS = 30  # that get a claim of their own
MOST_PAIRED = 4  # columns compared in pairs, where there is no target
MOST_CHANGING = 2  # numbers followed over time, where there is no target
MOST_MISSING = 0.9  # share of rows without a value


def row_claims(inspection: Inspection, words: CaseWords) -> list[FirstClaim]:
    """Return the claims: what tells the target, how it changes, who holds most, what days show."""
    columns = usable_columns(inspection)
    claims = list(_of_target(columns, words) if inspection.target else _of_pairs(columns))
    if inspection.time:
        claims += _of_time(inspection, columns, words)
    if inspection.amount:
        claims.append(_few_hold(words))
    if inspection.time:
        claims += by_day(inspection, column="count", what="rows")
    return claims


def usable_columns(inspection: Inspection) -> list[ColumnLook]:
    """Return the columns that may get a claim, in their order: neither keys nor texts.

    Suspects get none either: what they tell the target is no ground for advice.
    """
    taken = {suspect.column for suspect in inspection.suspects}
    taken |= {inspection.entity, inspection.time}
    taken |= {inspection.target.column} if inspection.target else set()
    return [
        look
        for look in inspection.columns
        if look.name not in taken
        and look.role in ("number", "category", "flag")
        and look.dtype not in ("date", "datetime")
        and look.distinct > 1
        and look.missing_share <= MOST_MISSING
    ]


def _of_target(columns: list[ColumnLook], words: CaseWords) -> Iterator[FirstClaim]:
    given = {"about": "TARGET", **_target_words()}
    for look in columns[:MOST_COLUMNS]:
        yield told_by(f"{look.name[:50]}_tells", look.name, "evidence.rows", words.target, given)


def _of_pairs(columns: list[ColumnLook]) -> Iterator[FirstClaim]:
    for first, second in combinations(columns[:MOST_PAIRED], 2):
        given = {"about": write_text(second.name)}
        if second.unit and second.role == "number":
            given["unit"] = write_text(second.unit)
        name = f"{first.name[:25]}_and_{second.name[:25]}"
        about = column_words(second.name)
        yield told_by(name, first.name, "evidence.rows", about, given)


def _of_time(
    inspection: Inspection, columns: list[ColumnLook], words: CaseWords
) -> Iterator[FirstClaim]:
    """Yield the claim that the target changes, or that the first numbers do."""
    given, tables = _target_words(), "evidence.rows"
    if inspection.target:
        given |= {"about": "TARGET"}
        yield told_by("target_changes", inspection.time, tables, words.target, given)
        return
    for look in [look for look in columns if look.role == "number"][:MOST_CHANGING]:
        about = column_words(look.name)
        given = {"about": write_text(look.name)}
        given |= {"unit": write_text(look.unit)} if look.unit else {}
        yield told_by(f"{look.name[:50]}_changes", inspection.time, tables, about, given)


def _target_words() -> dict[str, str]:
    return {"event": "EVENT", "unit": "UNIT"}


def _few_hold(words: CaseWords) -> FirstClaim:
    what = prose.quotation(words.amount)
    return FirstClaim(
        id="few_hold_most",
        question="money",
        statement=f"A fifth of the {words.who} holds more than half of {what}",
        factor="amount",
        summary="Add up what the highest fifth holds.",
        test="revenue_shares.top_share",
        tables="evidence.totals",
        given={"who": "WHO", "what": write_text(what), "top": "0.2", "claim_share": "0.5"},
    )
