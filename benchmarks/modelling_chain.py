"""Notebooks 07 to 11 on a table that has been split already, by the library's own functions.

What a case may declare is left out, so that everything is the product's default: the recipe, the
folds, who competes, how long is tuned, who joins the committee, calibration and threshold.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd

from project_lib import evaluation, hyperparameter_tuning, model_training
from project_lib.assessment import chosen_in_folds, final_scores, records
from project_lib.assessment.decision import Decision, make_decision
from project_lib.configuration.tuning_schema import Tuning
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.verdicts import overall_verdict
from project_lib.models import fold_scores, leaderboard, metrics, packs
from project_lib.models.committee import Committee, Member
from project_lib.models.fold_scores import Problem
from project_lib.models.metrics import Metric
from project_lib.performance import out_of_fold, recalibration_choice
from project_lib.performance.intervals import Scores
from project_lib.performance.parts import Part
from project_lib.preprocessing.recipes import propose_recipe
from project_lib.preprocessing.target_transform import plan_target
from project_lib.tuning import search

JOBS = 2


@dataclass(frozen=True, eq=False)
class Judged:
    """The final model with what it was made from, its decision, and its scores."""

    problem: Problem
    metric: Metric
    board: pd.DataFrame
    members: tuple[Member, ...]
    model: Committee
    decision: Decision
    scores: Scores
    seconds: dict[str, float]
    audit: str

    def record(self, name: str) -> dict:
        """Return what `evaluation.json` holds, and what the model was made of."""
        record = records.evaluation_record(
            self.scores,
            case_name=name,
            metric=self.metric.name,
            threshold=self.decision.threshold,
            forward=False,
            seconds=self.seconds,
        )
        best = self.board.iloc[0]
        return {
            **record,
            "seconds": {step: round(seconds, 2) for step, seconds in self.seconds.items()},
            "leakage_audit": self.audit,
            "leader": {"model": best["model"], "score": best[f"{self.metric.name}_mean"]},
            "members": [
                {"model": one.pack.name, "weight": round(one.weight, 4), **one.pack.parameters}
                for one in self.members
            ],
            "calibration": self.decision.recalibration.kind,
        }


def judge_chain(
    train: pd.DataFrame,
    test: pd.DataFrame,
    *,
    entity: str,
    target: str,
    random_state: int = 0,
) -> Judged:
    """Return the final model of the chain and its scores on `test`, which is used for nothing else.

    Selection (notebook 08) is left out: a second set of features would double the leaderboard.
    """
    seconds = {"training": 0.0, "tuning": 0.0}
    features = [name for name in train.columns if name not in (entity, target)]
    dictionary = pd.DataFrame({"name": features, "role": "feature", "unit": ""})
    audit = overall_verdict(audit_signs(train, target, features))
    plan = plan_target(train[target])
    recipe = propose_recipe(train, dictionary)
    asked = SimpleNamespace(entity=entity, target=SimpleNamespace(name=target), horizon_days=0)
    problem = model_training.pose_problem(
        train, dictionary, plan.as_table(), asked, random_state=random_state
    )
    metric = metrics.find_metric(problem.task)
    models = packs.choose_packs(problem.task, wide=packs.is_wide(problem.rows))
    sets = model_training.choose_feature_sets(recipe, problem.features, None)
    with _clock(seconds, "training"):
        found = fold_scores.score_in_folds(
            problem, models, sets, n_jobs=JOBS, random_state=random_state
        )
        board = leaderboard.rank_models(
            found, models, metric, task=problem.task, test_share=problem.test_share
        )
    usual = Tuning()
    with _clock(seconds, "tuning"):
        chosen = hyperparameter_tuning.choose_candidates(board, sets, metric, most=usual.models)
        tried = search.tune(
            problem, chosen.candidates, metric, method=usual.method,
            trials=usual.trials, n_jobs=JOBS, random_state=random_state,
        )  # fmt: skip
        members = hyperparameter_tuning.elect_members(tried, problem, metric).members
    unseen = out_of_fold.predict_out_of_fold(
        problem, members, recipe=recipe, random_state=random_state, n_jobs=JOBS
    ).validation
    choice = recalibration_choice.choose_recalibration(
        unseen.actual, unseen.predicted, unseen.fold, task=problem.task, entities=unseen.entities
    )
    thresholds = chosen_in_folds.choose_thresholds(problem, unseen, choice.crossfitted, None)
    decision = make_decision(
        problem.task, choice.recalibration, thresholds.chosen if thresholds else None
    )
    learned = evaluation.label_rows(problem, train, target=target, entity=entity)
    with _clock(seconds, "training"):
        model = evaluation.fit_production_model(
            members, learned, problem, recipe, random_state=random_state
        )
    tested = evaluation.label_rows(problem, test, target=target, entity=entity)
    said = model.predict(tested.table)
    stated, right = (
        {
            "validation": Part(unseen.actual, validation, unseen.entities),
            "holdout": Part(tested.actual, holdout, tested.entities),
        }
        for validation, holdout in (
            (unseen.predicted, said),
            (choice.crossfitted, choice.recalibration.apply(said)),
        )
    )
    scores = final_scores.score_decision(
        stated, right, task=problem.task, threshold=decision.threshold
    )
    return Judged(problem, metric, board, members, model, decision, scores, seconds, audit)


@contextmanager
def _clock(seconds: dict[str, float], step: str) -> Iterator[None]:
    """Add how long the block takes to the seconds of its step."""
    begun = time.perf_counter()
    yield
    seconds[step] += time.perf_counter() - begun
