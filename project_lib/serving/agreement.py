"""Train-serving parity: whether a bundle, asked in each way, answers as the trained model does."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.serving.decision_file import recalibration_of
from project_lib.serving.parity import TOLERANCE, largest_difference
from project_lib.serving.scoring import score_file

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.models.committee import Committee
    from project_lib.serving.bundle import Bundle

ROWS = 300


def measure_agreement(
    bundle: "Bundle",
    committee: "Committee",
    training: "pd.DataFrame",
    *,
    rows: int = ROWS,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Return how far the bundle's answers lie from the trained model's, a row per way of asking.

    Columns: way, rows, largest_difference (of probabilities; of numbers, relative to their size),
    agrees. Both sides are calibrated.

    Parameters
    ----------
    committee : as it was fitted, with the preprocessing of scikit-learn
    training : rows with raw features, of which a random part is asked
    """
    import pandas as pd

    random = np.random.default_rng(random_state)
    asked = training.iloc[np.sort(random.permutation(len(training))[:rows])].reset_index(drop=True)
    right = recalibration_of(bundle.decision, "decision of the bundle")
    expected = right.apply(committee.predict(asked))
    answers = {
        "a table": bundle.predict_frame(asked),
        "a file": _by_file(bundle, asked),
        "row by row": _by_row(bundle, asked),
    }
    differences = [
        largest_difference(answer, expected, bundle.decision["task"]) for answer in answers.values()
    ]
    return pd.DataFrame({
        "way": list(answers),
        "rows": len(asked),
        "largest_difference": differences,
        "agrees": [difference <= TOLERANCE for difference in differences],
    })  # fmt: skip


def _by_file(bundle: "Bundle", asked: "pd.DataFrame") -> np.ndarray:
    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "rows.parquet", Path(folder) / "scores.parquet"
        asked.to_parquet(source, index=False)
        score_file(bundle, source, target)
        scores = pd.read_parquet(target)
    if bundle.decision["task"] == "classes":
        return scores[[f"probability_{label}" for label in bundle.decision["labels"]]].to_numpy()
    return scores["probability" if "probability" in scores else "prediction"].to_numpy()


def _by_row(bundle: "Bundle", asked: "pd.DataFrame") -> np.ndarray:
    names = [column.name for column in bundle.columns]
    answers = [bundle.predict_one(row).prediction for row in asked[names].to_dict("records")]
    several = bundle.decision["task"] == "classes"
    return np.array([list(answer.values()) if several else answer for answer in answers])


def require_agreement(agreement: "pd.DataFrame") -> None:
    """Raise InputError when some way of asking gets other answers than the trained model gives."""
    wrong = agreement[~agreement["agrees"]]
    if len(wrong):
        ways = prose.listing(wrong["way"])
        problem = f"answers {ways} otherwise than the trained model, by up to "
        problem += f"{wrong['largest_difference'].max():.3g} (tolerance {TOLERANCE:g})"
        raise InputError("the bundle", problem, "do not deploy it; run notebook 12 again")


def agreement_sentence(agreement: "pd.DataFrame") -> str:
    """Say how closely the bundle answers as the trained model does."""
    worst = agreement["largest_difference"].max()
    size = f"{worst:.1g}" if worst else "0"
    return (
        f"On {prose.plural(int(agreement['rows'].iloc[0]), 'training row')} the bundle's answers "
        f"differ from the trained model's by at most {size}; up to {_plain(TOLERANCE)} is allowed, "
        "as serving may add numbers up in another order."
    )


def _plain(small: float) -> str:
    return f"{small:.9f}".rstrip("0")
