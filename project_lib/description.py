"""The stage *description*: how large the tables are, what is in them, and what is missing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.tables.profiles import TableProfile

if TYPE_CHECKING:
    import pandas as pd

WORKING_COPIES = 5  # pandas needs 5 to 10 times the size of its data (McKinney, 2017)
LARGEST_SPILL = 10  # times the memory that one machine still works through from its disk


def dimension_table(profiles: Mapping[str, TableProfile], memory: int) -> "pd.DataFrame":
    """Return the size of each table and the engine that fits it.

    Columns: table, rows, columns, complete_rows, complete_share, megabytes (in memory), engine.

    Parameters
    ----------
    memory : bytes of memory that this machine has, see `machine_memory`
    """
    import pandas as pd

    rows = []
    for name, profile in profiles.items():
        size = sum(column.bytes for column in profile.columns.values())
        rows.append({
            "table": name, "rows": profile.n_rows, "columns": len(profile.columns),
            "complete_rows": profile.complete_rows,
            "complete_share": _share(profile.complete_rows, profile.n_rows),
            "megabytes": size / 1e6, "engine": fitting_engine(size, memory),
        })
    return pd.DataFrame(rows)


def fitting_engine(size: float, memory: float) -> str:
    """Return ``pandas``, ``DuckDB`` or ``Spark``: the simplest engine that fits a table.

    pandas where its working copies fit into memory, DuckDB as long as one machine can still spill
    to its disk, else a cluster.

    Parameters
    ----------
    size, memory : bytes that the table takes in memory, and that the machine has
    """
    if size * WORKING_COPIES <= memory:
        return "pandas"
    return "DuckDB" if size <= memory * LARGEST_SPILL else "Spark"


def machine_memory() -> int:
    """Return the bytes of memory that this machine, or the container around us, has."""
    import psutil

    total = psutil.virtual_memory().total
    try:
        with open("/sys/fs/cgroup/memory.max") as file:
            return min(total, int(file.read()))
    except (OSError, ValueError):  # no container, or one without a limit
        return total


def dimensions_sentence(table: "pd.DataFrame", memory: int) -> str:
    """Say how large the tables are together and which engine the largest one needs."""
    largest = table.loc[table["megabytes"].idxmax()]
    size = table["megabytes"].sum()
    total = (
        f"{prose.plural(len(table), 'table')} with {prose.plural(table['rows'].sum(), 'row')} "
        f"and {prose.plural(table['columns'].sum(), 'column')} "
        f"{'takes' if len(table) == 1 else 'take'} {_megabytes(size)}"
    )
    reason = {
        "pandas": f"fits into it more than {WORKING_COPIES} times over, so pandas will do",
        "DuckDB": "leaves pandas no room for its copies: use DuckDB, which spills to the disk",
        "Spark": f"is more than {LARGEST_SPILL} times the memory: use Spark on a cluster",
    }[largest["engine"]]
    return (
        f"{total} of this machine's {_megabytes(memory / 1e6)}. "
        f"The largest, *{largest['table']}* with {_megabytes(largest['megabytes'])}, {reason}."
    )


def column_table(profiles: Mapping[str, TableProfile]) -> "pd.DataFrame":
    """Return what each column is.

    Columns: table, column, role, declared (the role is in case.toml; else it is inferred), dtype,
    distinct (missing where values are nested), sample (the first different values).
    """
    import pandas as pd

    rows = [
        {
            "table": name, "column": column.name, "role": column.role,
            "declared": column.declared, "dtype": column.dtype, "distinct": column.distinct,
            "sample": ", ".join(column.sample),
        }
        for name, profile in profiles.items()
        for column in profile.columns.values()
    ]
    return pd.DataFrame(rows).astype({"distinct": "Int64"})


def columns_sentence(columns: "pd.DataFrame") -> str:
    """Say how many columns there are of each role, and which are empty, constant or undescribed."""
    counts = columns["role"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    many = {"category": "categories"}
    roles = [prose.plural(n, role, many.get(role)) for role, n in counts.items()]
    text = f"By role: {prose.listing(roles, most=8)}."
    inferred = columns.loc[~columns["declared"], "column"].tolist()
    if inferred:
        verb = "is" if len(inferred) == 1 else "are"
        text += (
            f" {prose.listing(inferred)} {verb} not in the column dictionary: "
            f"the role is inferred from the values."
        )
    constant = columns.loc[columns["distinct"] <= 1, "column"].tolist()
    if constant:
        verb = "holds" if len(constant) == 1 else "hold"
        text += f" {prose.listing(constant)} {verb} no more than one value and can tell nothing."
    return text


def missing_table(profiles: Mapping[str, TableProfile]) -> "pd.DataFrame":
    """Return how much of each column is missing, the worst first.

    Columns: table, column, missing, missing_share, blank (texts without a letter; not missing).
    """
    import pandas as pd

    rows = [
        {
            "table": name, "column": column.name, "missing": column.missing,
            "missing_share": _share(column.missing, profile.n_rows), "blank": column.blank,
        }
        for name, profile in profiles.items()
        for column in profile.columns.values()
    ]
    table = pd.DataFrame(rows)
    return table.sort_values(
        ["missing_share", "blank"], ascending=False, kind="stable", ignore_index=True
    )


def missing_sentence(missing: "pd.DataFrame", profiles: Mapping[str, TableProfile]) -> str:
    """Say how many columns have missing values, where most are, and how many rows are complete."""
    some = missing[missing["missing"] > 0]
    columns = prose.plural(len(missing), "column")
    if some.empty:
        text = f"No value is missing in {columns}."
    else:
        worst = some.iloc[0]
        rows = sum(profile.n_rows for profile in profiles.values())
        whole = sum(profile.complete_rows for profile in profiles.values())
        text = (
            f"Values are missing in {len(some)} of {columns}, most of all in *{worst['column']}*: "
            f"{prose.percent(worst['missing_share'])}, {prose.plural(worst['missing'], 'row')}. "
            f"{prose.percent(_share(whole, rows))} of the rows are complete."
        )
    blank = missing.loc[missing["blank"] > 0]
    if len(blank):
        first = blank.sort_values("blank", ascending=False, kind="stable").iloc[0]
        text += (
            f" Blank texts hide in {prose.plural(len(blank), 'column')}, most in "
            f"*{first['column']}* ({prose.plural(first['blank'], 'row')})."
        )
    return text


def headline_figures(
    profiles: Mapping[str, TableProfile], duplicates: "pd.DataFrame", results: "pd.DataFrame"
) -> list[dict[str, object]]:
    """Return the headline numbers of the description, as `Case.record` takes them.

    Parameters
    ----------
    duplicates : what `duplicate_table` returned
    results : what `validate` returned
    """
    cells = sum(p.n_rows * len(p.columns) for p in profiles.values())
    missing = sum(c.missing for p in profiles.values() for c in p.columns.values())
    rows = sum(profile.n_rows for profile in profiles.values())
    copies = int(duplicates.loc[duplicates["on"] == "all columns", "repeated_rows"].sum())
    figures = [
        {"name": "missing_share", "value": _share(missing, cells), "unit": "share", "n": cells,
         "label": "Missing values"},
        {"name": "repeated_rows_share", "value": _share(copies, rows), "unit": "share", "n": rows,
         "label": "Rows that repeat another on all columns"},
    ]
    if len(results):
        figures.append(
            {"name": "checks_passed_share", "value": float(results["passed"].mean()),
             "unit": "share", "n": len(results), "label": "Checks of the data passed"}
        )
    return figures


def handover_sentence(profiles: Mapping[str, TableProfile], proposals: "pd.DataFrame") -> str:
    """Say which tables are left for the feature table, and what was converted."""
    safe = int(proposals["safe"].sum())
    sizes = [f"*{name}* with {prose.plural(p.n_rows, 'row')}" for name, p in profiles.items()]
    converted = f"{prose.plural(safe, 'column')} converted" if safe else "all values unchanged"
    return f"The checked tables are saved: {prose.listing(sizes)}, {converted}."


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _megabytes(size: float) -> str:
    if size < 0.1:
        return "less than 0.1 MB"
    return f"{prose.number(size / 1000)} GB" if size >= 1000 else f"{prose.number(size)} MB"
