"""The search as a reader sees it: its trials, its history, what early stopping chose."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.models.metrics import Metric
from project_lib.tuning.boosting_rounds import PATIENCE, STEP, rounds_of
from project_lib.tuning.search_spaces import SPACES
from project_lib.tuning.trials import Trial, best_trial, trials_of

if TYPE_CHECKING:
    import pandas as pd

METHODS = {
    "bayesian": "sought near the good ones (Bayesian search)",
    "random": "drawn at random",
    "grid": "taken from a grid",
}


@dataclass(frozen=True)
class History:
    """The search of one model: number, score and state of each trial, and the best so far."""

    model: str
    numbers: tuple[int, ...]
    scores: tuple[float, ...]
    states: tuple[str, ...]
    best: tuple[float, ...]


def trials_table(trials: Sequence[Trial], metric: Metric) -> "pd.DataFrame":
    """Return a row per trial, as a checkpoint can hold it.

    Columns: model, number (0 is the leaderboard's setting), class, features (name of the set),
    parameters (JSON text), <metric>_mean and <metric>_spread (standard deviation) over the folds
    reached, folds, state (complete, pruned, failed), note.
    """
    import pandas as pd

    rows = [
        {
            "model": trial.pack.name,
            "number": trial.number,
            "class": trial.pack.class_name,
            "features": trial.feature_set,
            "parameters": json.dumps(trial.pack.parameters, sort_keys=True),
            f"{metric.name}_mean": trial.mean,
            f"{metric.name}_spread": pd.Series(trial.scores, dtype=float).std(),
            "folds": len(trial.scores),
            "state": trial.state,
            "note": trial.note,
        }
        for trial in trials
    ]
    return pd.DataFrame(rows)


def setting_words(trial: Trial) -> str:
    """Return what was searched of a trial's setting: ``C 0.13``, ``num leaves 9, 120 rounds``."""
    setting, space = trial.setting, SPACES.get(trial.pack.class_name, {})
    parts = [
        f"{name.replace('_', ' ')} {_value(setting[name])}"
        for name in space
        if setting.get(name) is not None
    ]
    rounds = rounds_of(trial.pack)
    parts += [prose.plural(rounds, "round")] if rounds else []
    return ", ".join(parts) or "as the library has it"


def _value(value: object) -> str:
    return prose.number(value) if isinstance(value, int | float) else str(value)


def best_table(trials: Sequence[Trial], metric: Metric, *, most: int = 10) -> "pd.DataFrame":
    """Return the best complete trials of all models, best first."""
    import pandas as pd

    whole = [trial for trial in trials if trial.state == "complete"]
    whole.sort(key=lambda trial: -metric.sign * trial.mean)
    rows = [
        {
            "model": trial.pack.name,
            "trial": "its own setting" if trial.number == 0 else f"setting {trial.number}",
            metric.name: trial.mean,
            "setting": setting_words(trial),
        }
        for trial in whole[:most]
    ]
    return pd.DataFrame(rows, columns=["model", "trial", metric.name, "setting"])


def best_sentence(trials: Sequence[Trial], metric: Metric) -> str:
    """Say how close the best settings are to each other."""
    whole = [trial for trial in trials if trial.state == "complete"]
    if len(whole) < 2:
        return "With one setting alone there is nothing to compare."
    whole.sort(key=lambda trial: -metric.sign * trial.mean)
    first, last = whole[0], whole[: len(best_table(trials, metric))][-1]
    gap, spread = abs(first.mean - last.mean), float(np.nanstd(first.scores, ddof=1))
    word = "less" if gap < spread else "more"
    return (
        f"Between the first and the last of them lie {prose.number(gap, 2)} in {metric.words}, "
        f"{word} than the {prose.number(spread, 2)} by which the folds of the first differ."
    )


def search_sentence(trials: Sequence[Trial], metric: Metric, *, method: str) -> str:
    """Say how many settings were tried, how many were stopped, and which is the best."""
    tried = [trial for trial in trials if trial.number]
    counts = {state: sum(t.state == state for t in tried) for state in ("pruned", "failed")}
    models = len(trials_of(trials))
    text = (
        f"{prose.plural(len(tried), 'setting')} of {prose.plural(models, 'model')} "
        f"{'was' if len(tried) == 1 else 'were'} {METHODS[method]} and tried, besides the "
        "leaderboard's own."
    )
    if counts["pruned"]:
        reached = [len(trial.scores) for trial in tried if trial.state == "pruned"]
        least, most = min(reached), max(reached)
        folds = prose.plural(most, "fold") if least == most else f"{least} to {most} folds"
        verb = "was" if counts["pruned"] == 1 else "were"
        text += f" {counts['pruned']} fell behind and {verb} stopped after {folds}."
    if counts["failed"]:
        note = next(trial.note for trial in tried if trial.state == "failed")
        text += f" {counts['failed']} failed ({note})."
    best = best_trial(trials, metric)
    if best is None:
        return f"{text} None came to its end."
    return (
        f"{text} The best is {best.pack.name} with {prose.number(best.mean, 4)} in "
        f"{metric.words}: {setting_words(best)}."
    )


def search_histories(trials: Sequence[Trial], metric: Metric) -> list[History]:
    """Return the history of each model's search.

    A trial that was stopped has no mean over all folds: it stands as far from its model's own
    setting as it was in the folds that it reached.
    """
    histories = []
    for model, own in trials_of(trials).items():
        drawn = [trial for trial in own if trial.scores]
        scores = [_comparable(trial, own[0]) for trial in drawn]
        whole = [
            metric.sign * score if trial.state == "complete" else -np.inf
            for trial, score in zip(drawn, scores, strict=True)
        ]
        best = metric.sign * np.maximum.accumulate(whole) if drawn else np.array([])
        histories.append(
            History(
                model,
                tuple(trial.number for trial in drawn),
                tuple(scores),
                tuple(trial.state for trial in drawn),
                tuple(float(score) for score in best),
            )
        )
    return histories


def history_limits(histories: Sequence[History]) -> tuple[float, float]:
    """Return the scores between which all trials that came to their end lie, and a little more."""
    whole = [
        score
        for history in histories
        for score, state in zip(history.scores, history.states, strict=True)
        if state == "complete"
    ]
    low, high = min(whole, default=0.0), max(whole, default=1.0)
    margin = 0.1 * (high - low) or 0.01 * abs(high) or 0.01
    return low - margin, high + margin


def _comparable(trial: Trial, own: Trial) -> float:
    if trial.state == "complete" or own.state != "complete":
        return trial.mean
    reached = zip(trial.scores, own.scores, strict=False)
    return own.mean + float(np.mean([mine - other for mine, other in reached]))


def history_title(trials: Sequence[Trial], metric: Metric) -> str:
    """Return the finding of the chart of the search."""
    best = best_trial(trials, metric)
    if best is None:
        return "No trial came to its end"
    own = [trial for trial in trials if trial.number == 0 and trial.state == "complete"]
    leader = best_trial(own, metric)
    text = f"{prose.capital(best.pack.name)} leads after tuning with {prose.number(best.mean, 4)}"
    if leader is None:
        return text
    return f"{text}; the best of the leaderboard had {prose.number(leader.mean, 4)}"


def history_sentence(histories: Sequence[History]) -> str:
    """Say when the searches found their best settings."""
    found, kept = [], []
    for history in (history for history in histories if history.best):
        number = history.numbers[history.best.index(history.best[-1])]
        if number:
            found.append(f"{history.model} at setting {number} of {history.numbers[-1]}")
        else:
            kept.append(history.model)
    parts = [f"The best was found by {prose.listing(found, 8)}"] if found else []
    if kept:
        what = "its own setting, which no other beat" if len(kept) == 1 else "their own settings"
        parts.append(f"{prose.listing(kept, 8)} {'keeps' if len(kept) == 1 else 'keep'} {what}")
    return (
        f"{prose.capital('; '.join(parts))}. Where the line is flat at its end, more trials would "
        "add little. A stopped trial (hollow) stands as far from its model's own setting as it "
        "was in the folds that it reached."
    )


def stopped_early(trials: Sequence[Trial], metric: Metric) -> list[Trial]:
    """Return the best trial of each model whose rounds were found by stopping early."""
    best = [
        best_trial([trial for trial in own if trial.curve], metric)
        for own in trials_of(trials).values()
    ]
    return [trial for trial in best if trial is not None]


def stopping_curves(trials: Sequence[Trial]) -> list[tuple[str, list[int], list[float], int]]:
    """Return of each trial: model, rounds, mean score after so many rounds, rounds chosen."""
    return [
        (
            trial.pack.name,
            [STEP * (place + 1) for place in range(len(trial.curve))],
            list(trial.curve),
            rounds_of(trial.pack),
        )
        for trial in trials
    ]


def stopping_title(trials: Sequence[Trial]) -> str:
    """Return the finding of the chart of rounds."""
    parts = [
        f"{trial.pack.name} is best after {prose.plural(rounds_of(trial.pack), 'round')}"
        for trial in trials
    ]
    return prose.capital(prose.listing(parts, 8))


def stopping_sentence(trials: Sequence[Trial], metric: Metric) -> str:
    """Say how many rounds early stopping chose, and how flat the curve is there."""
    if not trials:
        return (
            "None of the models tuned grows in rounds, so there is no number of rounds to choose."
        )
    parts = []
    for trial in trials:
        rounds = rounds_of(trial.pack)
        half = trial.curve[max(rounds // STEP // 2 - 1, 0)]
        parts.append(
            f"{trial.pack.name} takes {prose.plural(rounds, 'round')} "
            f"({prose.number(trial.mean, 4)}; after half of them "
            f"{prose.number(half, 4)})"
        )
    return (
        f"{prose.capital(prose.listing(parts, 8))}. Rounds are not searched: one fit per fold is "
        f"scored after every {STEP}, and ends {PATIENCE * STEP} rounds after its last better "
        f"score. As far as every fold went, the number with the best mean {metric.words} is taken "
        "for all folds alike."
    )
