"""What is in a bundle, what it needs and how it is used: tables and sentences for readers."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.performance.thresholds import RULES

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.serving.bundle import Answer, Bundle

FILES = (  # how a file's name ends, and what it holds
    ("manifest.json", "which files belong here with their SHA-256, versions, origin"),
    ("schema.json", "the columns that a row needs"),
    ("decision.json", "calibration, threshold and the scores reached"),
    ("parity.parquet", "training rows with what Python says of them"),
    (".onnx", "preparation and model in one graph"),
    ("preprocessing.skops", "preparation as scikit-learn's parts"),
    (".skops", "model as scikit-learn's parts"),
    (".txt", "model in LightGBM's own format"),
    (".json", "model in XGBoost's own format"),
)


def contents_table(folder: Path) -> "pd.DataFrame":
    """Return the files of a bundle: file, what, bytes."""
    import pandas as pd

    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in paths]
    return pd.DataFrame({
        "file": names,
        "what": [next((what for end, what in FILES if name.endswith(end)), "") for name in names],
        "bytes": [path.stat().st_size for path in paths],
    })  # fmt: skip


def contents_sentence(contents: "pd.DataFrame", bundle: "Bundle") -> str:
    """Say how large the bundle is, and what it is served by."""
    size = prose.number(contents["bytes"].sum() / 1000)
    served = "ONNX Runtime" if bundle.serving == "onnx" else "the native files"
    why = f" ({bundle.reason})" if bundle.reason else ""
    return (
        f"{prose.plural(len(contents), 'file')}, {size} kilobytes in all; rows are answered by "
        f"{served}{why}. Loading compares each file with its SHA-256 and executes nothing: a "
        "bundle that was altered, is of another version, or holds more than this is refused."
    )


def decision_table(bundle: "Bundle") -> "pd.DataFrame":
    """Return the scores that are inside, a row per metric: metric, validation, holdout."""
    import pandas as pd

    rows = {}
    for name, value in bundle.decision.items():
        part, _, metric = name.partition("_")
        if part in ("validation", "holdout") and isinstance(value, int | float):
            rows.setdefault(metric, {})[part] = value
    return pd.DataFrame([
        {"metric": _metric_words(metric), **scores}
        for metric, scores in rows.items()
    ])  # fmt: skip


def _metric_words(name: str) -> str:
    from project_lib.models.metrics import METRICS

    if name == "f1":
        return "F1 at the threshold"
    return METRICS[name].words if name in METRICS else name


def decision_sentence(bundle: "Bundle") -> str:
    """Say how a prediction becomes a decision."""
    decision = bundle.decision
    ways = {
        "none": "as the model states them",
        "platt": "put right by a line on their log-odds",
        "isotonic": "put right by a rising curve",
        "temperature": "put right by one temperature",
    }
    stated = ways.get(decision.get("calibration", "none"), "recalibrated")
    if decision["task"] == "number":
        return "A forecast is a number; nothing is decided by it here."
    if decision["task"] == "classes":
        return f"Probabilities are {stated}; the answer is the likeliest class."
    rule = RULES.get(decision.get("threshold_rule"))
    chosen = f", which the folds have chosen for {rule}" if rule else ""
    return (
        f"Probabilities are {stated}; one acts from {prose.percent(decision['threshold'])} "
        f"on{chosen}."
    )


def usage_text(case_name: str, folder: Path, source: Path) -> str:
    """Return how a file or a row is scored, as Markdown with commands that run as they stand.

    Parameters
    ----------
    folder : of the bundle
    source : a file to score
    """
    folder, source = folder.as_posix(), source.as_posix()
    return (
        "A file, on the command line:\n\n"
        f"```bash\ncrisp-ds score {case_name} {source} scores.parquet\n```\n\n"
        "A file, a table or a row, in Python:\n\n"
        "```python\n"
        "from project_lib.serving.bundle import load_bundle\n"
        "from project_lib.serving.scoring import score_file\n\n"
        f'bundle = load_bundle("{folder}")\n'
        f'score_file(bundle, "{source}", "scores.parquet")\n'
        "bundle.predict_frame(rows)  # a DataFrame with the columns above\n"
        "bundle.predict_one(row)  # a dict of them\n"
        "```"
    )


def origin_table(bundle: "Bundle") -> "pd.DataFrame":
    """Return what the manifest says of the bundle's origin: what, value."""
    import pandas as pd

    versions = {"Python": bundle.manifest["python"], **bundle.manifest["libraries"]}
    rows = {
        **{name.replace("_", " "): value for name, value in bundle.manifest["provenance"].items()},
        "versions": [" ".join(pair) for pair in versions.items()],
    }
    return pd.DataFrame([
        {"what": name, "value": _words(value)} for name, value in rows.items() if value is not None
    ])  # fmt: skip


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    number = isinstance(value, int | float)
    return prose.number(value) if number else str(value).removesuffix("T00:00:00")


def inputs_table(bundle: "Bundle") -> "pd.DataFrame":
    """Return the columns that the bundle takes: column, kind, levels, unit, description."""
    import pandas as pd

    table = pd.DataFrame([
        {
            "column": column.name,
            "kind": column.kind,
            "levels": prose.listing(column.levels) if column.levels else "",
            "unit": column.unit,
            "description": column.description,
        }
        for column in bundle.columns
    ])  # fmt: skip
    return table.drop(columns=[name for name in ("levels", "unit") if not table[name].any()])


def inputs_sentence(bundle: "Bundle") -> str:
    """Say what a row must have."""
    kinds = [column.kind for column in bundle.columns]
    words = {"number": "of numbers", "category": "of categories", "time": "of dates"}
    counts = [f"{kinds.count(kind)} {text}" for kind, text in words.items() if kind in kinds]
    listed = f", all {words[kinds[0]]}" if len(counts) == 1 else f": {prose.listing(counts)}"
    keys = prose.listing([f"`{name}`" for name in bundle.keys])
    return (
        f"A row needs {prose.plural(len(kinds), 'column')}{listed}. Values may be missing, "
        f"columns may not. {keys} {'is' if len(bundle.keys) == 1 else 'are'} kept where "
        "a file has them; whatever else it has is ignored."
    )


def example_row(ranked: "pd.DataFrame", source: Path, bundle: "Bundle") -> dict[str, object]:
    """Return the features of the row that is ranked first, as a dict of plain values.

    Parameters
    ----------
    source : the file that was scored
    """
    import pandas as pd

    keys = [name for name in bundle.keys if name in ranked]
    wanted = [(key, "==", ranked[key].iloc[0]) for key in keys]
    row = pd.read_parquet(source, filters=wanted or None).iloc[0]
    return {column.name: _plain(row[column.name]) for column in bundle.columns}


def _plain(value: object) -> object:
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def example_table(row: Mapping[str, object], bundle: "Bundle") -> "pd.DataFrame":
    """Return the example as a table: column, value, unit."""
    import pandas as pd

    units = {column.name: column.unit for column in bundle.columns}
    rows = [{"column": n, "value": value, "unit": units[n]} for n, value in row.items()]
    return pd.DataFrame(rows).astype({"value": object})


def answer_sentence(answer: "Answer", bundle: "Bundle") -> str:
    """Say what the bundle answers to one row."""
    if bundle.decision["task"] == "number":
        return f"The answer is {prose.number(answer.prediction)}."
    if bundle.decision["task"] == "classes":
        share = prose.percent(answer.prediction[answer.decision])
        return f"The answer is {answer.decision}, with a probability of {share}."
    what = "act" if answer.decision else "do not act"
    threshold = prose.percent(bundle.decision["threshold"])
    return (
        f"The answer is a probability of {prose.percent(answer.prediction)}; as one acts from "
        f"{threshold} on: {what}."
    )


def origin_sentence(bundle: "Bundle") -> str:
    """Say what tells one bundle from another."""
    origin = bundle.manifest["provenance"]
    rows = prose.plural(origin["training_rows"], "training row")
    return (
        f"It was fitted on {rows}, whose checkpoint has the SHA-256 "
        f"`{origin['training_sha256'][:16]}…`, by the versions above; the "
        "same rows and versions give the same files."
    )
