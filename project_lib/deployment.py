"""What is handed over: the refitted model, proof that it is the evaluated one, and its bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from project_lib import files, journal, prose
from project_lib.configuration.prediction_schema import TIME, Prediction
from project_lib.errors import InputError
from project_lib.models.committee import Committee, Member, fit_committee
from project_lib.models.metrics import encode_target
from project_lib.stages import find_stage

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case

SAME = 1e-9  # difference up to which two fits with one seed are the same model


@dataclass(frozen=True, eq=False)
class Refit:
    """The committee, fitted on all training rows, and what its classes 0, 1, ... stand for."""

    committee: Committee
    labels: tuple


def refit_committee(
    members: Sequence[Member],
    training: "pd.DataFrame",
    plan: "pd.DataFrame",
    recipe: "pd.DataFrame",
    prediction: Prediction,
    *,
    random_state: int = 0,
) -> Refit:
    """Return the committee as notebook 11 has fitted it: same rows, same parameters, same seed.

    Parameters
    ----------
    plan : of notebook 07, one row: kind and transform of the target
    """
    task, transform = plan[["kind", "transform"]].iloc[0]
    target, labels = encode_target(training[prediction.target.name], task)
    committee = fit_committee(
        members,
        training,
        target,
        recipe=recipe,
        task=task,
        classes=range(len(labels)),
        groups=training[prediction.entity].to_numpy(),
        transform=transform,
        random_state=random_state,
        n_jobs=2,
    )
    return Refit(committee, tuple(labels))


def restore_sample(case: "Case") -> "pd.DataFrame | None":
    """Return training rows with what notebook 11's model says of them; None where it left none."""
    made = case.checkpoints.exists(find_stage("evaluation"), "production")
    return case.restore("evaluation", "production") if made else None


def require_same_model(
    committee: Committee, training: "pd.DataFrame", sample: "pd.DataFrame | None"
) -> float:
    """Return by how much the refitted model differs from notebook 11's on its sample.

    Missing (nan) where there is no sample.

    Parameters
    ----------
    sample : the first training rows with their predictions before calibration, in the columns
        that begin with ``predicted``

    Raises
    ------
    InputError
        When another model came out: what was evaluated would not be what is deployed.
    """
    if sample is None:
        return np.nan
    said = sample.filter(regex="^predicted").to_numpy(dtype=float)
    says = committee.predict(training.head(len(sample))).reshape(len(sample), -1)
    difference = float(np.abs(says - said).max()) if says.shape == said.shape else np.inf
    if not difference <= SAME * max(1.0, float(np.abs(said).max())):
        raise InputError(
            "the refitted model",
            f"is not the one of notebook 11: predictions differ by up to {difference:.3g}",
            "run notebooks 11 and 12 again, with the same versions of the libraries",
        )
    return difference


def refit_sentence(
    members: Sequence[Member], training: "pd.DataFrame", sample: object, difference: float
) -> str:
    """Say what was refitted, and whether it is the evaluated model."""
    names = prose.tally([member.pack.name for member in members], "settings")
    text = (
        f"{prose.capital(names)} {'is' if len(members) == 1 else 'are'} fitted on "
        f"{prose.plural(len(training), 'training row')}"
    )
    if sample is None:
        return f"{text}. Notebook 11 has left no predictions to compare with."
    size = f"{difference:.1g}" if difference else "0"
    return (
        f"{text}. On {prose.plural(len(sample), 'row')} for which notebook 11 has left its "
        f"predictions, the largest difference is {size}: it is the model that was evaluated."
    )


def bundle_folder(case: "Case") -> Path:
    """Return where the bundle of a case lies."""
    return case.data_folder / "bundle"


def bundle_parts(
    case: "Case", training: "pd.DataFrame", dictionary: "pd.DataFrame", refit: Refit
) -> dict[str, object]:
    """Return what `write_bundle` takes besides folder, committee and decision."""
    entity = case.require_prediction().entity
    return {
        "training": training,
        "keys": [name for name in (entity, TIME) if name in training],
        "labels": refit.labels,
        "dictionary": dictionary,
        "provenance": bundle_origin(case, training, refit),
    }


def bundle_origin(case: "Case", training: "pd.DataFrame", refit: Refit) -> dict[str, object]:
    """Return where a bundle comes from, as plain values."""
    prediction = case.require_prediction()
    times = {}
    if TIME in training:
        ends = training[TIME].min(), training[TIME].max()
        times = {"first_cutoff": ends[0].isoformat(), "last_cutoff": ends[1].isoformat()}
    return {
        "case": case.name,
        "title": case.business.title,
        "target": prediction.target.name,
        "target_description": prediction.target.description,
        "entity": prediction.entity,
        "training_rows": len(training),
        "training_entities": int(training[prediction.entity].nunique()),
        **times,
        "training_sha256": files.fingerprint(
            case.checkpoints.path(find_stage("preparation"))
        ),
        "members": [fitted.member.pack.name for fitted in refit.committee.members],
        "sample": case.sample,
    }


def note_bundle(case: "Case") -> None:
    """Tell the runner of each file of the bundle: one that is lost or altered is made again."""
    folder = bundle_folder(case)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = (Path("..") / "bundle" / path.relative_to(folder)).as_posix()
            journal.note("checkpoint_written", name, files.fingerprint(path))


def parity_figure(measured: "pd.DataFrame") -> dict[str, object]:
    """Return how far served predictions lie from trained ones, as `Case.record` takes it."""
    return {
        "value": float(measured["largest_difference"].max()),
        "label": "Largest difference between served and trained predictions",
        "n": int(measured["rows"].iloc[0]),
    }


def handover_sentence(contents: "pd.DataFrame", listed: "pd.DataFrame", case: "Case") -> str:
    """Say what is left behind."""
    folder = bundle_folder(case).relative_to(case.root).as_posix()
    return (
        f"The bundle of {prose.plural(len(contents), 'file')} in `{folder}`, which "
        f"`crisp-ds score {case.name}` serves, and the ranked list of "
        f"{prose.plural(len(listed), 'row')}."
    )
