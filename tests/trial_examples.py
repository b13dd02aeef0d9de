"""Trials as a search leaves them, made by hand."""

from project_lib.models.packs import Pack
from project_lib.tuning.trials import Trial


def trial(number, *scores, model="logistic", class_name="LogisticRegression", state="complete",
          curve=(), predictions=(), note="", **parameters):  # fmt: skip
    """Return a trial of a model with these scores in the folds and these parameters."""
    pack = Pack(model, class_name, parameters)
    return Trial(number, pack, "all", ("f", "g"), scores, state, predictions, curve, note)


def boosted(number, *scores, **keys):
    """Return a trial of LightGBM."""
    return trial(number, *scores, model="LightGBM", class_name="LGBMClassifier", **keys)


SEARCHED = (
    trial(0, 0.50, 0.60, 0.55),
    trial(1, 0.52, 0.63, 0.56, C=0.1),
    trial(2, 0.40, 0.41, state="pruned", C=5.0),
    boosted(0, 0.51, 0.60, 0.55, n_estimators=100),
    boosted(1, 0.54, 0.65, 0.58, curve=(0.50, 0.57, 0.59, 0.58), n_estimators=30, num_leaves=4),
    boosted(2, state="failed", note="failed with ValueError: no"),
)
