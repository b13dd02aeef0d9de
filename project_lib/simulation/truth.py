"""The truth beside simulated data: what was planted, for tests that ask whether it is found."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from project_lib import files

NAME = "truth.json"


def write_truth(folder: Path | str, planted: dict, *, note: str) -> Path:
    """Write what a simulator has planted into `folder`, with a note in plain words; return it."""
    path = Path(folder) / NAME
    files.write_json(path, {"note": note, **planted})
    return path


def read_truth(folder: Path | str) -> dict:
    """Return what a simulator has planted; empty where nothing was written."""
    return files.read_json(Path(folder) / NAME, default={})


def top_shares(amounts: np.ndarray, sizes: Mapping[str, float]) -> dict[str, float]:
    """Return the share of the largest members in the total, for each named number of members."""
    shares = np.sort(amounts)[::-1].cumsum() / amounts.sum()
    return {name: float(shares[max(round(size), 1) - 1]) for name, size in sizes.items()}


def group_effect(
    expected: Callable[[np.ndarray], np.ndarray], effect: np.ndarray, group: np.ndarray
) -> float:
    """Return the mean change of an outcome if all members, rather than none, were in a group.

    Parameters
    ----------
    expected : the outcome of each member, had its predictor changed by so much
    effect : what each member's predictor owes to the property that makes the group
    group : whether the member belongs to it
    """
    joined = np.where(group, 0.0, effect[group].mean() - effect)
    left = np.where(group, effect[~group].mean() - effect, 0.0)
    return float((expected(joined) - expected(left)).mean())
