import sys

import pytest

from project_lib.errors import InputError
from project_lib.models.metrics import find_metric
from project_lib.models.packs import Pack
from project_lib.tuning.tracking import EXPERIMENT, track_trials, tracking_sentence
from project_lib.tuning.trials import Trial

AP = find_metric("binary")
TRIALS = [
    Trial(0, Pack("logistic", "LogisticRegression"), "all", ("f",), (0.4, 0.6)),
    Trial(1, Pack("logistic", "LogisticRegression", {"C": 2.0}), "all", ("f",), (0.3,), "pruned"),
    Trial(2, Pack("logistic", "LogisticRegression", {"C": -1.0}), "all", ("f",), (), "failed",
          note="failed with ValueError"),
]  # fmt: skip


@pytest.fixture
def installed():
    pytest.importorskip("mlflow", reason="the extra `tracking` is not installed")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of MLflow's own libraries
def test_each_trial_is_a_run_with_its_setting_scores_and_state(tmp_path, installed):
    from mlflow import MlflowClient

    path = track_trials(TRIALS, AP, tmp_path)
    client = MlflowClient(f"sqlite:///{path}")
    experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id
    runs = {run.info.run_name: run for run in client.search_runs([experiment])}
    assert len(runs) == 4
    own, pruned, failed = (runs[f"logistic {number}"] for number in range(3))
    assert own.data.metrics == {"average_precision": 0.5, "average_precision_fold": 0.6}
    history = client.get_metric_history(own.info.run_id, "average_precision_fold")
    assert [(point.step, point.value) for point in history] == [(1, 0.4), (2, 0.6)]
    assert (pruned.data.params, pruned.data.tags["state"]) == ({"C": "2.0"}, "pruned")
    assert failed.info.status == "FAILED"
    parents = {run.data.tags.get("mlflow.parentRunId") for run in (own, pruned, failed)}
    assert len(parents) == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_second_search_is_another_run_of_the_same_experiment(tmp_path, installed):
    from mlflow import MlflowClient

    for _ in range(2):
        path = track_trials(TRIALS[:1], AP, tmp_path)
    client = MlflowClient(f"sqlite:///{path}")
    [tuning] = [e for e in client.search_experiments() if e.name == EXPERIMENT]
    assert len(client.search_runs([tuning.experiment_id])) == 4


def test_missing_mlflow_is_told_with_its_remedy(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(InputError, match=r"tuning\.tracking in case\.toml.*crisp-ds\[tracking\]"):
        track_trials(TRIALS, AP, tmp_path)


def test_the_sentence_says_where_or_how_to_switch_on(tmp_path):
    assert "`tracking = true`" in tracking_sentence(None, TRIALS)
    assert "3 trials are logged in `mlflow.db`" in tracking_sentence(tmp_path / "mlflow.db", TRIALS)
