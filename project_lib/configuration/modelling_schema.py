"""The section of case.toml that says which models compete, and by which metric they are judged."""

from typing import Literal

from pydantic import Field, model_validator

from project_lib.configuration.sections import Section, require_unique

Success = Literal[
    "average_precision",
    "auroc",
    "brier",
    "log_loss",
    "f1",
    "macro_f1",
    "accuracy",
    "mae",
    "rmse",
    "r2",
]
BASELINES = ("dummy", "one rule", "one feature")  # names in the leaderboard that are taken


class Pack(Section):
    """One model to train: its name in the leaderboard, its class and the class's parameters."""

    name: str
    class_name: str = Field(alias="class", description="one of models.packs.CLASSES")
    parameters: dict[str, int | float | str | bool] = Field(
        {}, description="of the class; what is left out is its default"
    )
    imbalance: Literal["none", "weights", "oversample", "undersample", "smote"] = Field(
        "none",
        description="what evens out rare classes, in training rows only: weights, or resampling "
        "by the extra `imbalance`",
    )


class Modelling(Section):
    """How models are compared: the metric of success, and the models; usual ones when absent."""

    metric: Success | None = Field(
        None, description="average_precision, macro_f1 or mae, as the target is, if absent"
    )
    models: list[Pack] = []

    @model_validator(mode="after")
    def _names_differ(self) -> "Modelling":
        names = [pack.name for pack in self.models]
        require_unique([*BASELINES, *names], "baselines and modelling.models use the name")
        return self
