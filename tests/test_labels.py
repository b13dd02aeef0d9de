from datetime import datetime, timedelta

import pandas as pd
import pytest
from event_tables import CUTOFF, prediction

from project_lib.configuration.prediction_schema import Outcome, Target
from project_lib.errors import InputError
from project_lib.features.labels import label_table, require_two_classes

DAY = timedelta(days=1)
EVENTS = pd.DataFrame(
    [
        ("a", CUTOFF - DAY, 1.0, "Home"),
        ("a", CUTOFF, 2.0, "Home"),
        ("a", CUTOFF + 30 * DAY - timedelta(microseconds=1), 4.0, "Help"),
        ("b", CUTOFF + 30 * DAY, 8.0, "Help"),
        ("c", CUTOFF - DAY, 16.0, "Help"),
    ],
    columns=["user", "time", "amount", "page"],
)


def labels(target, *outcomes):
    given = prediction(target=target, outcomes=list(outcomes))
    return label_table(EVENTS, given, CUTOFF, pd.Series(["a", "b", "c", "d"]))


def test_the_horizon_begins_with_the_cutoff_and_ends_before_its_end():
    table = labels(
        Target(name="any", description="-", kind="any"),
        Outcome(name="none", description="-", kind="none"),
        Outcome(name="count", description="-", kind="count"),
        Outcome(name="sum", description="-", kind="sum", column="amount"),
    )
    assert table.to_dict("list") == {
        "any": [1, 0, 0, 0],
        "none": [0, 1, 1, 1],
        "count": [2, 0, 0, 0],
        "sum": [6.0, 0.0, 0.0, 0.0],
    }
    assert table.dtypes.astype(str).tolist() == ["int64", "int64", "int64", "float64"]


def test_only_events_that_meet_the_condition_count():
    table = labels(Target(name="helps", description="-", kind="count", where="page == 'Help'"))
    assert table["helps"].tolist() == [1, 0, 0, 0]


def test_what_became_known_late_counts_for_the_label():
    given = prediction(known_at="known", outcomes=[])
    events = EVENTS.assign(known=datetime(2030, 1, 1))
    table = label_table(events, given, CUTOFF, pd.Series(["a"]))
    assert table["returns"].tolist() == [1]


def test_a_target_with_one_class_is_refused():
    target = pd.Series([0, 0, 0])
    with pytest.raises(InputError, match="'returns': is 0 in every one of the 3 rows"):
        require_two_classes(target, prediction())
    require_two_classes(pd.Series([0, 1]), prediction())
