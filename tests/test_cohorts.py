from datetime import date

import pytest
from any_frame import ENGINES, as_engine
from customer_examples import END, EVENTS, UNTIL, cdnow_sample

from project_lib.errors import InputError
from project_lib.segmentation import cohorts
from project_lib.survival.durations import time_to_second_purchase


@pytest.mark.parametrize("engine", ENGINES)
def test_retention_counts_who_buys_in_each_whole_month(engine):
    table = cohorts.retention_table(as_engine(EVENTS, engine), "who", "time", until=UNTIL)
    cells = table[["customers", "months_since", "active"]].values.tolist()
    assert cells == [[2, 0, 2], [2, 1, 1], [2, 2, 0], [1, 0, 1], [1, 1, 1]]
    assert table["cohort"].dt.strftime("%Y-%m").tolist() == ["2020-01"] * 3 + ["2020-02"] * 2
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


def test_months_that_are_not_over_are_missing_and_not_zero():
    whole = cohorts.retention_table(
        as_engine(EVENTS, "pandas"), "who", "time", until=date(2020, 5, 1)
    )
    assert whole["months_since"].max() == 3
    assert whole.loc[whole["months_since"] == 3, "active"].tolist() == [1]
    cut = cohorts.retention_table(
        as_engine(EVENTS, "pandas"), "who", "time", until=date(2020, 4, 30)
    )
    assert cut["months_since"].max() == 2


def test_everyone_of_a_cohort_buys_in_its_first_month():
    table = cohorts.retention_table(cdnow_sample(), "customer_id", "day", until=END)
    first = table[table["months_since"] == 0]
    assert (first["share"] == 1).all()
    assert first["customers"].sum() == 2357
    assert len(first) == 3


def test_halves_have_the_same_time_and_count_only_who_was_followed():
    waits = time_to_second_purchase(cdnow_sample(), "customer_id", "day", until=END)
    table = cohorts.early_and_late(waits, days=90)
    assert table["customers"].sum() == 2357
    assert table["last"].iloc[0] < table["first"].iloc[1]
    assert table["returned"].sum() == (waits["observed"] & (waits["days"] <= 90)).sum()
    longest = int(waits["followed_days"].median())
    assert cohorts.early_and_late(waits, days=longest)["customers"].sum() < 2357


def test_an_empty_period_and_a_single_day_are_refused():
    with pytest.raises(InputError, match="has none before"):
        cohorts.retention_table(cdnow_sample(), "customer_id", "day", until=date(1990, 1, 1))
    waits = time_to_second_purchase(cdnow_sample(), "customer_id", "day", until=END)
    with pytest.raises(InputError, match="came on 0 days"):
        cohorts.early_and_late(waits, days=5_000)
