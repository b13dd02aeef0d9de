"""Ready-made test of waiting times: in which group something happens more often by a day.

It takes a table with one row per customer: how many `duration` days were waited and whether the
wait was `observed` to end (``survival.durations``), or is still going on.
"""

import math
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.errors import InputError, nearest
from project_lib.findings import Claim, Meaning, Result
from project_lib.hypotheses.waiting_exhibits import (
    difference_exhibits,
    p_words,
    waiting_chart,
)
from project_lib.inference.estimates import Z95
from project_lib.survival.event_counts import read_groups
from project_lib.survival.kaplan_meier import shares_ended, waiting_curves
from project_lib.survival.log_rank import LogRank, compare_waits

if TYPE_CHECKING:
    import pandas as pd


def time_to_event_difference(
    customers: "pd.DataFrame",
    *,
    by: str,
    group: str,
    against: str = "",
    day: float,
    claim: Claim | None = None,
    group_words: str = "",
    against_words: str = "",
    event: str = "buy a second time",
    since: str = "the first purchase",
    who: str = "customers",
    duration: str = "days",
    observed: str = "observed",
    meaning: Meaning | None = None,
) -> Result:
    """Return by how much more often it has happened by `day` in one group than in another.

    The effect is a difference of shares: 0.05 is 5 percentage points. The log-rank test of the
    whole curves, medians, mean waits and the hazard ratio stand in the exhibits.

    Parameters
    ----------
    by, group, against : column of groups, the group asked about, and the one compared with; all
        others where not given
    claim : about the difference; "different from 0" where not given
    group_words, against_words : the two groups in the plural: ``customers who came by phone``

    Raises
    ------
    InputError
        For bad waiting times, an unknown group and a day that was not observed of both.
    """
    claim = claim or Claim("different")
    names = (group_words or f"{who} of {group}", against_words or _others(who, against))
    table = _two_groups(customers, by, group, against, names)
    roles = {"duration": duration, "observed": observed}
    curves = waiting_curves(table, **roles, by="group")
    test = compare_waits(table, **roles, by="group")
    shares = shares_ended(curves, day).set_index("group").loc[list(names)]
    difference = float(shares["ended_share"].iloc[0] - shares["ended_share"].iloc[1])
    error = math.sqrt(shares["variance"].sum())
    if not error:
        raise InputError(f"share by day {day:g}", "does not vary", "ask of another day")
    words = [prose.percent(share) for share in shares["ended_share"]]
    days = prose.plural(day, "day")
    return Result(
        statement=(
            f"{words[0]} of {names[0]} {event} within {days} of {since}, against {words[1]} of "
            f"{names[1]}"
        ),
        method=_difference_method(test),
        effect=difference,
        unit="share",
        interval=(difference - Z95 * error, difference + Z95 * error),
        n=len(table),
        counted=who,
        p=math.erfc(abs(difference - claim.threshold) / error / math.sqrt(2)),
        claim=claim,
        chart=waiting_chart(
            curves,
            day,
            alt=f"Share of two groups who {event}, by the days since {since}: within {days} "
            f"{words[0]} of {names[0]} and {words[1]} of {names[1]}.",
            y_label=f"Share who {event}",
            x_label=f"Days since {since}",
            accent=names[0],
        ),
        meaning=meaning or _difference_meaning(claim, difference, names, event, days),
        limits=(
            f"{_limits(who, int(shares['still_waiting'].sum()), day)} The groups may differ in "
            "more than their name: this does not show why they wait longer or shorter."
        ),
        exhibits=difference_exhibits(table, roles, curves, test, day),
    )


def _difference_method(test: LogRank) -> str:
    return (
        "Difference of two Kaplan-Meier shares, normal interval and p with Greenwood's "
        f"variances; log-rank test of the whole curves: chi-squared {prose.number(test.chi2)}, "
        f"{p_words(test.p)}"
    )


def _two_groups(
    customers: "pd.DataFrame", by: str, group: str, against: str, names: tuple[str, str]
) -> "pd.DataFrame":
    labels = read_groups(customers, by)
    known = sorted(set(labels))
    for name in filter(None, (str(group), str(against))):
        if name not in known:
            raise InputError(f"column '{by}'", f"has no group '{name}'", nearest(name, known))
    chosen = labels == str(group)
    other = labels == str(against) if against else ~chosen
    if not other.any() or against == group or names[0] == names[1]:
        raise InputError(f"column '{by}'", "gives one group only", "compare two groups")
    table = customers[chosen | other]
    return table.assign(group=[names[0] if one else names[1] for one in chosen[chosen | other]])


def _others(who: str, against: str) -> str:
    return f"{who} of {against}" if against else f"other {who}"


def _limits(who: str, still_waiting: int, day: float) -> str:
    text = (
        f"{prose.number(still_waiting)} {who} were seen to wait longer than "
        f"{prose.plural(day, 'day')}; those seen for less are counted until then."
    )
    return f"{text} It is assumed that those who joined late behave like those who joined early."


def _difference_meaning(
    claim: Claim, difference: float, names: tuple[str, str], event: str, days: str
) -> Meaning:
    word = {"above": "more", "below": "less"}.get(claim.side)
    found = "more" if difference > 0 else "less"
    first = prose.capital(names[0])
    return Meaning(
        f"{first} {event} within {days} {found} often than "
        f"{names[1]}: plan for each group by itself.",
        f"{first} do not {event} within {days} "
        f"{word + ' often than' if word else 'at another rate than'} {names[1]}, to an extent "
        "that matters.",
        "Treat both groups alike until more is known.",
    )
