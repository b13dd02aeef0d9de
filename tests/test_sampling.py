import hashlib

import pandas as pd
import pytest
from toy_case import column

from project_lib.configuration.case_schema import Table
from project_lib.extraction import extract_table
from project_lib.sources.sampling import sample_sentence, sample_tables

CUSTOMERS = [f"c{i:03}" for i in range(100)]


def declared(columns, **keys):
    return Table(
        description="x", source="s", columns={n: column("text") for n in columns},
        grain=keys.pop("grain", []), **keys,
    )  # fmt: skip


@pytest.fixture
def shop():
    """Sales of 100 customers, a table of them, of products that sales refer to, and of visits."""
    tables = {
        "sales": declared(
            ["sale", "customer", "product"], grain=["sale"],
            references=[{"columns": ["product"], "table": "products"}],
        ),
        "customers": declared(["customer"], grain=["customer"]),
        "products": declared(["product"], grain=["product"]),
        "visits": declared(["visit"], grain=["visit"]),
    }  # fmt: skip
    frames = {
        "sales": {"sale": range(300), "customer": CUSTOMERS * 3, "product": ["a", "b", "c"] * 100},
        "customers": {"customer": CUSTOMERS},
        "products": {"product": ["a", "b", "c"]},
        "visits": {"visit": range(50)},
    }
    extracted = {
        name: extract_table(pd.DataFrame(frame), tables[name], name=name)
        for name, frame in frames.items()
    }
    return extracted, tables


def test_sample_keeps_the_same_entities_in_every_table(shop):
    extracted, tables = shop
    sample = sample_tables(extracted, tables, size=10, entity="customer")
    # known value: the ten customers whose keys have the lowest MD5
    lowest = sorted(CUSTOMERS, key=lambda c: hashlib.md5(c.encode()).hexdigest())[:10]
    kept = {row[1] for row in sample["sales"].rows.fetchall()}
    assert kept == {row[0] for row in sample["customers"].rows.fetchall()} == set(lowest)
    assert (sample["sales"].count, sample["customers"].count) == (30, 10)


def test_sample_keeps_rows_of_other_tables_but_those_referred_to_stay_whole(shop):
    extracted, tables = shop
    sample = sample_tables(extracted, tables, size=10, entity="customer")
    assert (sample["visits"].count, sample["products"].count) == (10, 3)


def test_sample_keeps_the_order_of_the_rows(shop):
    extracted, tables = shop
    rows = sample_tables(extracted, tables, size=10, entity="customer")["sales"].rows.fetchall()
    assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)


def test_smaller_sample_is_part_of_a_larger_one(shop):
    extracted, tables = shop
    small, large = (
        set(
            sample_tables(extracted, tables, size=n, entity="customer")["customers"].rows.fetchall()
        )
        for n in (5, 50)
    )
    assert small < large


def test_no_size_or_a_large_one_keeps_everything(shop):
    extracted, tables = shop
    assert sample_tables(extracted, tables, size=None, entity="customer") == extracted
    sample = sample_tables(extracted, tables, size=1000, entity="customer")
    assert {n: t.count for n, t in sample.items()} == {n: t.count for n, t in extracted.items()}


def test_sentence_says_what_was_kept(shop):
    extracted, tables = shop
    del extracted["customers"], extracted["products"], extracted["visits"]
    sample = sample_tables(extracted, tables, size=10, entity="customer")
    assert sample_sentence(extracted, sample, size=10, entity="customer") == (
        "The sample keeps at most **10** different values of `customer`: "
        "30 rows of `sales` (10 % of 300)."
    )
    assert "all rows" in sample_sentence(extracted, extracted, size=None)
