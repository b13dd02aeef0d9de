"""The title of a finding's slide: its statement, or what case.toml says in its place."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.finding_words import chance_words, headline

if TYPE_CHECKING:
    from project_lib.configuration.story_schema import Story


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
