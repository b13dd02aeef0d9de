"""The holdout under seal: its hash, and a log of who opened it, when and why."""

from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import clock, files
from project_lib.configuration.prediction_schema import TIME
from project_lib.errors import InputError
from project_lib.key_figures import current_cell
from project_lib.splits.openings import SEAL
from project_lib.stages import find_stage

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case

STAGE, NAME = "preparation", "holdout"


def seal_holdout(case: "Case", holdout: "pd.DataFrame") -> dict:
    """Save the holdout, write down its hash, and return the seal.

    The same rows sealed again keep their log of openings; other rows get a new seal, and the old
    one stays under `earlier`, openings included.

    Returns
    -------
    dict
        sha256, keys_sha256 (of entities and cutoffs alone), rows, sealed_at, openings (at,
        notebook, cell, reason, intact) and earlier (seals).

    Raises
    ------
    InputError
        When the log that is there cannot be read: it would be forgotten.
    """
    before = _read_log(case)
    path = case.save(holdout, STAGE, NAME)
    digest = files.fingerprint(path)
    if before.get("sha256") == digest:
        return before
    earlier = before.pop("earlier", [])
    seal = {
        "sha256": digest,
        "keys_sha256": _fingerprint_keys(case, holdout),
        "rows": len(holdout),
        "sealed_at": clock.stamp(),
        "openings": [],
        "earlier": [*earlier, before] if before.get("openings") else earlier,
    }
    files.write_json(_seal_path(case), seal)
    return seal


def read_seal(case: "Case") -> dict:
    """Return the seal with its log, without opening anything.

    Raises
    ------
    InputError
        When nothing was sealed yet, or the log cannot be read.
    """
    seal = _read_log(case)
    if not seal:
        remedy = "run notebooks/07_data_preparation.ipynb"
        raise InputError(_seal_path(case), "holds no seal of a holdout", remedy)
    return seal


def open_holdout(case: "Case", reason: str) -> "pd.DataFrame":
    """Return the holdout's rows, after the opening is logged with time, notebook and reason.

    Every opening is logged, the second as well as the first: a holdout that is opened again to
    choose something tests nothing any more, and the report shows it.

    Raises
    ------
    InputError
        When nothing was sealed, no reason is given, or the rows are not those that were sealed.
    """
    seal = read_seal(case)
    if not reason.strip():
        raise InputError("open_holdout", "was called without a reason", "say why it is opened")
    path = case.checkpoints.path(find_stage(STAGE), NAME)
    remedy = "run notebooks/07_data_preparation.ipynb again, which seals a new one"
    if not path.is_file():
        raise InputError(path, "does not exist any more", remedy)
    intact = files.fingerprint(path) == seal["sha256"]
    opening = {
        "at": clock.stamp(),
        "notebook": case.stage.notebook if case.stage else "",
        "cell": current_cell(),
        "reason": reason.strip(),
        "intact": intact,
    }
    files.write_json(_seal_path(case), {**seal, "openings": [*seal["openings"], opening]})
    if not intact:
        raise InputError(path, "is not the holdout that was sealed", remedy)
    return case.restore(STAGE, NAME)


def _fingerprint_keys(case: "Case", holdout: "pd.DataFrame") -> str:
    """Return a fingerprint of who is in the holdout and when, whatever the features."""
    declared = (case.prediction.entity, TIME) if case.prediction else ()
    names = [name for name in declared if name in holdout] or list(holdout.columns)
    keys = holdout[names].astype(str).sort_values(names)
    return files.fingerprint_text(keys.to_csv(index=False, lineterminator="\n"))


def _read_log(case: "Case") -> dict:
    """Return the seal with its log, empty where there is none."""
    path = _seal_path(case)
    seal = files.read_json(path)
    whole = isinstance(seal, dict) and {"sha256", "rows", "openings"} <= set(seal)
    if not whole and path.exists():
        problem = "cannot be read: who opened the holdout would be forgotten"
        remedy = "put it back as it was; or remove it, knowing that the log then begins anew"
        raise InputError(path, problem, remedy)
    return seal if whole else {}


def _seal_path(case: "Case") -> Path:
    return case.reports_folder / SEAL
