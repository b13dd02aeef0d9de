"""Proposals of clean column names: unique, lower case, words joined by underscores."""

import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from project_lib import prose

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 60  # characters, as case.toml allows
_SIGNS = {
    "%": "percent", "&": "and", "#": "number", "€": "euro", "$": "dollar", "£": "pound",
    "+": "plus", "@": "at", "°": "degree", "ß": "ss", "æ": "ae", "ø": "o", "Æ": "Ae", "Ø": "O",
}
# reserved in SQL as DuckDB and PostgreSQL speak it; Python's own come from `keyword`
_RESERVED = frozenset(
    "all analyse analyze any array asc asymmetric both case cast check collate column constraint "
    "create current_date current_time current_timestamp current_user default deferrable desc "
    "distinct do else end except false fetch for foreign from grant group having in initially "
    "intersect into lateral leading limit localtime not null offset on only or order placing "
    "primary qualify references returning select session_user some symmetric table then to "
    "trailing true union unique user using variadic when where window with".split()
) | frozenset(word.lower() for word in keyword.kwlist)


def propose_names(names: Sequence[object]) -> "pd.DataFrame":
    """Return a clean, unique name for each column name.

    Columns: column (as it is), proposed, changed, reason (what is wrong with the name; empty where
    nothing is). The proposals match ``[a-z][a-z0-9_]*`` and are no reserved words.

    Parameters
    ----------
    names : names in their order; missing, repeated or numeric ones are allowed
    """
    import pandas as pd

    given = ["" if name is None or name != name else str(name) for name in names]
    clean = [_clean(name, position) for position, name in enumerate(given, 1)]
    # a name that is clean already keeps it, wherever it stands
    keeps = {proposed for name, (proposed, _) in zip(given, clean, strict=True) if name == proposed}
    taken: set[str] = set()
    rows = []
    for name, (proposed, reasons) in zip(given, clean, strict=True):
        unique, n = proposed, 1
        while unique in taken or (unique in keeps and unique != name):
            n += 1
            unique = f"{proposed[: LONGEST - len(str(n)) - 1]}_{n}"
        taken.add(unique)
        reasons = [*reasons, "taken by another column"] if n > 1 else reasons or ["underscores"]
        rows.append({
            "column": name, "proposed": unique, "changed": unique != name,
            "reason": ", ".join(reasons) if unique != name else "",
        })
    return pd.DataFrame(rows, columns=["column", "proposed", "changed", "reason"])


def propose_table_names(names: Mapping[str, Iterable[object]]) -> "pd.DataFrame":
    """Return `propose_names` for the columns of several tables, with a column `table` before."""
    import pandas as pd

    parts = [
        propose_names(list(columns)).assign(table=table) for table, columns in names.items()
    ]
    return pd.concat(parts, ignore_index=True)[["table", "column", "proposed", "changed", "reason"]]


def names_sentence(names: "pd.DataFrame") -> str:
    """Say how many names should change, with the first of them."""
    changed = names[names["changed"]]
    total = prose.plural(len(names), "column name")
    if changed.empty:
        verb = "is" if len(names) == 1 else "are all"
        return f"{total} {verb} clean: unique, lower case, no reserved word."
    first = changed.iloc[0]
    return (
        f"{prose.number(len(changed))} of {total} should change, such as *{first['column']}* to "
        f"*{first['proposed']}* ({first['reason']}); declare it in case.toml with `source_name`."
    )


def _clean(name: str, position: int) -> tuple[str, list[str]]:
    """Return the clean form of one name and what had to be changed."""
    reasons = []
    text = name
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word if sign.isalpha() else f" {word} ")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if not bare.isascii() or any(c in name for c in _SIGNS if c.isalpha()) or bare != text:
        reasons.append("accents or signs beyond ASCII")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", bare)
    proposed = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not proposed:
        proposed = _spoken(name)
    if re.search(r"[^\w]", name, flags=re.ASCII) and name.isascii():
        reasons.append("spaces or signs")
    if name != name.lower():
        reasons.append("capitals")
    if not proposed:
        return f"column_{position}", [*reasons, "no letter"] if name else ["no name"]
    if proposed[0].isdigit():
        proposed, _ = f"column_{proposed}", reasons.append("starts with a digit")
    if proposed in _RESERVED:
        proposed, _ = f"{proposed}_", reasons.append("reserved word")
    if len(proposed) > LONGEST:
        proposed, _ = proposed[:LONGEST].rstrip("_"), reasons.append("too long")
    return proposed, reasons


def _spoken(name: str) -> str:
    """Return what the first emoji of a name is called; empty where there is none."""
    for sign in name:
        if unicodedata.category(sign) == "So":
            spoken = unicodedata.name(sign, "").lower()
            return re.sub(r"[^a-z0-9]+", "_", spoken).strip("_")
    return ""
