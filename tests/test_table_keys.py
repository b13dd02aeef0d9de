"""What a table is about: entity, time, amount, shape and grain."""

from pathlib import Path

import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.inspection.inspection import inspect_data


def looked(folder, said=None, **columns):
    path = Path(folder) / "t.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return inspect_data(str(path), root=Path(folder), **(said or {}))


N = 300
DAYS = pd.date_range("2024-01-01", periods=N // 10).repeat(10).astype(str)
WHO = [f"c{(i * 7) % 40}" for i in range(N)]
MONEY = [f"{(i * 37 % 900) / 10}" for i in range(N)]
PAGES = [("Home", "Song", "Help")[i % 3] for i in range(N)]


def test_entity_time_and_amount_make_transactions(tmp_path):
    found = looked(tmp_path, CustomerID=WHO, InvoiceDate=DAYS, InvoiceNo=range(N), Amount=MONEY)
    assert found.shape == "transactions"
    assert (found.entity, found.time) == ("customer_id", "invoice_date")
    assert (found.amount, found.grain, found.entities) == ("amount", ("invoice_no",), 40)
    assert found.target is None


def test_a_type_of_event_without_amount_makes_events(tmp_path):
    found = looked(tmp_path, userId=WHO, ts=DAYS, page=PAGES)
    assert (found.shape, found.event_type) == ("events", "page")
    assert [item.key for item in found.open][0] == "shape"


def test_a_price_beside_types_of_events_is_not_paid_each_time(tmp_path):
    found = looked(tmp_path, user_id=WHO, event_time=DAYS, event_type=PAGES, price=MONEY)
    assert (found.shape, found.event_type, found.amount) == ("events", "event_type", "price")
    assert found.open[0].options == ("events", "transactions", "rows")


def test_users_are_likelier_than_their_sessions_even_if_some_are_not_known_yet(tmp_path):
    sessions = [f"s{i // 3}" for i in range(N)]
    users = ["" if i % 30 == 0 else who for i, who in enumerate(WHO)]
    said = {"events": True}
    found = looked(tmp_path, said, sessionId=sessions, ts=DAYS, page=PAGES, userId=users)
    assert (found.entity, found.entities) == ("user_id", 40)
    mostly = ["" if i % 3 else who for i, who in enumerate(WHO)]
    found = looked(tmp_path, said, sessionId=sessions, ts=DAYS, page=PAGES, userId=mostly)
    assert found.entity == "session_id"


@pytest.mark.parametrize(
    ("bad", "told"),
    [("31/02/2024", "'at' stays text: it looks like datetime, but 10 values of 300 do not convert, "
                    "such as '31/02/2024', the first in row 1"),
     ("", "'at' is missing in 3.3 % of the rows")],
)
def test_broken_moments_are_told_instead_of_taking_events_for_rows(tmp_path, bad, told):
    days = [bad if i % 30 == 0 else day for i, day in enumerate(DAYS)]
    with pytest.raises(InputError, match="no column says when each was") as error:
        looked(tmp_path, {"events": True}, user_id=WHO, at=days, page=PAGES)
    assert told in str(error.value)


def test_events_of_nobody_and_of_no_time_are_refused(tmp_path):
    with pytest.raises(InputError, match="no column says whom"):
        looked(tmp_path, {"events": True}, at=DAYS, page=PAGES, n=range(N))
    with pytest.raises(InputError, match="name one with --time"):
        looked(tmp_path, {"events": True}, user_id=WHO, page=PAGES)


def test_an_amount_in_few_rows_makes_no_purchases_of_a_log(tmp_path):
    tips = [MONEY[i] if i % 20 == 0 else "" for i in range(N)]
    found = looked(tmp_path, user_id=WHO, ts=DAYS, amount=tips, page=PAGES)
    assert (found.shape, found.amount) == ("events", "amount")
    often = [MONEY[i] if i % 5 else "" for i in range(N)]
    assert looked(tmp_path, user_id=WHO, ts=DAYS, amount=often, page=PAGES).shape == "transactions"


def test_a_target_makes_rows_of_what_would_be_transactions(tmp_path):
    label = [i % 3 for i in range(N)]
    found = looked(tmp_path, customer=WHO, day=DAYS, amount=MONEY, label=label)
    assert (found.shape, found.target.column) == ("rows", "label")


def test_entities_that_repeat_over_time_are_told_apart_by_both(tmp_path):
    who = [f"c{i % 50}" for i in range(N)]
    month = [f"2024-{1 + i // 50:02d}-01" for i in range(N)]
    columns = {"customer": who, "month": month, "y": [i % 2 for i in range(N)]}
    found = looked(tmp_path, {"target": "y"}, **columns)
    assert (found.entity, found.time, found.grain) == ("customer", "month", ("customer", "month"))


def test_a_row_number_and_a_code_per_row_are_identifiers(tmp_path):
    found = looked(
        tmp_path, {"target": "y"}, index=range(N), code=[f"{i * 7919:06x}" for i in range(N)],
        y=[i % 2 for i in range(N)], x=MONEY,
    )  # fmt: skip
    assert [found.column(name).role for name in ("index", "code", "x")] == [
        "identifier", "identifier", "number",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["birth_date", "signup date", "last_login", "contract_end"])
def test_a_date_about_the_entity_is_not_the_moment_of_its_row(tmp_path, name):
    columns = {"customer": range(N), name: DAYS, "y": [i % 2 for i in range(N)]}
    assert looked(tmp_path, {"target": "y"}, **columns).time == ""


@pytest.mark.parametrize("name", ["time_hour", "timestamp_utc", "purchase_date"])
def test_the_moment_of_a_row_is_known_by_its_name(tmp_path, name):
    late = [("0", "1", "1")[i % 3] for i in range(N)]
    found = looked(tmp_path, {"target": "late"}, **{name: DAYS}, late=late, miles=MONEY)
    assert (found.shape, found.time) == ("rows", name)


def test_a_table_without_keys_has_none(tmp_path):
    found = looked(tmp_path, a=[1, 1, 2] * 20, b=[0.5, 0.5, 1.5] * 20)
    assert (found.shape, found.entity, found.time, found.grain) == ("rows", "", "", ())
