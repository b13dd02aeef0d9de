"""The title of a finding's slide: its statement, or what case.toml says in its place."""

from string import Formatter
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.errors import InputError, nearest
from project_lib.finding_words import chance_words, headline

if TYPE_CHECKING:
    from project_lib.configuration.story_schema import Story

PLACEHOLDERS = ("effect", "interval", "low", "high", "n", "p")
WHERE = "story in case.toml"


def require_known(story: "Story", findings: list[dict]) -> None:
    """Raise InputError where the story names a finding or a placeholder that there is not."""
    known = [record["id"] for record in findings]
    for name in [*story.findings, *story.wording, *story.answers.values()]:
        if name not in known:
            raise InputError(WHERE, f"names the finding '{name}'", nearest(name, known))
    for name, text in story.wording.items():
        for placeholder in _placeholders(f"story.wording.{name}", text):
            if placeholder not in PLACEHOLDERS:
                problem = f"has the placeholder {{{placeholder}}}"
                where = f"story.wording.{name} in case.toml"
                raise InputError(where, problem, nearest(placeholder, PLACEHOLDERS))


def _placeholders(where: str, text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        remedy = "close each brace; write {{ for a brace in the text"
        raise InputError(f"{where} in case.toml", f"cannot be read ({error})", remedy) from error


def finding_title(story: "Story", record: dict) -> str:
    """Return the title of a finding's slide, its numbers formatted as everywhere."""
    text = story.wording.get(record["id"])
    if text is None or not record["chart"]:
        return headline(record)
    unit, (low, high) = record["unit"], record["interval"]
    return text.format(
        effect=prose.estimate(record["effect"], low, high, unit),
        interval=prose.interval(low, high, unit),
        low=prose.quantity(low, unit),
        high=prose.quantity(high, unit),
        n=f"{prose.number(record['n'])} {record['counted']}",
        p=chance_words(record["p_adjusted"]),
    )
