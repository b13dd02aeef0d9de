import pytest
from diagram_checks import assert_readable, texts
from toy_case import column

from project_lib.configuration.case_schema import Table
from project_lib.drawing.diagrams_tables import draw_tables


def table(columns, grain=(), links=()):
    return Table(
        description="x", source="s", grain=list(grain),
        references=[{"columns": [name], "table": to} for name, to in links],
        columns={name: column("integer", unit=unit) for name, unit in columns.items()},
    )  # fmt: skip


def keys(*names):
    return dict.fromkeys(names, "")


SALES = table(keys("sale_id", "product_id", "customer_id") | {"amount": "USD per piece"},
              ["sale_id"], [("product_id", "products"), ("customer_id", "customers")])  # fmt: skip
PRODUCTS = table(keys("product_id"), ["product_id"])
CUSTOMERS = table(keys("customer_id", "a" * 60), ["customer_id"])
SCHEMAS = {
    "one table": {"products": PRODUCTS},
    "star": {"sales": SALES, "products": PRODUCTS, "customers": CUSTOMERS},
    "snowflake": {
        "sales": SALES, "customers": CUSTOMERS, "kinds": table(keys("kind_id"), ["kind_id"]),
        "products": table(keys("product_id", "kind_id"), ["product_id"], [("kind_id", "kinds")]),
    },
    "skipping": {
        "sales": table(keys("a", "b"), ["a"], [("a", "mid"), ("b", "end")]),
        "mid": table(keys("a", "b"), ["a"], [("b", "end")]), "end": table(keys("b"), ["b"]),
    },
    "to itself": {"staff": table(keys("id", "boss_id"), ["id"], [("boss_id", "staff")])},
    "circle": {
        "a": table(keys("id", "b_id"), ["id"], [("b_id", "b")]),
        "b": table(keys("id", "a_id"), ["id"], [("a_id", "a")]),
    },
    "500 columns": {"wide": table({f"column_{i}": "" for i in range(500)}, ["column_499"])},
    "nine loose": {f"table_with_a_long_name_{i}": table(keys("x")) for i in range(9)},
    "no grain": {"log": table(keys("x", "y"))},
}  # fmt: skip


@pytest.mark.parametrize("tables", SCHEMAS.values(), ids=list(SCHEMAS))
def test_tables_are_readable_whatever_refers_to_what(tables):
    diagram = draw_tables(tables)
    for svg in (diagram.wide, diagram.narrow):
        assert_readable(svg)
        drawn = "".join(texts(svg))
        for name, declared in tables.items():
            assert name in drawn
            assert all(key in drawn for key in declared.grain)


def test_many_columns_are_counted_rather_than_drawn():
    diagram = draw_tables(SCHEMAS["500 columns"])
    assert "column_499" in texts(diagram.wide)
    assert "and 486 more columns" in texts(diagram.wide)


def test_alternative_text_names_keys_and_references():
    assert draw_tables(SCHEMAS["star"]).alt == (
        "Entity-relationship diagram of 3 tables. sales has 4 columns and is unique by sale_id; "
        "it refers to products by product_id; it refers to customers by customer_id. products "
        "has 1 column and is unique by product_id. customers has 2 columns and is "
        "unique by customer_id."
    )
