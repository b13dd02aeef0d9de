"""The columns of given rows that case.toml keeps from the model, and what the data say of them."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import Prediction
from project_lib.features.given_rows import GivenTable
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.together import audit_together, given_columns
from project_lib.leakage.verdicts import join_audits

if TYPE_CHECKING:
    import pandas as pd


def judge_left_out(given: GivenTable, prediction: Prediction) -> "pd.DataFrame":
    """Return what the leakage audit would say of the columns left out, had they been features.

    Columns: column, verdict (``leak``, ``unknown`` or ``clean``), evidence (empty where there is
    none); in the order of case.toml.
    """
    import pandas as pd

    target = prediction.target.name if prediction.target else ""
    names = [name for name in given.left_out if name != target]
    found = {}
    if target and names:
        rows = given.left_out[names].assign(**{target: given.table[target]})
        audit = join_audits(audit_signs(rows, target, names))
        others = [name for name in given_columns(given.dictionary) if name not in names]
        beside = pd.concat([rows, given.table[others]], axis=1)
        audit = audit_together(audit, beside, target, [*names, *others])
        worst = audit[audit["verdict"] != "clean"].drop_duplicates("column")
        found = {column: rest for _, column, *rest in worst.itertuples(index=False)}
    lines = [(name, *found.get(name, ("clean", ""))) for name in names]
    return pd.DataFrame(lines, columns=["column", "verdict", "evidence"])


def left_out_sentence(left: "pd.DataFrame") -> str:
    """Say which columns case.toml leaves out, and which sign of the target each of them bears."""
    if left.empty:
        return "`prediction.leave_out` of case.toml leaves no column out."
    count = prose.plural(len(left), "column is", "columns are")
    text = f"{count} kept from the model by `prediction.leave_out` of case.toml"
    signs = left[left["evidence"] != ""]
    names = [f"`{name}`" for name in left["column"]]
    if signs.empty:
        return (
            f"{text}: {prose.listing(names)}. The data show no sign of a target in them: whoever "
            "wrote case.toml knows why."
        )
    told = [f"`{row.column}`: {row.evidence}" for row in signs.itertuples()]
    rest = [f"`{name}`" for name in left.loc[left["evidence"] == "", "column"]]
    text += f". Signs of the target in {prose.plural(len(told), 'column')}: {'; '.join(told)}."
    return f"{text} None in {prose.listing(rest)}." if rest else text
