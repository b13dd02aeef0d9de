import numpy as np
import pandas as pd

from project_lib.leakage.companions import find_companions
from project_lib.leakage.labels import read_label

ROWS = 2000


def make_table(seed=0):
    """Return rows of which some committed a new offence, not all of them within two years."""
    random = np.random.default_rng(seed)
    offence = random.random(ROWS) < 0.45
    counts = offence & (random.random(ROWS) < 0.9)
    violent = offence & (random.random(ROWS) < 0.2)
    return pd.DataFrame({
        "again": offence.astype(int), "charge": np.where(violent, "battery", None),
        "violent": violent.astype("int64"), "age": random.normal(35, 8, ROWS),
        "note": np.where(random.random(ROWS) < 0.3, "seen", None), "target": counts.astype(int),
    })  # fmt: skip


def companions(table, refused=("again",)):
    features = [name for name in table if name not in {"target", *refused}]
    return find_companions(table, read_label(table["target"]), features, refused)


def test_what_is_filled_only_where_a_refused_column_is_goes_with_it():
    table = make_table()
    found = companions(table)
    assert set(found) == {"charge", "violent"}
    count = int(table["violent"].sum())
    assert found["charge"] == (
        f"in all {count} rows in which it is filled, `again` is not 0, against "
        f"{100 * table['again'].mean():.1f} % of all: recorded with it"
    )


def test_nullable_numbers_are_judged_as_others_are():
    table = make_table()
    table["violent"] = table["violent"].astype("Int64").where(table.index % 7 > 0)
    assert set(companions(table)) == {"charge", "violent"}


def test_what_follows_the_target_itself_is_for_other_checks():
    table = make_table()
    table["sure"] = table["target"].where(np.random.default_rng(1).random(ROWS) < 0.3, 0)
    assert set(companions(table)) == {"charge", "violent"}


def test_without_a_refused_column_nothing_goes_with_it():
    assert companions(make_table(), ()) == {}
    assert companions(make_table(), ("age",)) == {}
