"""How much of the differences between the trials of a model each parameter explains."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.models.metrics import Metric
from project_lib.tuning.asking import import_optuna, optuna_space
from project_lib.tuning.ranges import Space
from project_lib.tuning.search_spaces import SPACES
from project_lib.tuning.trials import Trial, best_trial, trials_of

if TYPE_CHECKING:
    import pandas as pd

LEAST_TRIALS = 10  # below it, nothing can be said
TREES = 16
SHUFFLES = 20
COLUMNS = ["model", "parameter", "importance_share", "chance_share", "best", "trials"]


def parameter_importance(
    trials: Sequence[Trial], metric: Metric, *, random_state: int = 0
) -> "pd.DataFrame":
    """Return the importance of each parameter, the greatest first; no rows with too few trials.

    Functional analysis of variance on a forest (Hutter, Hoos and Leyton-Brown, 2014), as Optuna has
    it, of the mean score over the first folds, which all trials have reached. Columns: model,
    parameter, importance_share (they add up to 1 for each model), chance_share (the 95 % quantile
    of the greatest share when the scores are shuffled), best (the value in the model's best trial),
    trials. Models with one parameter are left out.
    """
    import pandas as pd

    parts = (_importance(own, metric, random_state) for own in trials_of(trials).values())
    return pd.DataFrame([row for part in parts for row in part], columns=COLUMNS)


def _importance(trials: Sequence[Trial], metric: Metric, random_state: int) -> list[dict]:
    space = SPACES.get(trials[0].pack.class_name, {})
    first = min((len(trial.scores) for trial in trials if trial.scores), default=0)
    known = [
        ({name: trial.setting.get(name) for name in space}, metric.sign * _mean(trial, first))
        for trial in trials
    ]
    known = [
        (setting, score)
        for setting, score in known
        if score == score and all(space[name].holds(setting[name]) for name in space)
    ]
    settings, scores = [setting for setting, _ in known], np.array([score for _, score in known])
    if len(space) < 2 or len(known) < LEAST_TRIALS or np.ptp(scores) == 0:
        return []
    shares = _shares(space, settings, scores, random_state)
    random = np.random.default_rng(random_state)
    shuffled = (random.permutation(scores) for _ in range(SHUFFLES))
    chance = [max(_shares(space, settings, each, random_state).values()) for each in shuffled]
    best = (best_trial(trials, metric) or trials[0]).setting
    rows = [
        (trials[0].pack.name, name, shares[name], np.quantile(chance, 0.95), best[name], len(known))
        for name in sorted(space, key=lambda name: -shares[name])
    ]
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _mean(trial: Trial, first: int) -> float:
    known = [score for score in trial.scores[:first] if score == score]
    return float(np.mean(known)) if known else np.nan


def _shares(
    space: Space, settings: Sequence[dict], scores: np.ndarray, random_state: int
) -> dict[str, float]:
    optuna = import_optuna()
    study = optuna.create_study(direction="maximize")
    kinds = optuna_space(space)
    study.add_trials([
        optuna.trial.create_trial(params=setting, distributions=kinds, value=float(score))
        for setting, score in zip(settings, scores, strict=True)
    ])  # fmt: skip
    evaluator = optuna.importance.FanovaImportanceEvaluator(n_trees=TREES, seed=random_state)
    shares = optuna.importance.get_param_importances(study, evaluator=evaluator)
    return {name: float(share) for name, share in shares.items()}


def importance_sentence(table: "pd.DataFrame", trials: Sequence[Trial]) -> str:
    """Say which parameters mattered, beyond what chance makes of so few trials."""
    if table.empty:
        return (
            "No importance is told: it takes a model with two parameters or more and at least "
            f"{LEAST_TRIALS} trials that differ (raise `trials` in [tuning] of case.toml)."
        )
    texts = []
    for model, rows in table.groupby("model", sort=False):
        clear = rows[rows["importance_share"] > rows["chance_share"]]
        named = [
            f"`{name}` ({prose.percent(share)})"
            for name, share in zip(clear["parameter"], clear["importance_share"], strict=True)
        ]
        count, chance = int(rows["trials"].iloc[0]), prose.percent(rows["chance_share"].iloc[0])
        said = f"{prose.listing(named)} above the {chance} that chance reaches"
        if clear.empty:
            said = f"no parameter above the {chance} that chance reaches"
        texts.append(f"{model}: {said} ({prose.plural(count, 'trial')})")
    left = {trial.pack.name for trial in trials} - set(table["model"])
    text = f"{prose.capital('; '.join(texts))}."
    return text + (f" Of {prose.listing(sorted(left))} nothing can be told." if left else "")
