"""The sections of case.toml that say what is told, in which words and how it looks."""

import re
from string import Formatter
from typing import Literal

from pydantic import Field, model_validator

from project_lib.colours import READABLE, contrast
from project_lib.configuration.sections import Name, Section, require_unique
from project_lib.errors import nearest

WHITE = "#ffffff"
PLACEHOLDERS = ("effect", "interval", "low", "high", "n", "p")
AGAINST_SIMPLE = ("model_beats", "model_earns")  # the model against what needs no model
MODEL_FINDINGS = (  # that notebook 11 leaves beside the tested ones
    "model_foresees", "model_ranks", *AGAINST_SIMPLE,
)  # fmt: skip


class Story(Section):
    """The storyline of the deck; what is left out is chosen by question and effect."""

    findings: list[Name] = Field(
        [], description="which findings get a slide, in this order; the clearest ones if absent"
    )
    most_findings: int = Field(12, ge=1, le=40, description="slides, where they are chosen")
    answers: dict[Name, Name] = Field(
        {}, description="question -> the finding that answers it in the executive summary"
    )
    wording: dict[Name, str] = Field(
        {},
        description="finding -> title of its slide, with {effect}, {interval}, {low}, {high}, {n} "
        "or {p} where a number belongs",
    )
    headline: str = Field("", description="of the executive summary; the problem if absent")
    subtitle: str = Field("", description="below the deck's title; the deliverable if absent")
    risks: list[str] = Field([], description="of the decision, besides what findings cannot show")

    @model_validator(mode="after")
    def _complete(self) -> "Story":
        require_unique(self.findings, "story.findings names the finding")
        for where, text in {"headline": self.headline, **self.wording}.items():
            typed = re.search(r"\d[\d.,]*", re.sub(r"\{[^}]*\}", "", text))
            if typed:
                problem = f"story: '{where}' types the number {typed[0]}"
                raise ValueError(f"{problem}; use a placeholder, or leave the number out")
        for name, text in self.wording.items():
            for placeholder in _placeholders(name, text):
                if placeholder not in PLACEHOLDERS:
                    problem = f"story.wording.{name} has the placeholder {{{placeholder}}}"
                    raise ValueError(f"{problem}; {nearest(placeholder, PLACEHOLDERS)}")
        return self

    @property
    def named(self) -> list[str]:
        """Every finding that the story names."""
        return [*self.findings, *self.answers.values(), *self.wording]


def _placeholders(name: str, text: str) -> list[str]:
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        remedy = "close each brace; write {{ for a brace in the text"
        raise ValueError(f"story.wording.{name} cannot be read ({error}); {remedy}") from error
    for field, form, conversion in parts:
        if form or conversion:
            problem = f"story.wording.{name} says how {{{field}}} is written"
            raise ValueError(f"{problem}; write {{{field}}} alone, its unit comes with it")
    return [field for field, _, _ in parts]


class Theme(Section):
    """How decks look; the default is the report's own palette."""

    accent: str = Field(
        "#b0430a", pattern=r"^#[0-9a-fA-F]{6}$", description="the one colour that carries meaning"
    )
    font: str = Field("Arial", description="of all texts; a font that readers have")
    logo: str = Field("", description="PNG file from the project's root, shown on every slide")
    language: Literal["en", "pt", "es"] = Field("en", description="of the fixed words")

    @model_validator(mode="after")
    def _readable(self) -> "Theme":
        reached = contrast(self.accent, WHITE)
        if reached < READABLE:
            problem = f"accent {self.accent} has a contrast of {reached:.1f} on white"
            raise ValueError(f"{problem}; choose a darker colour, of {READABLE} at least")
        return self
