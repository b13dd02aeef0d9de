"""features.py of a new case: one feature that works, as a pattern for those to come."""

from project_lib.case_writing.plain_python import write_text
from project_lib.configuration.prediction_schema import ROW
from project_lib.inspection.inspection_types import Inspection

HINT = """
{what}
A function without underscore makes one or more features: columns named like the function, or with
its name as prefix. The first line of its docstring is their description. Notebook 03 proves that
none of them sees what it must not.
"""


def features_text(inspection: Inspection, *, events: bool) -> str:
    """Return the module: a feature of events, or of rows."""
    if events:
        return _of_events(inspection)
    return _of_rows(inspection)


def _of_events(inspection: Inspection) -> str:
    hint = HINT.format(what="The declared ones are in case.toml, under [[features]].")
    return f'''"""Features that need code: functions of the events before the cutoff.
{hint}"""

from datetime import datetime

import narwhals as nw

from project_lib.engine import with_epoch
from project_lib.features.windows import epoch

ENTITY = {write_text(inspection.entity)}
TIME = {write_text(inspection.time)}


def overdue(events: nw.LazyFrame, cutoff: datetime) -> nw.LazyFrame:
    """Time since the latest event over the mean gap between events; above 1 the next is overdue.

    Missing where all events have the same time.
    Unit: mean gaps
    """
    seen = (
        with_epoch(events, TIME, "moment")
        .group_by(ENTITY)
        .agg(
            nw.col("moment").min().alias("first"),
            nw.col("moment").max().alias("last"),
            nw.len().alias("events"),
        )
    )
    gap = (nw.col("last") - nw.col("first")) / (nw.col("events") - 1)
    since = nw.lit(epoch(cutoff)) - nw.col("last")
    returned = nw.col("last") > nw.col("first")
    return seen.select(ENTITY, nw.when(returned).then(since / gap).alias("overdue"))
'''


def _of_rows(inspection: Inspection) -> str:
    key = inspection.entity or ROW
    hint = HINT.format(
        what="The columns of the table are features already. Each function returns them beside the "
        f"key,\n`{key}`{' and the time' if inspection.time else ''}."
    )
    title = "Features that need code: functions of the rows, which come without the target."
    head = f'"""{title}\n{hint}"""\n'
    gaps = [
        look.name for look in inspection.columns
        if look.missing_share > 0 and look.name not in (inspection.entity, inspection.time)
        and not (inspection.target and look.name == inspection.target.column)
    ]
    if not (gaps or inspection.time):
        return head
    keys = ["ENTITY", *(["TIME"] if inspection.time else [])]
    constants = [f"ENTITY = {write_text(inspection.entity or ROW)}"]
    constants += [f"TIME = {write_text(inspection.time)}"] if inspection.time else []
    function = _missing_fields(keys) if gaps else _weekday(keys)
    return "\n".join([head, "import narwhals as nw", "", *constants, "", "", function])


def _missing_fields(keys: list[str]) -> str:
    return f'''def missing_fields(rows: nw.LazyFrame) -> nw.LazyFrame:
    """Columns without a value: what was not asked, or not told.

    Unit: columns
    """
    names = rows.collect_schema().names()
    missing = [nw.when(nw.col(name).is_null()).then(1).otherwise(0) for name in names]
    return rows.select({", ".join(keys)}, nw.sum_horizontal(*missing).alias("missing_fields"))
'''


def _weekday(keys: list[str]) -> str:
    return f'''def weekday(rows: nw.LazyFrame) -> nw.LazyFrame:
    """Day of the week, 1 for Monday to 7 for Sunday."""
    return rows.select({", ".join(keys)}, nw.col(TIME).dt.weekday().alias("weekday"))
'''
