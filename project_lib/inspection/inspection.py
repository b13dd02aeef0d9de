"""What a table that nobody has described is: read once, looked at, and told as plain data."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from project_lib import prose
from project_lib.configuration.case_file import find_root
from project_lib.configuration.case_schema import Source
from project_lib.errors import InputError, nearest
from project_lib.inspection.column_roles import clean_names, clean_table_name, look_at
from project_lib.inspection.dialects import find_dialect
from project_lib.inspection.inspection_types import ColumnLook, Inspection
from project_lib.inspection.likely_target import (
    CERTAIN,
    LIKELY,
    TargetFacts,
    event_target,
    likely_targets,
    look_at_target,
)
from project_lib.inspection.locations import Download, locate_data
from project_lib.inspection.open_decisions import NONE, decisions, inspection_notes
from project_lib.inspection.raw_rows import RawRows, draw_rows
from project_lib.inspection.settled_columns import SettledColumn, settle_columns
from project_lib.inspection.table_keys import (
    TableKeys,
    find_grain,
    find_keys,
    is_key,
    require_event_keys,
)
from project_lib.inspection.target_suspects import find_suspects

DOWNLOADS = "downloads"
ROLES = {"binary": "flag", "classes": "category", "amount": "number"}


@dataclass(frozen=True)
class _Said:
    """What the user said, as clean names; `without` are what they said that there is none of."""

    target: str = ""
    value: str = ""
    entity: str = ""
    time: str = ""
    events: bool = False
    without: frozenset[str] = frozenset()

    @property
    def settled(self) -> frozenset[str]:
        """Return the options that are answered, and need not be asked."""
        given = {"--entity": self.entity, "--time": self.time, "--events": self.events}
        return self.without | {option for option, said in given.items() if said}


def inspect_data(
    data: str,
    *,
    target: str | None = None,
    entity: str | None = None,
    time: str | None = None,
    events: bool = False,
    root: Path | None = None,
    name: str = "",
    download: Download | None = None,
) -> Inspection:
    """Return what is seen in the rows that `data` names; types are verified on all of them.

    Parameters
    ----------
    data : file, folder, glob, address or query, see `locations.locate_data`
    target : column to predict; of events ``column=value``; ``none`` where nothing is predicted
    entity, time : columns; ``none`` where there is none
    events : whether each row is an event
    root : the project's folder; the one around the working folder if absent
    name : the case's, below whose data folder an address is downloaded
    download : (address, folder) -> path; that of `datasets.download` if absent

    Raises
    ------
    InputError
        When the rows cannot be read, a column is not there, or one cannot be what it is said to be.
    """
    root = Path(root) if root else find_root()
    folder = root / "data" / (name or DOWNLOADS)
    location = locate_data(data, root.absolute(), folder, download or _download)
    source = find_dialect(location.source, location.files)
    table = clean_table_name(location.table)
    with (
        tempfile.TemporaryDirectory(prefix="crisp-ds-") as scratch,
        draw_rows(source, location.files, table, Path(scratch)) as raw,
    ):
        names = clean_names(list(raw.types))
        said = _understand(names, target, entity, time, events)
        seen = _inspect(raw, settle_columns(raw, names), said, source)
    notes = (*location.notes, *seen.notes)
    return replace(seen, table=table, as_of=location.as_of, notes=notes)


def _download(address: str, folder: Path) -> Path:
    from project_lib.datasets.download import download

    return download(address, folder)


def _understand(
    names: dict[str, str], target: str | None, entity: str | None, time: str | None, events: bool
) -> _Said:
    """Return the clean names of what the user named, by whichever name.

    Raises
    ------
    InputError
        For a column that is not there; the nearest name is proposed. For a target alone.
    """
    given = {"--target": target, "--entity": entity, "--time": time}
    found, value, without = {}, "", set()
    for option, text in given.items():
        found[option] = _column_named(text, names) if text else ""
        if found[option] or not text:
            continue
        column, _, after = text.partition("=")
        if option == "--target" and after and _column_named(column, names):
            found[option], value = _column_named(column, names), after
        elif text == NONE:
            without.add(option)
        else:
            raise InputError(f"{option} {text[:80]}", "is no column", nearest(text, names))
    if found["--target"] and len(names) == 1:
        problem = "is the only column"
        raise InputError(f"--target {target}", problem, "add columns that may tell it in advance")
    named = [name for name in found.values() if name]
    if len(set(named)) < len(named):
        raise InputError(f"column '{named[0]}'", "is named twice", "name a column for each")
    return _Said(
        found["--target"], value, found["--entity"], found["--time"], events or bool(value),
        frozenset(without),
    )


def _column_named(text: str, names: dict[str, str]) -> str:
    """Return the clean name of the column that a text names; empty where there is none."""
    wanted = text.strip()
    for raw_name, name in names.items():
        if raw_name in (text, wanted):
            return name
    folded = wanted.casefold()
    matches = [n for raw, n in names.items() if folded in (raw.strip().casefold(), n)]
    return matches[0] if matches else ""


def _inspect(
    raw: RawRows, columns: list[SettledColumn], said: _Said, source: Source
) -> Inspection:
    by_name = {column.name: column for column in columns}
    looks = [look_at(column, raw.rows) for column in columns]
    _check_said(said, by_name, raw.rows)
    choices = _target_choices(looks, said)
    target = said.target or (choices[0][0] if choices and choices[0][1] >= CERTAIN else "")
    keys = find_keys(
        looks, raw.rows, entity=said.entity, time=said.time, target=target, events=said.events
    )
    keys = _without(keys, said)
    told: list[str] = []
    if keys.shape == "rows":
        keys, told = _require_key(keys, said, columns, raw)
    looks = [replace(k, role="identifier") if k.name == keys.entity else k for k in looks]
    facts = _target(said, target, choices, keys, by_name, looks, raw)
    if said.events:
        require_event_keys(keys, looks)
    if facts and not facts.look.where:
        role = ROLES[facts.look.kind]
        looks = [replace(k, role=role) if k.name == facts.look.column else k for k in looks]
    suspects = ()
    if facts and keys.shape == "rows":
        aside = {keys.entity, keys.time, *(k.name for k in looks if k.role == "identifier")}
        suspects = find_suspects(columns, looks, raw, facts.look, aside, keys.time)
    source, looks = _with_missing_texts(source, columns, looks)
    moments = by_name.get(keys.time)
    entities, gap = _entities(keys, by_name, raw)
    looks = [replace(k, distinct=entities) if k.name == keys.entity else k for k in looks]
    return Inspection(
        source=source,
        table="",
        rows=raw.rows,
        columns=tuple(looks),
        shape=keys.shape,
        entity=keys.entity,
        time=keys.time,
        amount=keys.amount,
        event_type=keys.event_type,
        entities=entities,
        earliest=moments.low if moments else None,
        latest=moments.high if moments else None,
        gap_days=gap,
        grain=find_grain(columns, raw, keys, looks),
        target=facts.look if facts else None,
        suspects=suspects,
        open=decisions(columns, keys, facts, [name for name, _ in choices], suspects, said.settled),
        notes=(*told, *inspection_notes(columns, facts, source, raw.rows)),
    )


def _check_said(said: _Said, columns: dict[str, SettledColumn], rows: int) -> None:
    """Raise InputError where a column cannot be what the user says it is."""
    if said.time and columns[said.time].declared.dtype not in ("date", "datetime"):
        column = columns[said.time]
        problem = f"holds no dates or times ({column.reason})"
        raise InputError(f"--time '{column.raw_name[:60]}'", problem, "name another column")
    for name, option in ((said.entity, "--entity"), (said.time, "--time")):
        if said.events and option == "--entity":
            continue  # events of nobody, as before a login, are left out by `where`
        if name and (missing := rows - columns[name].present):
            problem = f"is missing in {prose.plural(missing, 'row')} of {rows:,}"
            remedy = "remove these rows from the data, or name another column"
            raise InputError(f"{option} '{columns[name].raw_name[:60]}'", problem, remedy)


def _target_choices(looks: Sequence[ColumnLook], said: _Said) -> list[tuple[str, float]]:
    if said.target or said.events or "--target" in said.without or len(looks) < 2:
        return []
    return likely_targets(looks, {said.entity, said.time})


def _without(keys: TableKeys, said: _Said) -> TableKeys:
    """Return the keys without those of which the user says that there is none."""
    gone = {key: "" for key in ("entity", "time") if f"--{key}" in said.without}
    return replace(keys, **gone, shape="rows") if gone and not said.events else keys


def _require_key(
    keys: TableKeys, said: _Said, columns: Sequence[SettledColumn], raw: RawRows
) -> tuple[TableKeys, list[str]]:
    """Return the keys of rows, and a note where a given entity does not tell them apart."""
    if not keys.entity or is_key([keys.entity], columns, raw):
        return keys, []
    times = (keys.time,) if said.time else keys.time_choices
    for time in filter(None, times):
        if is_key([keys.entity, time], columns, raw):
            return replace(keys, time=time), []
    if said.entity:
        told = f"{keys.entity} repeats: all rows of one stay on the same side of every split."
        return keys, [told]
    return replace(keys, entity=""), []


def _target(
    said: _Said,
    target: str,
    choices: list[tuple[str, float]],
    keys: TableKeys,
    columns: dict[str, SettledColumn],
    looks: Sequence[ColumnLook],
    raw: RawRows,
) -> TargetFacts | None:
    """Return the target that is given, or the likely one of a table of rows."""
    if said.value:
        who = columns.get(keys.entity)
        return TargetFacts(event_target(said.value, columns[said.target], raw, who))
    if said.target and keys.shape == "events":
        problem = "is the target of events, but no value of it is named"
        remedy = f'write --target "{columns[said.target].raw_name[:40]}=VALUE"'
        raise InputError(f"--target '{said.target}'", problem, remedy)
    if not said.target and keys.shape != "rows":
        return None
    likely = choices and choices[0][1] >= LIKELY and choices[0][0]
    chosen = said.target or target or likely
    if not chosen or chosen in (keys.entity, keys.time):
        return None
    look = next(look for look in looks if look.name == chosen)
    return look_at_target(columns[chosen], look, raw, given=bool(said.target))


def _with_missing_texts(
    source: Source, columns: Sequence[SettledColumn], looks: Sequence[ColumnLook]
) -> tuple[Source, list[ColumnLook]]:
    """Return the source with all texts that mean missing, and the columns where some do not."""
    every = {text for column in columns for text in column.absent}
    by_name = {column.name: column for column in columns}
    own = []
    for look in looks:
        column = by_name[look.name]
        if column.occurring & every - column.absent:
            look = replace(look, missing_texts=tuple(sorted(column.absent)))
        own.append(look)
    return source.model_copy(update={"missing_texts": sorted(every)}), own


def _entities(
    keys: TableKeys, columns: dict[str, SettledColumn], raw: RawRows
) -> tuple[int, float | None]:
    """Return the number of entities, and the median of their mean days between two rows."""
    if not keys.entity:
        return raw.rows, None
    entity = columns[keys.entity].conversion(raw).typed
    if not keys.time:
        return raw.relation.aggregate(f"count(DISTINCT {entity})").fetchall()[0][0], None
    time = columns[keys.time].conversion(raw).typed
    rows = raw.relation.project(f"{entity} AS e, epoch_us({time}) AS t")
    each = rows.aggregate("e, (max(t) - min(t)) / nullif(count(*) - 1, 0) / 86400e6 AS gap", "e")
    count, gap = each.aggregate("count(e), median(gap)").fetchall()[0]
    return count, gap
