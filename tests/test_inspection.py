"""The whole look at a table: what is said, what is found, and what is refused."""

import os
import time
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looked_at import filled, seen, write_csv
from own_tables import INJECTIONS, OWN_TABLES
from pydantic import TypeAdapter

from project_lib.configuration.sections import Name
from project_lib.errors import InputError
from project_lib.inspection.inspection import inspect_data

YES = {"churn": ["yes", "no", "no"]}


def refused(folder, match, content, **said):
    path = folder / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=match):
        inspect_data(str(path), root=folder, **said)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("", "is empty"),
        ("a,b\n", "has no rows"),
        ("a~b\n1~2\n3~4\n", "has one column, 'a~b', with '~' in every line"),
        ("a,b\n1,2\n1,2,3\n", "line 3 has 3 fields"),
        ('a,b\n1,"2\n', "opens a quote"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, "no text but a binary file"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content, match):
    refused(tmp_path, match, content)


@pytest.mark.parametrize("name", ["churn", "price (EUR)", '"x"'])
def test_one_column_is_a_table_in_which_nothing_is_predicted(tmp_path, name):
    (tmp_path / "data.csv").write_text(f"{name}\n" + "0\n1\n" * 40)
    found = inspect_data(str(tmp_path / "data.csv"), root=tmp_path)
    assert (found.rows, len(found.columns), found.target) == (80, 1, None)
    refused(tmp_path, "is the only column", f"{name}\n0\n1\n", target=name.strip('"'))


TABLE = "customer id,when,left,fixed\n" + "".join(
    f"{i or ''},x{i},{'yes' if i % 3 else 'no'},1\n" for i in range(40)
)


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"target": "leftt"}, "--target leftt: is no column; did you mean 'left'"),
        ({"target": "fixed"}, "has only the value 1"),
        ({"entity": "customer id"}, "is missing in 1 row of 40"),
        ({"time": "when"}, "holds no dates or times"),
        ({"target": "left=maybe"}, "has no value 'maybe'"),
        ({"target": "left", "entity": "left"}, "is named twice"),
        ({"target": "left", "events": True}, 'write --target "left=VALUE"'),
    ],
)
def test_what_the_user_says_is_checked_against_the_data(tmp_path, said, match):
    refused(tmp_path, match, TABLE, **said)


def test_a_column_is_named_by_its_own_name_or_the_clean_one(tmp_path):
    for name in ("Did  Leave?", " Did  Leave? ", "did leave?".upper(), "did_leave"):
        path = write_csv(tmp_path, filled(**{"n": ["1", "2.5"], "Did  Leave?": ["a", "b"]}))
        if name == "did leave?".upper():
            name = "DID  LEAVE?"
        found = inspect_data(str(path), root=tmp_path, target=name)
        assert (found.target.column, found.target.given) == ("did_leave", True)


def test_none_says_that_there_is_no_such_column(tmp_path):
    found = seen(tmp_path, **YES, said={"target": "none"})
    assert found.target is None
    assert not [item for item in found.open if item.key == "target"]


def test_the_same_file_is_seen_alike_each_time(tmp_path):
    table = {**YES, "city": ["Porto", "Oslo", "?"], "day": ["01/02/2024", "03/04/2024"]}
    assert seen(tmp_path, **table) == seen(tmp_path, **table)


def test_rows_without_a_time_are_true_on_the_day_of_their_file(tmp_path):
    path = write_csv(tmp_path, filled(n=["1", "2"], **YES))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert str(inspect_data(str(path), root=tmp_path).as_of) == "2023-11-14"


def test_events_are_measured_by_entity(tmp_path):
    places = range(240)
    frame = pd.DataFrame({
        "user_id": [f"u{i % 12}" for i in places],
        "date": [f"2024-01-{1 + i // 12:02d}" for i in places],
        "page": ["Home" if i % 5 else "Buy" for i in places],
    })  # fmt: skip
    frame.to_csv(tmp_path / "log.csv", index=False)
    found = inspect_data(str(tmp_path / "log.csv"), root=tmp_path, target="page=Buy")
    assert (found.shape, found.entity, found.time) == ("events", "user_id", "date")
    assert found.target.where == "page == 'Buy'"
    assert (found.entities, found.gap_days) == (12, 1.0)
    assert (found.earliest, found.latest) == (datetime(2024, 1, 1), datetime(2024, 1, 20))


def test_a_given_entity_that_repeats_without_time_is_kept_together(tmp_path):
    said = {"entity": "customer", "target": "churn"}
    found = seen(tmp_path, **YES, customer=["a", "b"], said=said)
    assert found.entity == "customer"
    assert "stay on the same side of every split" in found.notes[0]


@pytest.mark.parametrize("table", OWN_TABLES[::6], ids=lambda table: table.name)
def test_tables_as_users_bring_them_are_seen_as_meant(tmp_path, table):
    said = {**table.options, "events": "events" in table.options}
    found = inspect_data(str(table.write(tmp_path)), root=tmp_path, **said)
    kind = found.target.kind if found.target else "nothing"
    assert kind == table.task or found.shape != "rows"
    assert len({look.name for look in found.columns}) == len(found.columns)


SIGNS = st.characters(codec="utf-8", exclude_characters='"\r\n\0', exclude_categories=["Cs"])
ODD = ["row", "cutoff", "Row", "", "select", "😀", "file_row_number", *INJECTIONS.values()]
WORDS = st.text(SIGNS, max_size=90) | st.sampled_from(ODD)
SHARED_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=SHARED_FOLDER)
@given(st.lists(WORDS, min_size=2, max_size=6))
def test_any_headers_become_valid_different_names(tmp_path, headers):
    rows = [[f"{i}.5", *(["a", "b"][i % 2] for _ in headers[1:])] for i in range(30)]
    frame = pd.DataFrame(rows, columns=headers)
    frame.to_csv(tmp_path / "hostile.csv", index=False)
    found = inspect_data(str(tmp_path / "hostile.csv"), root=tmp_path)
    names = [look.name for look in found.columns]
    assert TypeAdapter(list[Name]).validate_python(names) == names
    assert len(set(names)) == len(headers)
    assert not {"row", "cutoff"} & set(names)


def test_nothing_of_the_data_is_run(tmp_path):
    table = filled(**{text.replace('"', "").replace("\n", " "): [str(i) for i in range(60)]
                      for i, text in enumerate(INJECTIONS.values())}, **YES)  # fmt: skip
    path = write_csv(tmp_path, table, sep="|")
    before = sorted(tmp_path.iterdir())
    found = inspect_data(str(path), root=tmp_path, target="churn")
    assert found.rows == 60
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.slow
def test_a_thousand_rows_take_less_than_two_seconds_of_work(tmp_path):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(1_000, 12))).rename(columns="x{}".format)
    frame.assign(y=random.integers(0, 2, 1_000)).to_csv(tmp_path / "x.csv", index=False)
    inspect_data(str(tmp_path / "x.csv"), root=tmp_path, target="y")
    start = time.process_time()
    inspect_data(str(tmp_path / "x.csv"), root=tmp_path, target="y")
    assert time.process_time() - start < 2


def test_events_of_nobody_do_not_hinder_the_entity_that_is_named(tmp_path):
    days = pd.date_range("2024-01-01", periods=400, freq="3h").astype("str")
    users = [None if i % 25 == 0 else f"u{i % 30}" for i in range(400)]
    pages = ["Cancel" if i % 40 == 1 else "Home" for i in range(400)]
    pd.DataFrame({"user_id": users, "at": days, "page": pages}).to_csv(tmp_path / "log.csv")
    said = {"entity": "user_id", "target": "page=Cancel", "events": True}
    seen = inspect_data(str(tmp_path / "log.csv"), root=tmp_path, **said)
    assert (seen.shape, seen.entity, seen.entities) == ("events", "user_id", 30)
    assert seen.column("user_id").missing_share == pytest.approx(0.04)
