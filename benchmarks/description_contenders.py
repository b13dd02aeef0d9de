"""The description of one parquet table, by each contender; run as `... CONTENDER TABLE RESULT`.

Each works in a process of its own and writes its numbers as JSON, so that they can be compared.
"""

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

IDENTIFIERS = ["purchase_id", "product_id", "affiliate_id", "producer_id", "buyer_id"]
TIMES = ["purchase_date", "product_creation_date"]
NUMBERS = ["purchase_value", "affiliate_commission_percentual", "Venda"]
CATEGORIES = [
    "product_category", "product_niche", "purchase_device", "purchase_origin",
    "is_origin_page_social_network",
]
ROLES = {
    **dict.fromkeys(IDENTIFIERS, "identifier"), **dict.fromkeys(TIMES, "time"),
    **dict.fromkeys(NUMBERS, "number"), **dict.fromkeys(CATEGORIES, "category"),
}
FIGURES = ("mean", "median", "std", "iqr", "min", "q25", "q75", "max", "range", "skew", "kurtosis")
CHECKS = [
    {"kind": "bounds", "column": "purchase_id", "statistic": "missing_count", "at_most": 0},
    {"kind": "bounds", "column": "purchase_value", "statistic": "min", "at_least": -1},
    {"kind": "bounds", "column": "purchase_value", "statistic": "median", "at_most": 0},
    {"kind": "bounds", "column": "product_niche", "statistic": "nunique", "at_most": 25},
    {"kind": "bounds", "column": "affiliate_commission_percentual",
     "statistic": "missing_share", "at_most": 0.05},
    {"kind": "rows", "expression": "0 <= affiliate_commission_percentual <= 100"},
    {"kind": "rows", "expression": "purchase_date > product_creation_date"},
    {"kind": "aggregate", "by": ["product_id"], "column": "producer_id",
     "statistic": "nunique", "at_most": 1},
    {"kind": "grain"},
]


def declare_tables() -> dict:
    """Return the table as a case declares it."""
    from project_lib.configuration.case_schema import Table

    dtypes = dict.fromkeys(NUMBERS[:2], "float") | dict.fromkeys(TIMES, "datetime")
    dtypes |= dict.fromkeys(CATEGORIES[:4], "text")
    return {"purchases": Table.model_validate({
        "description": "purchases", "source": "file", "grain": ["purchase_id"],
        "columns": {
            name: {"description": name, "role": role, "dtype": dtypes.get(name, "integer")}
            for name, role in ROLES.items()
        },
    })}


def describe_ours(path: Path) -> dict:
    """Return the numbers of everything that notebook 02 computes."""
    import duckdb
    from pydantic import TypeAdapter

    from project_lib import description
    from project_lib.checks import validation
    from project_lib.configuration.case_schema import Check
    from project_lib.tables import clean_names, column_pairs, proposals, repeated_rows, summaries
    from project_lib.tables.columns import open_tables
    from project_lib.tables.profiles import profile_tables

    tables = open_tables({"purchases": duckdb.read_parquet(str(path))})
    declared = declare_tables()
    profiles = profile_tables(tables, declared)
    clean_names.propose_table_names({n: p.columns for n, p in profiles.items()})
    description.dimension_table(profiles, description.machine_memory())
    columns = description.column_table(profiles)
    proposals.propose_conversions(tables, profiles)
    missing = description.missing_table(profiles)
    grains = {name: table.grain for name, table in declared.items()}
    duplicates = repeated_rows.duplicate_table(tables, profiles, grains)
    repeated_rows.grain_difference_table(tables, grains, duplicates)
    numeric = summaries.numeric_summary(profiles).set_index("column")
    categorical = summaries.categorical_summary(profiles).set_index("column")
    times = summaries.datetime_summary(profiles).set_index("column")
    pairs = column_pairs.pair_table(profiles)
    adapter = TypeAdapter(list[Check])
    checks = adapter.validate_python(
        [{"name": f"check {i}", "table": "purchases", **check} for i, check in enumerate(CHECKS)]
    )
    checks += validation.declared_checks(declared, checks)
    results = validation.validate(tables, checks, declared)
    return {
        "distinct": columns.set_index("column")["distinct"].to_dict(),
        "missing": missing.set_index("column")["missing"].to_dict(),
        "blank": {c: int(missing.set_index("column")["blank"][c]) for c in CATEGORIES[:4]},
        "longest": {c: int(categorical.loc[c, "longest"]) for c in CATEGORIES[:4]},
        "once": categorical["once"].to_dict(),
        "zero_share": numeric["zero_share"].to_dict(),
        "infinite": numeric["infinite"].to_dict(),
        "repeated": duplicates["repeated_rows"].tolist(),
        "numeric": {c: {f: numeric.loc[c, f] for f in FIGURES} for c in NUMBERS},
        "top": categorical["count"].to_dict(),
        "times": {c: [str(times.loc[c, f]) for f in ("earliest", "latest")] for c in TIMES},
        "gaps": times["largest_gap_days"].to_dict(),
        "pairs": {" ".join(sorted((r.first, r.second))): r.value for r in pairs.itertuples()},
        "pair_rows": {" ".join(sorted((r.first, r.second))): r.rows for r in pairs.itertuples()},
        "complete": int(profiles["purchases"].complete_rows),
        "dates": columns.set_index("column").loc[TIMES, "dtype"].eq("date").tolist(),
        "passed": results["passed"].tolist()[: len(CHECKS)],
    }


def describe_pandas(path: Path) -> dict:
    """Return the same numbers as a good user of pandas would compute them."""
    import numpy as np
    import pandas as pd

    df = pd.read_parquet(path)
    df.memory_usage(deep=True)
    distinct, missing = df.nunique(), df.isna().sum()
    complete = int(df.notna().all(axis=1).sum())
    dates = [bool((df[name].dt.normalize() == df[name]).all()) for name in TIMES]
    for name in CATEGORIES[:4]:
        values = df[name].drop_duplicates()
        pd.to_numeric(values, errors="coerce").notna().mean()
        pd.to_datetime(values, errors="coerce", format="%Y-%m-%d").notna().mean()
    for name in NUMBERS:
        ((df[name].dropna() % 1) == 0).all()
    repeated = [int(df.duplicated().sum()), int(df.duplicated(["purchase_id"]).sum())]
    numbers = df[NUMBERS]
    summary = numbers.describe()
    skew, kurtosis = numbers.skew(), numbers.kurt()
    counts = {name: df[name].value_counts() for name in CATEGORIES}
    blank = {name: int((df[name].str.strip() == "").sum()) for name in CATEGORIES[:4]}
    longest = {name: int(df[name].str.len().max()) for name in CATEGORIES[:4]}
    zeros = {name: (df[name] == 0).sum() / df[name].count() for name in NUMBERS}
    infinite = {name: int(np.isinf(df[name]).sum()) for name in NUMBERS}
    times = df[TIMES].agg(["min", "median", "max"])
    gaps = {name: df[name].sort_values().diff().max() / pd.Timedelta(days=1) for name in TIMES}
    pairs, pair_rows = pandas_pairs(df)
    numeric = {}
    for name in NUMBERS:
        s = summary[name]
        numeric[name] = {
            "mean": s["mean"], "median": s["50%"], "std": s["std"], "iqr": s["75%"] - s["25%"],
            "min": s["min"], "q25": s["25%"], "q75": s["75%"], "max": s["max"],
            "range": s["max"] - s["min"], "skew": skew[name], "kurtosis": kurtosis[name],
        }
    return {
        "distinct": distinct.to_dict(), "missing": missing.to_dict(), "repeated": repeated,
        "blank": blank, "longest": longest, "zero_share": zeros, "infinite": infinite,
        "once": {name: int((c == 1).sum()) for name, c in counts.items()},
        "numeric": numeric, "top": {name: int(c.iloc[0]) for name, c in counts.items()},
        "times": {c: [str(times.loc["min", c]), str(times.loc["max", c])] for c in TIMES},
        "complete": complete, "dates": dates, "pair_rows": pair_rows,
        "gaps": gaps, "pairs": pairs, "passed": pandas_checks(df),
    }


def pandas_pairs(df: "pd.DataFrame") -> tuple[dict, dict]:
    """Return Spearman's correlation and Cramer's V of the pairs, and the rows that have both."""
    import numpy as np
    import pandas as pd

    pairs, pair_rows = {}, {}
    varying = NUMBERS[:2]
    pair_rows[" ".join(sorted(varying))] = int(df[varying].notna().all(axis=1).sum())
    spearman = df[varying].corr(method="spearman")
    pairs[" ".join(sorted(varying))] = spearman.iloc[0, 1]
    for i, first in enumerate(CATEGORIES):
        for second in CATEGORIES[:i]:
            both = df[[first, second]].notna().all(axis=1)
            pair_rows[" ".join(sorted((first, second)))] = int(both.sum())
            cells = pd.crosstab(df[first], df[second]).to_numpy()
            n, (r, c) = cells.sum(), cells.shape
            expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / n
            phi = ((cells - expected) ** 2 / expected).sum() / n
            phi = max(0.0, phi - (r - 1) * (c - 1) / (n - 1))
            r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
            pairs[" ".join(sorted((first, second)))] = math.sqrt(phi / (min(r, c) - 1))
    return pairs, pair_rows


def pandas_checks(df: "pd.DataFrame") -> list[bool]:
    """Return which of the checks hold."""
    commission = df["affiliate_commission_percentual"]
    passed = [
        df["purchase_id"].isna().sum() <= 0,
        df["purchase_value"].min() >= -1,
        df["purchase_value"].median() <= 0,
        df["product_niche"].nunique() <= 25,
        commission.isna().mean() <= 0.05,
        not (~commission.between(0, 100) & commission.notna()).any(),
        bool((df["purchase_date"] > df["product_creation_date"]).all()),
        df.groupby("product_id")["producer_id"].nunique().max() <= 1,
        not df.duplicated(["purchase_id"]).any(),
    ]
    return [bool(one) for one in passed]


def describe_ydata(path: Path, *, minimal: bool) -> dict:
    """Return nothing: ydata-profiling computes its description, without its HTML page."""
    import warnings

    import pandas as pd

    warnings.simplefilter("ignore")
    from ydata_profiling import ProfileReport

    report = ProfileReport(pd.read_parquet(path), minimal=minimal, progress_bar=False)
    report.get_description()
    return {}


CONTENDERS = {
    "ours": describe_ours,
    "pandas": describe_pandas,
    "ydata-minimal": lambda path: describe_ydata(path, minimal=True),
    "ydata-default": lambda path: describe_ydata(path, minimal=False),
}


if __name__ == "__main__":
    contender, table, result = sys.argv[1:]
    Path(result).write_text(json.dumps(CONTENDERS[contender](Path(table)), default=float))
