"""A deck as data: its slides, and of each text the record that it was taken from."""

from dataclasses import dataclass

from project_lib.charts import Chart
from project_lib.configuration.story_schema import Theme

KINDS = ("title", "summary", "stars", "finding", "decision", "method", "appendix")


@dataclass(frozen=True)
class Passage:
    """A text of a slide and where it comes from, so that its numbers can be traced.

    Attributes
    ----------
    source : ``finding:<id>``, ``key_figure:<name>``, ``case.toml``, ``findings`` for what is
        counted over all of them, or ``words`` for the deck's own, which hold no number
    label : what stands before it: a question, ``Situation``, ``Risk``
    """

    text: str
    source: str
    label: str = ""


@dataclass(frozen=True)
class TableData:
    """A table of a slide: columns of texts as they are printed, and how each is aligned."""

    columns: dict[str, tuple[str, ...]]
    numeric: tuple[str, ...] = ()
    source: str = "findings"


@dataclass(frozen=True)
class Slide:
    """One slide; what it does not need is empty.

    Attributes
    ----------
    kind : one of `KINDS`
    title : on a finding's slide the statement with its number
    kicker : the few words above the title: the question, or ``Executive summary``
    verdict : of a finding, in words: ``Supported``
    step : place of the slide's part in the story, from 1; 0 where it is outside of it
    notes : what the speaker may be asked: method, n, interval, p, notebook and cell, fingerprint
    """

    kind: str
    title: Passage
    kicker: str = ""
    body: tuple[Passage, ...] = ()
    chart: Chart | None = None
    table: TableData | None = None
    consequence: Passage | None = None
    footer: Passage | None = None
    verdict: str = ""
    step: int = 0
    notes: tuple[Passage, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every text of the slide, notes included."""
        single = (self.title, self.consequence, self.footer)
        return (*(part for part in single if part is not None), *self.body, *self.notes)


@dataclass(frozen=True)
class Deck:
    """The slides in their order, the parts of the story by name, and how they look."""

    title: str
    slides: tuple[Slide, ...]
    parts: tuple[str, ...]
    theme: Theme
    note: str = ""  # shown on every slide, such as "synthetic data"
