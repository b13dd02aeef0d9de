"""The first checks of a case: what held in the data at hand, to be noticed when it changes."""

import math
from collections.abc import Iterator

from project_lib.case_writing.case_words import table_name
from project_lib.inspection.inspection_types import Inspection

MOST_GAPS = 10  # columns whose share of missing values is watched
MARGIN = 0.05  # by which a share may grow before it is noticed


def first_checks(inspection: Inspection) -> Iterator[dict]:
    """Yield the checks, each as a table of case.toml: grain, keys, gaps, first day."""
    table = table_name(inspection)
    if inspection.grain:
        yield {"name": "no row comes twice", "kind": "grain", "table": table, "severity": "warning"}
    keys = dict.fromkeys([inspection.entity, inspection.time])
    for key in filter(None, keys):
        if inspection.column(key).missing_share == 0:
            yield {
                "name": f"{key} is never missing", "kind": "bounds", "table": table,
                "column": key, "statistic": "missing_count", "at_most": 0,
            }
    if inspection.time and inspection.earliest:
        yield {
            "name": "first day of the data", "kind": "bounds", "table": table,
            "column": inspection.time, "statistic": "min", "severity": "warning",
            "at_least": inspection.earliest.date(),
        }
    gaps = [look for look in inspection.columns if look.missing_share > 0 and look.name not in keys]
    for look in gaps[:MOST_GAPS]:
        most = min(1.0, math.ceil(round(100 * (look.missing_share + MARGIN), 6)) / 100)
        if most < 1:
            yield {
                "name": f"{look.name} is missing no more often than it was", "kind": "bounds",
                "table": table, "column": look.name, "statistic": "missing_share",
                "at_most": most, "severity": "warning",
            }
