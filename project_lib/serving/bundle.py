"""The bundle: what is deployed, written as one folder and loaded only when nothing is amiss."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.models.committee import combine_predictions
from project_lib.one_thread import one_thread
from project_lib.performance.recalibration import Recalibration
from project_lib.serving import manifest as folders
from project_lib.serving import parity
from project_lib.serving.bundle_members import (
    NO_ONNX,
    ServedMember,
    load_members,
    onnx_is_here,
    read_facts,
    write_members,
)
from project_lib.serving.decision_file import decision_document, read_decision, recalibration_of
from project_lib.serving.input_schema import describe_inputs, read_schema, schema_document
from project_lib.serving.plain_json import parse_json
from project_lib.serving.raw_inputs import InputColumn, read_frame, read_row

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
    serving, reason : ``onnx``, or ``native`` and why
    members, recalibration : what predicts, and what puts probabilities right
    sample : rows with what Python predicted for them
    """

    columns: tuple[InputColumn, ...]
    keys: tuple[str, ...]
    decision: dict
    manifest: dict
    serving: str
    reason: str
    members: tuple[ServedMember, ...] = ()
    recalibration: Recalibration = Recalibration()
    sample: parity.ParitySample | None = None

    def predict_arrays(
        self, numbers: np.ndarray, words: np.ndarray, moments: np.ndarray
    ) -> np.ndarray:
        """Return calibrated probabilities of class 1, probabilities of all classes, or numbers.

        May be called by several threads at once, each of which uses one core.

        Parameters
        ----------
        numbers, words, moments : (rows x columns) of float64, text and int64, in the order of
            `columns`, as `InputColumn.place` says; an array without columns has shape (rows, 0)
        """
        return self.recalibration.apply(self._combine(numbers, words, moments))

    def _combine(self, *arrays: np.ndarray, natively: bool = False) -> np.ndarray:
        predict = ServedMember.predict_natively if natively else ServedMember.predict
        return combine_predictions(
            [predict(member, arrays) for member in self.members],
            [member.facts["weight"] for member in self.members],
            task=self.decision["task"],
        )

    def predict_frame(self, frame: "pd.DataFrame") -> np.ndarray:
        """Return calibrated probabilities of class 1, probabilities of all classes, or numbers.

        Raises
        ------
        InputError
            When a column is missing, there twice, or holds what the model cannot take.
        """
        return self.predict_arrays(*read_frame(frame, self.columns))

    def predict_one(self, row: Mapping[str, object]) -> Answer:
        """Return the answer for one row, given as a dict of raw features.

        Raises
        ------
        InputError
            When a feature is missing (None stands for a missing value) or of the wrong type.
        """
        predicted = self.predict_arrays(*read_row(row, self.columns))
        if self.decision["task"] == "number":
            return Answer(float(predicted[0]), None)
        (decided,) = self.decide(predicted)
        if self.decision["task"] == "binary":
            return Answer(float(predicted[0]), bool(decided))
        shares = zip(self.decision["labels"], predicted[0].tolist(), strict=True)
        return Answer(dict(shares), decided)

    def decide(self, predicted: np.ndarray) -> np.ndarray:
        """Return whether to act (probability >= threshold), the likeliest label, or the numbers."""
        if self.decision["task"] == "binary":
            return predicted >= self.decision["threshold"]
        if self.decision["task"] == "classes":
            return np.array(self.decision["labels"], dtype=object)[predicted.argmax(axis=1)]
        return predicted

    def parity(self, *, natively: bool = False) -> float:
        """Return the largest difference to what Python predicted for the parity sample.

        Parameters
        ----------
        natively : ask the native models instead of what serves
        """
        predicted = self._combine(*self.sample.arrays, natively=natively)
        return parity.largest_difference(predicted, self.sample.expected, self.decision["task"])

    def require_parity(self) -> float:
        """Return the largest difference on the parity sample.

        Raises
        ------
        InputError
            When it exceeds the tolerance: this machine predicts something else.
        """
        difference = self.parity()
        if not difference <= parity.TOLERANCE:
            problem = (
                f"predicts up to {difference:.3g} beside the parity sample, more than "
                f"{parity.TOLERANCE:g}"
            )
            remedy = "install the libraries of manifest.json, or write the bundle again"
            raise InputError("bundle", problem, remedy)
        return difference


@one_thread()
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

    It is served by ONNX where every row of the parity sample comes out as in Python, up to
    `parity.TOLERANCE`; else by the native models, and the bundle says why.

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

    Raises
    ------
    InputError
        When a member cannot be deployed, the native models do not predict what the committee
        predicts, or the folder cannot be written.
    """
    columns = describe_inputs([one.pipeline for one in committee.members], training, dictionary)
    sample = parity.draw_parity_sample(committee, training, columns)
    members, facts, reason = write_members(committee, columns)
    contents = {
        "schema.json": _as_json(schema_document(columns, keys)),
        "decision.json": _as_json(decision_document(decision, committee.task, labels)),
        "parity.parquet": parity.write_sample(sample, columns),
        **members,
    }
    _write(Path(folder), contents, facts, reason, provenance or {})
    return load_bundle(folder)


def _write(
    folder: Path,
    contents: Mapping[str, bytes],
    facts: list[dict],
    reason: str,
    provenance: Mapping[str, object],
) -> None:
    """Write the files, without the graphs where these do not predict what Python does."""
    trial = _open(_manifest(contents, facts, reason, provenance), contents, str(folder))
    differences = {"native": trial.parity(natively=True)}
    if not differences["native"] <= parity.TOLERANCE:
        problem = f"predicts up to {differences['native']:.3g} beside the committee once reloaded"
        raise InputError("native model", problem, "choose other parameters or another class")
    if not reason:
        differences["onnx"] = trial.parity()
        if not differences["onnx"] <= parity.TOLERANCE:
            reason = f"ONNX predicts up to {differences['onnx']:.3g} beside Python"
            contents = {name: data for name, data in contents.items() if ".onnx" not in name}
    manifest = _manifest(contents, facts, reason, provenance)
    manifest["parity"] |= differences
    folders.write_folder(folder, {**contents, folders.MANIFEST: _as_json(manifest)})


def _manifest(
    contents: Mapping[str, bytes],
    facts: list[dict],
    reason: str,
    provenance: Mapping[str, object],
) -> dict:
    return {
        "format": folders.FORMAT,
        "python": platform.python_version(),
        "libraries": folders.library_versions(),
        "serving": "native" if reason else "onnx",
        "reason": reason,
        "parity": {"tolerance": parity.TOLERANCE},
        "members": facts,
        "provenance": dict(provenance),
        "files": folders.describe_files(contents),
    }


def _as_json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def load_bundle(folder: Path | str) -> Bundle:
    """Return the bundle of a folder, after everything in it has been checked.

    Raises
    ------
    InputError
        When a file was altered, is missing or does not belong there, the bundle is of another
        version, or something in it is not on the list of what a bundle may hold.
    """
    manifest, contents = folders.read_folder(Path(folder))
    return _open(manifest, contents, str(folder))


def _open(manifest: dict, contents: Mapping[str, bytes], where: str) -> Bundle:
    """Return the bundle that files make, each of which is checked before anything is made of it."""
    for name in ("schema.json", "decision.json", "parity.parquet"):
        if name not in contents:
            raise InputError(f"{where}/{name}", "is missing", folders.DAMAGED)
    place = f"{where}/schema.json"
    columns, keys = read_schema(parse_json(contents["schema.json"], place), place)
    place = f"{where}/decision.json"
    decision = read_decision(parse_json(contents["decision.json"], place), place)
    serving, reason = manifest["serving"], manifest["reason"]
    if serving not in ("onnx", "native") or not isinstance(reason, str):
        raise InputError(f"{where}/manifest.json", "does not say what serves", folders.FOREIGN)
    task, classes = decision["task"], tuple(range(len(decision["labels"])))
    facts = read_facts(manifest, f"{where}/manifest.json")
    graphs = serving == "onnx"
    members = load_members(contents, facts, columns, task, classes, where, graphs=graphs)
    if graphs and not onnx_is_here():
        serving, reason = "native", NO_ONNX
    width = len(classes) if task == "classes" else 1
    place = f"{where}/parity.parquet"
    return Bundle(
        columns=columns,
        keys=keys,
        decision=decision,
        manifest=manifest,
        serving=serving,
        reason=reason,
        members=members,
        recalibration=recalibration_of(decision, f"{where}/decision.json"),
        sample=parity.read_sample(contents["parity.parquet"], columns, width, place),
    )
