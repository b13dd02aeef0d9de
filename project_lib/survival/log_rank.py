"""The log-rank test of whether groups wait equally long."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.survival.event_counts import EventCounts, count_by_group

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class LogRank:
    """The test's statistic and, per group, the events seen and expected if all groups are alike.

    Attributes
    ----------
    groups : ``group``, ``n``, ``events``, ``expected``
    """

    chi2: float
    degrees: int
    p: float
    groups: "pd.DataFrame"


def compare_waits(table: "pd.DataFrame", *, duration: str, observed: str, by: str) -> LogRank:
    """Return the log-rank test of equal waiting times in all groups (Mantel, 1966; Peto, 1972).

    Raises
    ------
    InputError
        As `event_counts.count_by_group` does; when there is only one group, or no event.
    """
    import pandas as pd
    from scipy.stats import chi2 as chi_squared

    counts = count_by_group(table, duration=duration, observed=observed, by=by)
    if len(counts) < 2:
        raise InputError(f"column '{by}'", "has one group only", "compare two groups or more")
    at_risk, events = _on_common_times(list(counts.values()))
    all_risk, all_events = at_risk.sum(axis=0), events.sum(axis=0)
    if not all_events.sum():
        raise InputError(f"column '{observed}'", "is false in every row", "observe an event")
    share = at_risk / all_risk
    expected = (share * all_events).sum(axis=1)
    # hypergeometric variance: ties leave fewer ways to draw than independent events would
    ties = np.divide(all_risk - all_events, all_risk - 1, where=all_risk > 1, out=all_risk * 0.0)
    scale = all_events * ties
    covariance = np.diag((share * scale).sum(axis=1)) - (share * scale) @ share.T
    excess = events.sum(axis=1) - expected
    degrees = len(counts) - 1
    statistic = float(excess @ np.linalg.pinv(covariance, hermitian=True) @ excess)
    groups = pd.DataFrame(
        {
            "group": list(counts),
            "n": [int(count.at_risk[0]) for count in counts.values()],
            "events": events.sum(axis=1).astype("int64"),
            "expected": expected,
        }
    )
    return LogRank(statistic, degrees, float(chi_squared.sf(statistic, degrees)), groups)


def _on_common_times(counts: list[EventCounts]) -> tuple[np.ndarray, np.ndarray]:
    """Return who waits and who ends at each time with an event (groups x times)."""
    times = np.unique(np.concatenate([count.times[count.events > 0] for count in counts]))
    at_risk, events = np.zeros((2, len(counts), len(times)))
    for row, count in enumerate(counts):
        place = np.searchsorted(count.times, times)
        at_risk[row] = np.append(count.at_risk, 0)[place]
        happened = count.events > 0
        events[row, np.searchsorted(times, count.times[happened])] = count.events[happened]
    return at_risk, events
