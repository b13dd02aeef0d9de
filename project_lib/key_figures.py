"""Headline numbers of a case, each with unit, interval, n and the cell it comes from."""

import math
import sys
from pathlib import Path

from project_lib import files
from project_lib.errors import InputError, nearest

KEYS = ("name", "label", "value", "unit", "interval", "n", "notebook", "stage", "cell")


class KeyFigures:
    """The file `reports/<case>/key_figures.json`: a list of objects, in notebook order."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[dict]:
        """Return every recorded figure; none where the file is missing or damaged."""
        figures = files.read_json(self.path, default=[])
        whole = isinstance(figures, list) and all(
            isinstance(figure, dict) and set(KEYS) <= set(figure) for figure in figures
        )
        return figures if whole else []

    def get(self, name: str) -> dict:
        """Return one figure by name."""
        figures = {figure["name"]: figure for figure in self.all()}
        if name not in figures:
            raise InputError(
                f"key figure '{name}'", "has not been recorded", nearest(name, figures)
            )
        return figures[name]

    def record(
        self,
        name: str,
        value: float,
        *,
        label: str,
        unit: str,
        interval: tuple[float, float] | None,
        n: int | None,
        notebook: str,
        stage: str,
    ) -> None:
        """Add one figure, replacing an earlier one of the same name."""
        number = value.item() if hasattr(value, "item") else value
        if not isinstance(number, int | float) or not math.isfinite(number):
            raise InputError(
                f"key figure '{name}'", f"has the value {value!r}", "record a finite number"
            )
        figure = {
            "name": name,
            "label": label,
            "value": number,
            "unit": unit,
            "interval": [float(bound) for bound in interval] if interval is not None else None,
            "n": int(n) if n is not None else None,
            "notebook": notebook,
            "stage": stage,
            "cell": current_cell(),
        }
        others = [old for old in self.all() if old["name"] != name]
        # sorted() is stable: figures of one notebook keep the order in which they were recorded
        files.write_json(self.path, sorted([*others, figure], key=lambda f: f["notebook"]))

    def keep_only(self, stage: str, names: set[str]) -> None:
        """Drop the figures that `stage` recorded in earlier runs and no longer does."""
        figures = self.all()
        kept = [f for f in figures if f["stage"] != stage or f["name"] in names]
        if len(kept) != len(figures):
            files.write_json(self.path, kept)


def current_cell() -> str:
    """Return the id of the notebook cell that is running, empty outside a notebook."""
    if "IPython" not in sys.modules:  # not worth importing to learn that there is no notebook
        return ""
    shell = sys.modules["IPython"].get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return (parent or {}).get("metadata", {}).get("cellId", "")
