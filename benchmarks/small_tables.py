"""Two small public tables through notebooks 07 to 11, beside the best that a search can find.

    python benchmarks/small_tables.py [--seeds 1] [--searched 60]

UniversalBank (5,000 customers: who accepts a personal loan?) and ToyotaCorolla (1,436 cars: at
what price?), both from the package `dmba` (MIT), split at random: three quarters to learn from. Our
chain sees the test rows once. The others are judged on the test rows for every setting and only the
best counts, so that theirs is a bound rather than a result.
"""

import argparse
import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
from modelling_chain import Judged, judge_chain

from project_lib.models.metrics import METRICS, score_predictions
from project_lib.models.packs import Pack, fit_model, predict
from project_lib.preprocessing.pipelines import build_pipeline
from project_lib.preprocessing.recipes import propose_recipe
from project_lib.splits.dealing import deal_entities
from project_lib.tuning.asking import random_settings
from project_lib.tuning.search_spaces import ALWAYS, SPACES

TABLES = {
    "UniversalBank": {"entity": "ID", "target": "Personal Loan", "drop": ["ZIP Code"]},
    "ToyotaCorolla": {"entity": "Id", "target": "Price", "drop": ["Model"]},
}
SHOWN = {"binary": ("auroc", "average_precision"), "number": ("mae", "rmse", "r2")}
RIVALS = {
    "binary": ("LGBMClassifier", "XGBClassifier", "RandomForestClassifier"),
    "number": ("LGBMRegressor", "XGBRegressor", "RandomForestRegressor"),
}
ROUNDS = (100, 200, 400)


def find_folder() -> Path | None:
    """Return where the package `dmba` keeps its tables; None where it is not installed."""
    found = importlib.util.find_spec("dmba")
    return Path(found.origin).parent / "csvFiles" if found else None


def read_table(name: str, folder: Path) -> pd.DataFrame:
    """Return a table without the columns that name rows."""
    table = pd.read_csv(folder / f"{name}.csv.gz").drop(columns=TABLES[name]["drop"])
    return table.rename(columns=str.strip)


def split_table(table: pd.DataFrame, *, entity: str, target: str, seed: int = 0) -> tuple:
    """Return training and test rows: three quarters and a quarter of the entities, at random."""
    part = deal_entities(table[entity], table[target], 4, random_state=seed)
    return tuple(table[mine].reset_index(drop=True) for mine in (part > 0, part == 0))


def judge_small(name: str, folder: Path, *, seed: int = 0) -> Judged:
    """Return what the chain makes of a table and a random split."""
    keys = {key: TABLES[name][key] for key in ("entity", "target")}
    train, test = split_table(read_table(name, folder), **keys, seed=seed)
    return judge_chain(train, test, **keys, random_state=seed)


def search_best(name: str, folder: Path, task: str, *, searched: int, seed: int = 0) -> dict:
    """Return the best test score of each metric over many settings of several models."""
    keys = {key: TABLES[name][key] for key in ("entity", "target")}
    train, test = split_table(read_table(name, folder), **keys, seed=seed)
    features = [column for column in train if column not in keys.values()]
    dictionary = pd.DataFrame({"name": features, "role": "feature", "unit": ""})
    steps = build_pipeline(propose_recipe(train, dictionary))
    before = np.asarray(steps.fit_transform(train[features], train[keys["target"]]), float)
    after = np.asarray(steps.transform(test[features]), float)
    actual, truth = (part[keys["target"]].to_numpy() for part in (train, test))
    best: dict[str, tuple[float, str]] = {}
    for kind in RIVALS[task]:
        for place, setting in enumerate(random_settings(SPACES[kind], searched // 3, seed)):
            rounds = {"n_estimators": ROUNDS[place % len(ROUNDS)]}
            pack = Pack(kind, kind, {**ALWAYS.get(kind, {}), **setting, **rounds})
            model = fit_model(pack, before, actual, random_state=seed)
            predicted = predict(model, after, task=task, classes=(0, 1))
            scores = score_predictions(task, truth, predicted)
            for metric in SHOWN[task]:
                sign = METRICS[metric].sign
                known = best.get(metric, (-np.inf * sign, ""))
                best[metric] = max(known, (scores[metric], kind), key=lambda one: sign * one[0])
    return best


def main() -> None:
    """Print a row per table, seed and metric: ours, the best found, and by which model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=find_folder(), help="folder of dmba's tables")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--searched", type=int, default=60, help="settings of others per table")
    options = parser.parse_args()
    if options.data is None:
        parser.error("the package dmba is not installed: give --data, or pip install dmba")
    print("| table | seed | metric | ours | interval | best found | by | members |")
    print("|---|---:|---|---:|---|---:|---|---|")
    for name in TABLES:
        for seed in range(options.seeds):
            judged = judge_small(name, options.data, seed=seed)
            task = judged.problem.task
            best = search_best(name, options.data, task, searched=options.searched, seed=seed)
            members = ", ".join(f"{one.pack.name} {one.weight:.2f}" for one in judged.members)
            for metric in SHOWN[task]:
                mine, (theirs, by) = judged.scores.row("holdout", metric), best[metric]
                span = f"{mine['low']:.4g} to {mine['high']:.4g}"
                print(f"| {name} | {seed} | {metric} | {mine['value']:.4f} | {span} "
                      f"| {theirs:.4f} | {by} | {members} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
