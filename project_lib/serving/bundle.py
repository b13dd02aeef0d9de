"""The bundle: what is deployed, written as one folder and loaded only when nothing is amiss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.raw_inputs import InputColumn

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.models.committee import Committee


@dataclass(frozen=True)
class Answer:
    """What is said of one row.

    Attributes
    ----------
    prediction : the calibrated probability of class 1, the probability of each class by its label,
        or a number
    decision : whether to act, the likeliest class, or None of a number
    """

    prediction: float | dict
    decision: object


@dataclass(frozen=True, eq=False)
class Bundle:
    """A loaded bundle.

    Attributes
    ----------
    columns : what it needs, in the order of its arrays; other columns are ignored
    keys : names of entity and cutoff, which scored rows keep
    decision : what decision.json holds: task, labels, threshold, calibration, metrics
    manifest : what manifest.json holds: libraries, parity, provenance
    serving, reason : ``onnx`` or ``native``, and why
    """

    columns: tuple[InputColumn, ...]
    keys: tuple[str, ...]
    decision: dict
    manifest: dict
    serving: str
    reason: str

    def predict_arrays(
        self, numbers: np.ndarray, words: np.ndarray, moments: np.ndarray
    ) -> np.ndarray:
        """Return calibrated probabilities of class 1, probabilities of all classes, or numbers.

        Parameters
        ----------
        numbers, words, moments : (rows x columns) of float64, text and int64, in the order of
            `columns`, as `InputColumn.place` says; an array without columns has shape (rows, 0)
        """
        raise NotImplementedError

    def predict_frame(self, frame: "pd.DataFrame") -> np.ndarray:
        """Return calibrated probabilities of class 1, probabilities of all classes, or numbers.

        Raises
        ------
        InputError
            When a column is missing, there twice, or holds what the model cannot take.
        """
        raise NotImplementedError

    def predict_one(self, row: Mapping[str, object]) -> Answer:
        """Return the answer for one row, given as a dict of raw features.

        Raises
        ------
        InputError
            When a feature is missing (None stands for a missing value) or of the wrong type.
        """
        raise NotImplementedError

    def decide(self, predicted: np.ndarray) -> np.ndarray:
        """Return whether to act (probability >= threshold), the likeliest label, or the numbers."""
        raise NotImplementedError


def write_bundle(
    folder: Path | str,
    committee: "Committee",
    decision: Mapping[str, object],
    *,
    training: "pd.DataFrame",
    keys: Sequence[str] = (),
    labels: Sequence[object] = (),
    dictionary: "pd.DataFrame | None" = None,
    provenance: Mapping[str, object] | None = None,
) -> Bundle:
    """Write the bundle, all of it or nothing, and return it as it was loaded again.

    Parameters
    ----------
    folder : ``data/<case>/bundle``; a bundle that stands there is replaced
    committee : fitted
    decision : the row that notebook 11 leaves: task, threshold, calibration, metrics and so on
    training : the rows that were fitted, with raw features: kinds, levels and parity rows come from
        them
    keys : columns of entity and cutoff
    labels : what the classes 0, 1, ... stand for
    dictionary : name, description and unit of each column
    provenance : case, fingerprint of the data and so on: plain values
    """
    raise NotImplementedError


def load_bundle(folder: Path | str) -> Bundle:
    """Return the bundle of a folder, after everything in it has been checked.

    Raises
    ------
    InputError
        When a file was altered, is missing or does not belong there, the bundle is of another
        version, or something in it is not on the list of what a bundle may hold.
    """
    raise NotImplementedError
