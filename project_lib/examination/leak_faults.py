"""Which features tell the target too well to be believed, and how each is taken out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from project_lib.configuration.toml_lines import Key
from project_lib.errors import InputError
from project_lib.examination.problems import Advice
from project_lib.examination.trial_features import Made

if TYPE_CHECKING:
    from project_lib.case import Case


def check_leaks(case: "Case", made: Made) -> Iterator[InputError]:
    """Yield each feature that tells the target too well: an error where that is certain."""
    from project_lib.leakage.signs import audit_signs
    from project_lib.leakage.together import audit_together, given_columns
    from project_lib.leakage.verdicts import join_audits

    prediction, target = case.prediction, case.prediction.target.name
    table = made.table
    if table[target].dtype.kind not in "iufb":
        table = table.assign(**{target: table[target].astype("category").cat.codes})
    outcomes = [label.name for label in prediction.outcomes]
    events = bool(prediction.events)
    signs = audit_signs(table, target, made.features, outcomes, made_again=events)
    audit = join_audits(signs)
    if prediction.rows:
        audit = audit_together(audit, table, target, given_columns(made.dictionary))
    told = set()
    named = audit[(audit["verdict"] != "clean") & (audit["column"] != "")]
    for row in named.drop_duplicates("column").itertuples():
        kind = InputError if row.verdict == "leak" else Advice
        key, remedy = _leak_key(case, row.column, made)
        told.add(key)
        yield kind("", f"feature '{row.column}': {row.evidence}", remedy, key=key)
    yield from _late_names(case, told, made)


def _leak_key(case: "Case", feature: str, made: Made) -> tuple[Key, str]:
    """Return where a feature comes from, and how it is taken out."""
    prediction = case.prediction
    if prediction.rows:
        columns = case.tables[prediction.rows].columns
        owner = max((c for c in columns if feature.startswith(c)), key=len, default="")
        if owner:
            key = ("tables", prediction.rows, "columns", owner)
            return key, f"add '{owner}' to prediction.leave_out unless it is known in time"
    for place, declared in enumerate(case.features):
        if feature.startswith(f"{declared.name}_"):
            return ("features", place), "change its where, or remove it unless it is known in time"
    kinds = made.dictionary.set_index("name")["kind"]
    owner = feature if kinds.get(feature) == "function" else ""
    return ("features.py", owner), "let the function use what is known in time alone"


def _late_names(case: "Case", told: set[Key], made: Made) -> Iterator[InputError]:
    """Yield advice on columns of rows whose names say that they are filled late."""
    from project_lib.leakage.late_names import late_hints

    prediction = case.prediction
    if not prediction.rows:
        return
    columns = case.tables[prediction.rows].columns
    names = {column.source_name or name: name for name, column in columns.items()}
    target = columns[prediction.target.column].source_name or prediction.target.column
    for source_name, reason in late_hints(names, target).items():
        name = names[source_name]
        key = ("tables", prediction.rows, "columns", name)
        used = any(feature.startswith(name) for feature in made.features)
        if used and key not in told and name not in prediction.leave_out:
            remedy = f"add '{name}' to prediction.leave_out unless it is known in time"
            yield Advice("", reason, remedy, key=key)
