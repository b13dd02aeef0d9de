"""What is seen in a table that nobody has described yet: plain data, from which a case is made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from project_lib.configuration.case_schema import Column, Dtype, Role, Source

Shape = Literal["rows", "transactions", "events"]
LEAVE_OUT = "leave_out."  # begins the keys of decisions about suspects


@dataclass(frozen=True)
class ColumnLook:
    """One column, as it would be declared, and why.

    Attributes
    ----------
    source_name : the column's name as `Source` delivers it; may be hostile
    name : clean, a valid `Name` of case.toml, unique within the table
    format, time_zone : of moments, as in `Column`
    decimal, thousands : signs within numbers kept as text; empty where there are none to tell
    affixes : texts around the numbers, such as ``€`` or ``%``, that are no part of them
    missing_texts : texts that mean missing in this column; None where the source's list is right
    unit : read from affixes or the name; empty where unknown
    missing_share : share of the rows without a value, in [0, 1]
    distinct : number of different values; of texts before any conversion
    examples : a few values as the source has them, at most 60 characters each; may be hostile
    reason : what decided on dtype and role, in plain words
    almost : type that most of its texts have, which stay text for the few that have not
    """

    source_name: str
    name: str
    dtype: Dtype
    role: Role
    format: str = ""
    time_zone: str = ""
    decimal: Literal["", ".", ","] = ""
    thousands: str = ""
    affixes: tuple[str, ...] = ()
    missing_texts: tuple[str, ...] | None = None
    unit: str = ""
    description: str = ""
    missing_share: float = 0.0
    distinct: int = 0
    examples: tuple[str, ...] = ()
    reason: str = ""
    almost: Dtype | Literal[""] = ""

    def declaration(self) -> Column:
        """Return the column's entry of the data dictionary, as case.toml declares it."""
        texts = None if self.missing_texts is None else list(self.missing_texts)
        return Column(
            description=self.description,
            dtype=self.dtype,
            role=self.role,
            unit=self.unit,
            format=self.format,
            time_zone=self.time_zone,
            decimal=self.decimal,
            thousands=self.thousands,
            affixes=list(self.affixes),
            missing_texts=texts,
            source_name="" if self.source_name == self.name else self.source_name,
        )


@dataclass(frozen=True)
class TargetLook:
    """What would be predicted.

    Attributes
    ----------
    column : the clean name of the column; of events the one that `where` compares
    kind : a yes or no, one of several classes, or an amount
    positive : binary: the value that is predicted as 1, of the column's declared type
    where : of events: the row expression of what is predicted, such as ``page == 'Cancel'``
    given : whether the user named it; else it is proposed, with an `Open` of key ``target``
    levels : the most frequent values and their rows, the most frequent first; at most 60
    missing_share : share of the rows without a target, in [0, 1]
    repeats : of events: whether it often happens to an entity more than once, as purchases do
    """

    column: str
    kind: Literal["binary", "classes", "amount"]
    positive: str | int | float | bool | None = None
    reason: str = ""
    where: str = ""
    given: bool = False
    levels: tuple[tuple[str, int], ...] = ()
    missing_share: float = 0.0
    repeats: bool = False


@dataclass(frozen=True)
class Suspect:
    """A column (clean name) that may give the target away, and what speaks for it."""

    column: str
    evidence: str
    verdict: Literal["leak", "suspect"]


@dataclass(frozen=True)
class Open:
    """What a human must decide.

    Attributes
    ----------
    key : which decision: target, positive, kind, entity, time, shape, format.<column>,
        leave_out.<column>
    options : what can be chosen; may be empty where any text can be
    chosen : what is taken when nobody is asked, one of `options`
    """

    key: str
    question: str
    options: tuple[str, ...]
    chosen: str


@dataclass(frozen=True)
class Inspection:
    """All that was seen in one table.

    Columns are named by their clean names everywhere but in `ColumnLook.source_name`.

    Attributes
    ----------
    source : reads the same rows in notebook 01; paths are relative to the root where below it
    table : a name for the table, from the file's or the database table's
    rows : number of rows, all of them counted
    shape : rows (features and target are there), transactions (entity, time and amount), events
    entity, time, amount, event_type : columns; empty where there is none
    entities : number of different entities; `rows` where each row is its own
    earliest, latest : of `time`, in UTC; None where there is none
    gap_days : days between two rows of one entity, the median of the entities' means; None where
        entities do not repeat
    as_of : the day on which rows without a time were true: the file's own day, or today
    grain : the smallest set of columns that makes a row unique; empty where none was found
    target : what would be predicted; None where nothing is
    suspects : columns that may give the target away, leaks first
    open : decisions for a human, the most important first
    notes : what else a reader of case.toml should know, in sentences
    """

    source: Source
    table: str
    rows: int
    columns: tuple[ColumnLook, ...]
    shape: Shape
    entity: str = ""
    time: str = ""
    amount: str = ""
    event_type: str = ""
    entities: int = 0
    earliest: datetime | None = None
    latest: datetime | None = None
    gap_days: float | None = None
    as_of: date | None = None
    grain: tuple[str, ...] = ()
    target: TargetLook | None = None
    suspects: tuple[Suspect, ...] = ()
    open: tuple[Open, ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnLook:
        """Return the column of this clean name."""
        return next(look for look in self.columns if look.name == name)
