"""Every trial as a run of MLflow, in a SQLite file of the case: only where a case asks for it."""

import logging
import os
import warnings
from collections.abc import Sequence
from pathlib import Path

from project_lib import clock, prose
from project_lib.errors import InputError
from project_lib.models.metrics import Metric
from project_lib.tuning.trials import Trial

EXPERIMENT = "hyperparameter_tuning"
DATABASE = "mlflow.db"
LONGEST = 250  # letters of a tag or parameter, which MLflow bounds


def track_trials(trials: Sequence[Trial], metric: Metric, folder: Path) -> Path:
    """Log the trials to `folder`/mlflow.db, each as a run below one of the search; return the file.

    A run has the setting as parameters; the mean of the metric of success and its value in each
    fold (as steps) as metrics; model, features and state as tags. Read them with
    ``mlflow ui --backend-store-uri sqlite:///data/<case>/mlflow.db`` (package `mlflow`).

    Raises
    ------
    InputError
        When MLflow is not installed.
    """
    client = _client(folder)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    number = (
        experiment.experiment_id
        if experiment
        else client.create_experiment(EXPERIMENT, (folder / "mlflow").as_uri())
    )
    search = client.create_run(number, run_name=f"search {clock.stamp()}")
    for trial in trials:
        _track(client, number, search.info.run_id, trial, metric)
    client.set_terminated(search.info.run_id)
    return folder / DATABASE


def _client(folder: Path) -> object:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # nothing is sent anywhere
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of MLflow's own libraries
            from mlflow import MlflowClient

            return MlflowClient(f"sqlite:///{(folder / DATABASE).resolve()}")
    except ImportError as error:
        problem = f"is true, but MLflow cannot be imported ({error})"
        remedy = "install it (pip install 'crisp-ds[tracking]') or set tracking = false"
        raise InputError("tuning.tracking in case.toml", problem, remedy) from error


def _track(client: object, experiment: str, parent: str, trial: Trial, metric: Metric) -> None:
    from mlflow.entities import Metric as Measured
    from mlflow.entities import Param

    tags = {
        "mlflow.parentRunId": parent, "model": trial.pack.name, "class": trial.pack.class_name,
        "features": trial.feature_set, "state": trial.state, "note": trial.note[:LONGEST],
    }  # fmt: skip
    run = client.create_run(
        experiment, tags=tags, run_name=f"{trial.pack.name} {trial.number}"
    ).info.run_id
    known = [(fold, score) for fold, score in enumerate(trial.scores, 1) if score == score]
    measured = [Measured(f"{metric.name}_fold", score, 0, fold) for fold, score in known]
    if known:
        measured.append(Measured(metric.name, trial.mean, 0, 0))
    setting = [Param(name, str(value)[:LONGEST]) for name, value in trial.pack.parameters.items()]
    client.log_batch(run, metrics=measured, params=setting)
    client.set_terminated(run, "FAILED" if trial.state == "failed" else "FINISHED")


def tracking_sentence(path: Path | None, trials: Sequence[Trial]) -> str:
    """Say where the trials were logged; `path` is None where tracking is off."""
    if path is None:
        return (
            "The trials are not tracked elsewhere; `tracking = true` in [tuning] of case.toml logs "
            "them to MLflow, in a SQLite file of this case."
        )
    return (
        f"{prose.plural(len(trials), 'trial')} are logged in `{path.name}` below the case's data, "
        f"under “{EXPERIMENT}”."
    )
