"""How each kind of check of case.toml is run: observed, expected, and the rows at fault."""

from collections.abc import Callable, Mapping

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from project_lib import prose
from project_lib.checks.bounds import run_aggregate, run_bounds
from project_lib.checks.outcomes import Outcome, Subject, refusal
from project_lib.configuration.case_schema import DtypeCheck, GrainCheck, ReferenceCheck, RowsCheck
from project_lib.errors import nearest
from project_lib.expressions import named_columns, parse_expression
from project_lib.tables.columns import Columns, type_word
from project_lib.tables.duplicates import find_duplicates


def run_dtype(check: DtypeCheck, subject: Subject) -> Outcome:
    """Return whether a column has the declared type; a moment at midnight is a date."""
    if subject.columns.types[check.column] == check.dtype:
        return Outcome(True, check.dtype, check.dtype)
    array = subject.columns.fetch(check.column)
    observed = type_word(array.type)
    if observed == "datetime" and check.dtype == "date":
        floors = pc.floor_temporal(array, unit="day")
        late = pc.not_equal(floors, array).fill_null(False).to_numpy()
        rows = np.flatnonzero(late)
        observed = "date" if not len(rows) else "datetime"
        sample = subject.examples(rows, [check.column])
        return Outcome(not len(rows), observed, check.dtype, len(rows), sample)
    if observed == "missing":
        return Outcome(True, "no values", check.dtype, reason="the column has no values")
    passed = observed == check.dtype
    return Outcome(passed, observed, check.dtype, 0 if passed else None)


def run_rows(check: RowsCheck, subject: Subject) -> Outcome:
    """Return whether an expression holds in every row, or in all but the share that may break it.

    A row where the expression cannot be decided, because a value is missing, does not break it.
    """
    condition = parse_expression(check.expression, subject.columns.names)
    names = named_columns(check.expression)
    # evaluated on Arrow, so that missing values mean the same on every engine
    table = nw.from_native(subject.columns.table(names), eager_only=True)
    try:
        met = table.select(met=condition)["met"].to_arrow()
    except (pa.ArrowException, TypeError) as error:
        problem = f"cannot compare in {check.expression!r} ({str(error).splitlines()[0]})"
        raise refusal(check, problem, "compare a column with values of its own type") from error
    if not pa.types.is_boolean(met.type):
        problem = f"has the expression {check.expression!r}, no condition"
        raise refusal(check, problem, "compare it with a value")
    rows = np.flatnonzero(~met.fill_null(True).to_numpy(zero_copy_only=False))
    share = len(rows) / len(met) if len(met) else 0.0
    allowed = f" in at least {prose.percent(1 - check.max_share)}" if check.max_share else ""
    observed = f"broken in {prose.plural(len(rows), 'row')} ({prose.percent(share)})"
    sample = subject.examples(rows, names)
    return Outcome(
        share <= check.max_share, observed, f"{check.expression}{allowed}", len(rows), sample
    )


def run_grain(check: GrainCheck, subject: Subject) -> Outcome:
    """Return whether the declared grain is there and unique: no key repeats, none is missing."""
    grain = subject.declared[check.table].grain if check.table in subject.declared else []
    if not grain:
        raise refusal(check, f"is about '{check.table}', which declares no grain", "declare it")
    found = find_duplicates(subject.columns, grain)
    missing = np.zeros(subject.columns.count_rows(), dtype=bool)
    for name in grain:
        array = subject.columns.fetch(name)
        if array.null_count:
            missing |= array.is_null().to_numpy()
    rows = np.union1d(found.rows[np.argsort(found.groups, kind="stable")], np.flatnonzero(missing))
    observed = f"{prose.plural(found.n_groups, 'repeated key')}"
    if missing.any():
        observed += f", {prose.plural(int(missing.sum()), 'row')} without a key"
    return Outcome(
        not len(rows), observed, f"{prose.listing(grain)} unique", len(rows),
        subject.examples(rows, grain),
    )


def run_reference(check: ReferenceCheck, subject: Subject) -> Outcome:
    """Return whether each foreign key finds its row; a key with a missing part needs none."""
    other = subject.others[check.to_table]
    if len(check.columns) != len(check.to_columns):
        raise refusal(check, "names columns and to_columns of different length", "pair them")
    names = [f"key {i}" for i in range(len(check.columns))]
    keys = pa.table(dict(zip(names, subject.columns.table(check.columns).columns, strict=True)))
    known = pa.table(dict(zip(names, other.table(check.to_columns).columns, strict=True)))
    for name, mine, theirs in zip(names, check.columns, check.to_columns, strict=True):
        words = type_word(keys[name].type), type_word(known[name].type)
        if words[0] != words[1] and "missing" not in words:
            raise refusal(
                check, f"compares {mine} ({words[0]}) with {theirs} ({words[1]})",
                "declare both with the same dtype",
            )
        known = known.set_column(
            known.schema.get_field_index(name), name, known[name].cast(keys[name].type)
        )
    numbered = keys.append_column("row", pa.array(np.arange(len(keys)))).drop_null()
    lost = numbered.join(known.drop_null(), names, join_type="left anti")
    rows = np.sort(lost["row"].to_numpy())
    return Outcome(
        not len(rows), f"{prose.plural(len(rows), 'row')} without a match",
        f"{prose.listing(check.columns)} in {check.to_table}", len(rows),
        subject.examples(rows, check.columns),
    )


RUNNERS: dict[str, Callable[..., Outcome]] = {
    "bounds": run_bounds, "dtype": run_dtype, "rows": run_rows, "aggregate": run_aggregate,
    "grain": run_grain, "reference": run_reference,
}


def require_columns(check: object, tables: Mapping[str, Columns]) -> None:
    """Raise InputError where a check names a table or column that is not there."""
    wanted = {check.table: [getattr(check, "column", None), *getattr(check, "by", [])]}
    wanted[check.table] += getattr(check, "columns", [])
    if check.kind == "reference":
        wanted.setdefault(check.to_table, []).extend(check.to_columns)
    for table, names in wanted.items():
        if table not in tables:
            raise refusal(check, f"names the table '{table}'", nearest(table, tables))
        for name in names:
            if name is not None and name not in tables[table].names:
                problem = f"names the column '{name}', which '{table}' does not have"
                raise refusal(check, problem, nearest(name, tables[table].names))
