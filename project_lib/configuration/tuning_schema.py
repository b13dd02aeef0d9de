"""The section of case.toml that says how long, and in which way, the best models are tuned."""

from typing import Literal

from pydantic import Field

from project_lib.configuration.sections import Section


class Tuning(Section):
    """The search for settings: counted in trials, never in seconds, so that it can be repeated."""

    method: Literal["bayesian", "random", "grid"] = Field(
        "bayesian", description="what is tried next: where good settings lay, at random, or a grid"
    )
    models: int = Field(4, ge=1, le=8, description="kinds of models of the leaderboard to tune")
    trials: int = Field(
        5, ge=1, le=1000, description="settings of each model, besides that of the leaderboard"
    )
    tracking: bool = Field(
        False, description="log every trial to MLflow, in a SQLite file (extra `tracking`)"
    )
