import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from project_lib.leakage.labels import read_label
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.together import CHECK, audit_together, find_together, given_columns

ROWS = 3000


def make_table(seed=0, columns=10):
    """Return honest columns, and some of which a leak can be made."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({f"x{i}": random.normal(size=ROWS) for i in range(columns)})
    table["event"] = random.integers(0, 2, ROWS)
    table["end"] = random.integers(0, 1500, ROWS).astype(float)
    table["group"] = random.choice(list("abcdef"), ROWS)
    return table


def audited(table, target):
    table = table.assign(target=np.asarray(target))
    features = [name for name in table if name != "target"]
    audit = audit_together(audit_signs(table, "target", features), table, "target", features)
    found = audit[audit["check"] == CHECK]
    return dict(zip(found["column"], found[["verdict", "evidence"]].to_numpy(), strict=True))


def test_two_columns_that_decide_the_target_are_undecided_with_a_reason_to_read():
    table = make_table()
    found = audited(table, ((table["event"] == 1) & (table["end"] <= 730)).astype(int))
    assert set(found) == {"event", "end"}
    verdict, evidence = found["end"]
    assert verdict == "unknown"
    start = "`end` and `event` together tell `target` in 100 % of the rows (AUROC 1.000), while all"
    assert evidence.startswith(f"{start} other columns together reach only an AUROC of 0.")
    assert evidence.endswith(": find out when it becomes known")


def test_three_columns_and_several_classes_are_found_too():
    table = make_table()
    three = (table["event"] == 1) & (table["end"] <= 730) & table["group"].isin(list("abcd"))
    assert set(audited(table, three.astype(int))) == {"event", "end", "group"}
    when = np.where(table["end"] < 700, "soon", "late")
    assert set(audited(table, np.where(table["event"] == 0, "never", when))) == {"event", "end"}


def test_gaps_and_errors_do_not_hide_a_leak():
    table, random = make_table(), np.random.default_rng(1)
    target = ((table["event"] == 1) & (table["end"] <= 730)).to_numpy()
    table.loc[random.random(ROWS) < 0.2, ["x0", "x1"]] = np.nan
    table.loc[~target & (random.random(ROWS) < 0.3), "end"] = np.nan
    target = target ^ (random.random(ROWS) < 0.001)
    assert {"event", "end"} <= set(audited(table, target.astype(int)))


def test_which_of_two_dates_is_later_is_found():
    table, random = make_table(), np.random.default_rng(1)
    due = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 300, ROWS), unit="D")
    came = due + pd.to_timedelta(random.integers(-9, 9, ROWS), unit="D")
    late = (came > due).astype(int)
    assert set(audited(table.assign(due=due, came=came), late)) == {"due", "came"}


def test_what_was_recorded_with_a_leak_goes_with_it():
    table, random = make_table(), np.random.default_rng(1)
    new = table["event"] == 1
    table["charge"] = np.where(new & (random.random(ROWS) < 0.4), "theft", None)
    found = audited(table, (new & (table["end"] <= 900)).astype(int))
    assert set(found) == {"event", "end", "charge"}
    assert "`event` is not 0" in found["charge"][1]


@pytest.mark.parametrize("seed", range(3))
def test_a_strong_honest_signal_loses_no_column(seed):
    table = make_table(seed)
    noise = np.random.default_rng(seed + 9).logistic(0, 0.35, ROWS)
    target = (table["x0"] + 0.8 * table["x1"] + (table["event"] - 0.5) + noise > 0).astype(int)
    assert list(audited(table, target)) == [""]  # its AUROC is about 0.95
    assert list(audited(table, (table["x0"] + table["x1"] > 0).astype(int))) == [""]


def test_a_target_that_many_columns_show_loses_none_though_two_decide_it():
    table, random = make_table(columns=2), np.random.default_rng(1)
    target = ((table["event"] == 1) & (table["end"] <= 730)).to_numpy()
    for i in range(8):  # of a mushroom, gills and ring tell what smell and print tell
        table[f"part_{i}"] = np.where(random.random(ROWS) < 0.15, random.random(ROWS) < 0.5, target)
    assert list(audited(table, target.astype(int))) == [""]


def test_rules_that_chance_or_company_cannot_explain_are_told_apart_by_the_columns_beside():
    table = make_table()
    target = ((table["event"] == 1) & (table["end"] <= 730)).astype(int)
    small = table[["event", "end", "x0", "x1"]]
    for columns, alone in ((table, True), (small, False)):
        rows = columns.assign(target=target)
        [found] = find_together(rows, read_label(rows["target"]), list(columns), [])
        assert found.alone == alone


def test_leaks_that_are_known_and_amounts_and_few_rows_are_left_to_others():
    table = make_table()
    target = ((table["event"] == 1) & (table["end"] <= 730)).astype(int)
    rows = table.assign(target=target)
    assert find_together(rows, read_label(rows["target"]), list(table), ["event"]) == []
    assert find_together(rows[:150], read_label(rows["target"][:150]), list(table), []) == []
    assert find_together(rows, read_label(rows["end"]), ["x0", "x1"], []) == []
    audit = audit_signs(rows, "", list(table))
    assert audit_together(audit, rows, "", list(table)) is audit


@pytest.mark.parametrize("name", ["breast_cancer", "wine", "iris", "digits"])
def test_measurements_that_tell_their_class_well_are_kept(name):
    table = getattr(datasets, f"load_{name}")(as_frame=True).frame
    assert list(audited(table.drop(columns="target"), table["target"])) == [""]


def test_what_a_function_makes_of_columns_is_no_company():
    rows = [("end", "feature", "column"), ("gaps", "feature", "function"), ("y", "target", "any")]
    dictionary = pd.DataFrame(rows, columns=["name", "role", "kind"])
    assert given_columns(dictionary) == ["end"]
