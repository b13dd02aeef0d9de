"""The stages of the cycle in their order, and how a user may name one."""

from dataclasses import dataclass
from pathlib import Path

from project_lib.errors import InputError, nearest


@dataclass(frozen=True)
class Stage:
    """One numbered notebook: `04_data_filtering.ipynb` is number 4 of stage `filtering`."""

    number: int
    name: str
    notebook: str

    @property
    def title(self) -> str:
        """The notebook's name in words: ``Data filtering``."""
        return self.notebook[3:].replace("_", " ").capitalize()


NOTEBOOKS = (
    "00_business_understanding",
    "01_data_extraction",
    "02_data_description",
    "03_feature_engineering",
    "04_data_filtering",
    "05_exploratory_analysis",
    "06_hypothesis_validation",
    "07_data_preparation",
    "08_feature_selection",
    "09_model_training",
    "10_hyperparameter_tuning",
    "11_evaluation",
    "12_deployment",
    "13_storytelling",
)

STAGES = tuple(Stage(int(name[:2]), name[3:].removeprefix("data_"), name) for name in NOTEBOOKS)


def find_stage(name: str) -> Stage:
    """Return the stage called `name`: ``description``, ``02``, ``2`` or ``02_data_description``.

    Raises
    ------
    InputError
        When no stage has that name; the nearest one is proposed.
    """
    wanted = Path(str(name)).stem.lower()
    for stage in STAGES:
        if wanted in (stage.name, stage.notebook, stage.notebook[3:], stage.notebook[:2]):
            return stage
        if wanted == str(stage.number):
            return stage
    raise InputError(f"stage '{name}'", "is not known", nearest(wanted, [s.name for s in STAGES]))


def available_stages(root: Path) -> list[Stage]:
    """Return the stages whose notebooks exist below ``root/notebooks``, in order."""
    return [s for s in STAGES if (root / "notebooks" / f"{s.notebook}.ipynb").is_file()]
