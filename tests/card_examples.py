"""What notebook 11 leaves for the model card, as examples."""

from project_lib import files

EVALUATION = {
    "case": "shop", "task": "binary", "metric": "average_precision",
    "validation": {
        "auroc": 0.79, "average_precision": 0.51, "f1": 0.48, "threshold": 0.05, "brier": 0.11,
        "n": 9000, "positives": 1500,
        "intervals": {"auroc": [0.77, 0.81], "average_precision": [0.48, 0.54]},
    },
    "holdout": {
        "auroc": 0.78, "average_precision": 0.50, "f1": 0.47, "threshold": 0.05, "brier": 0.12,
        "n": 2000, "positives": 300,
        "intervals": {"auroc": [0.75, 0.81], "average_precision": [0.46, 0.54]},
    },
    "seconds": {"training": 3.0, "tuning": 10.0},
}  # fmt: skip
FACTS = {
    "lead": "It gives each customer a probability of <buying>.",
    "intended": "A list of customers.",
    "not_for": ["What a contact causes."],
    "scores_read": "The holdout keeps what validation promised.",
    "decision": "One acts from 5 % on.",
    "calibration": "The probabilities can be used as they are.",
    "slices": {"slice": ["new customers"], "rows": [120]},
    "slices_read": "New customers are worst.",
    "features": {"feature": ["recency_all"], "share": [0.4]},
    "features_read": "Recency moves predictions most.",
    "members": {"model": ["LightGBM"], "weight": [1.0]},
    "data": [["Training rows", "9,000"]],
    "limits": ["One shop only."],
}


def seal(*reasons):
    """Return the seal of a holdout that was opened for these reasons."""
    log = [
        {"at": f"2026-11-{day:02d}T10:00:00+00:00", "notebook": "11_evaluation", "cell": "open",
         "reason": reason, "intact": True}
        for day, reason in enumerate(reasons, 1)
    ]  # fmt: skip
    return {"sha256": "a" * 64, "rows": 2000, "openings": log, "earlier": []}


def write(root, *reasons, name="shop"):
    """Write the three files of a case's reports, with a manifest."""
    folder = root / "reports" / name
    files.write_json(folder / "evaluation.json", EVALUATION)
    files.write_json(folder / "model_card.json", FACTS)
    files.write_json(folder / "holdout.json", seal(*reasons))
    files.write_json(folder / "manifest.json", {"data_fingerprint": "f" * 64, "notebooks": []})
    return folder
