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
        counted over all of them, ``holdout`` for the log of its openings, or ``words`` for the
        deck's own, which hold no number; several are parted by blanks
    label : what stands before it: a question, ``Situation``, ``Risk``
    detail : what stands beside it: an answer's verdict, what an action rests on
    """

    text: str
    source: str
    label: str = ""
    detail: str = ""


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
    heads : of a table's columns that is made of passages, such as the decision's
    tiles : large numbers with a label each
    facts : of a finding, in few words: estimate, interval, chance
    verdict : of a finding, in words: ``Supported``
    step : place of the slide's part in the story, from 1; 0 where it is outside of it
    notes : what the speaker may be asked: method, n, interval, p, notebook and cell, fingerprint
    """

    kind: str
    title: Passage
    kicker: str = ""
    body: tuple[Passage, ...] = ()
    heads: tuple[str, ...] = ()
    tiles: tuple[Passage, ...] = ()
    chart: Chart | None = None
    table: TableData | None = None
    consequence: Passage | None = None
    facts: tuple[Passage, ...] = ()
    footer: Passage | None = None
    verdict: str = ""
    step: int = 0
    notes: tuple[Passage, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every text of the slide, notes included."""
        single = (self.title, self.consequence, self.footer)
        shown = (part for part in single if part is not None)
        return (*shown, *self.body, *self.tiles, *self.facts, *self.notes)

    @property
    def actions(self) -> tuple[Passage, ...]:
        """What a decision slide says to do: the passages with its first label."""
        return tuple(passage for passage in self.body if passage.label == self.body[0].label)

    @property
    def own_risks(self) -> tuple[Passage, ...]:
        """The risks that speak against one of the actions: those of the same finding."""
        known = {passage.source for passage in self.actions}
        return tuple(risk for risk in self._risks if risk.source in known)

    @property
    def free_risks(self) -> tuple[Passage, ...]:
        """The risks that belong to no action."""
        return tuple(risk for risk in self._risks if risk not in self.own_risks)

    @property
    def _risks(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.body if passage.label != self.body[0].label)


@dataclass(frozen=True)
class Deck:
    """The slides in their order, the parts of the story by name, and how they look."""

    title: str
    slides: tuple[Slide, ...]
    parts: tuple[str, ...]
    theme: Theme
    note: str = ""  # shown on every slide, such as "synthetic data"

    def part_words(self, slide: Slide) -> str:
        """Return the part of the story that a slide belongs to, by place and name."""
        return f"{slide.step} / {len(self.parts)}: {self.parts[slide.step - 1]}"
