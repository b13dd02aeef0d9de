import datetime
import decimal
import os
import sqlite3
import tracemalloc

import pytest
from toy_case import ToyCase

from project_lib.errors import InputError
from project_lib.sources import databases

SERVERS = {
    "postgresql": ("CRISP_DS_TEST_POSTGRESQL", "postgresql+psycopg"),
    "mysql": ("CRISP_DS_TEST_MARIADB", "mysql+pymysql"),
}
ROWS = [
    (1, decimal.Decimal("2.50"), "caf\xe9 100 %", datetime.datetime(2024, 1, 5, 10, 30), True),
    (2, None, None, None, False),
]


@pytest.fixture
def toy(project):
    return ToyCase(project)


@pytest.fixture(params=list(SERVERS))
def server(request, toy, monkeypatch):
    """A toy case whose source is a table of a real server; its URL is in SHOP_URL."""
    import sqlalchemy

    variable, driver = SERVERS[request.param]
    if not os.environ.get(variable):
        pytest.skip(f"{variable} is not set")
    url = sqlalchemy.make_url(os.environ[variable])
    engine = sqlalchemy.create_engine(url.set(drivername=driver))
    metadata = sqlalchemy.MetaData()
    kinds = {
        "id": sqlalchemy.Integer, "amount": sqlalchemy.Numeric(8, 2), "name": sqlalchemy.String(40),
        "at": sqlalchemy.DateTime, "new": sqlalchemy.Boolean,
    }  # fmt: skip
    columns = [sqlalchemy.Column(name, kind) for name, kind in kinds.items()]
    table = sqlalchemy.Table("Sales of `x`\"; --", metadata, *columns)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.begin() as connection:
        names = [column.name for column in table.columns]
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in ROWS])
    monkeypatch.setenv("SHOP_URL", os.environ[variable])
    toy.url = url
    toy.source = {"format": request.param, "connection_env": "SHOP_URL", "table": table.name}
    toy.type(id="integer", amount="float", name="text", at="datetime", new="boolean")
    yield toy
    metadata.drop_all(engine)
    engine.dispose()


def change_url(toy, monkeypatch, **parts):
    monkeypatch.setenv("SHOP_URL", toy.url.set(**parts).render_as_string(hide_password=False))


def secrets_in(toy, text):
    """Return the parts of the URL that a text gives away."""
    return [part for part in (toy.url.password, "geheim-77", "nobody-9") if part in text]


@pytest.mark.database
def test_table_of_a_server_arrives_with_its_values(server):
    assert server.extract() == [
        (1, 2.5, "caf\xe9 100 %", datetime.datetime(2024, 1, 5, 10, 30), True),
        (2, None, None, None, False),
    ]


@pytest.mark.database
def test_server_is_asked_once_and_its_password_is_nowhere(server, monkeypatch):
    first = server.extract()
    monkeypatch.setenv("SHOP_URL", "nonsense")
    assert server.extract() == first
    kept = b"".join(p.read_bytes() for p in (server.root / "data").rglob("*") if p.is_file())
    assert server.url.password.encode() not in kept
    assert b"127.0.0.1" not in kept


@pytest.mark.database
def test_query_is_run_as_it_is_written(server):
    table = (
        '`Sales of ``x``"; --`' if server.source["format"] == "mysql" else '"Sales of `x`""; --"'
    )
    query = f"SELECT id, name AS title FROM {table} WHERE name LIKE '%100 %%' OR ':x' = ''"
    server.declare(query=query)
    server.type(id="integer", title="text")
    assert server.extract() == [(1, "caf\xe9 100 %")]


@pytest.mark.database
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"port": 1}, ["leads to no", "server that answers", "start it"]),
        ({"host": "no-such-host.invalid"}, ["leads to no", "mend host and port"]),
        ({"password": "geheim-77"}, ["user or password is wrong", "SHOP_URL"]),
        ({"username": "nobody-9"}, ["user or password is wrong", "SHOP_URL"]),
        ({"database": "no_such_database"}, ["a database that", "does not have", "last part"]),
    ],
    ids=["server-down", "unknown-host", "wrong-password", "unknown-user", "unknown-database"],
)
def test_login_that_fails_says_why_without_giving_the_url_away(server, monkeypatch, parts, words):
    change_url(server, monkeypatch, **parts)
    with pytest.raises(InputError) as caught:
        server.extract()
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    assert secrets_in(server, message) == []
    assert caught.value.__suppress_context__
    assert server.left_behind() == []


@pytest.mark.database
@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"table": "Sales"}, ["no table 'Sales'", "sources.rows.table", "Sales of"]),
        ({"table": "x'; DROP TABLE y; --"}, ["no table 'x'; DROP TABLE y; --'"]),
        ({"query": "SELECT nothing_here"}, ["sources.rows.query", "nothing_here", "mend the SQL"]),
    ],
    ids=["missing-table", "injection", "query"],
)
def test_table_or_query_that_fails_is_named(server, keys, words):
    server.declare(**keys)
    with pytest.raises(InputError) as caught:
        server.extract()
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    assert secrets_in(server, message) == []
    assert server.left_behind() == []


@pytest.mark.database
def test_url_of_another_kind_of_server_is_refused(server, monkeypatch):
    other = "mysql" if server.source["format"] == "postgresql" else "postgresql"
    change_url(server, monkeypatch, drivername=other)
    with pytest.raises(InputError, match="holds no URL of"):
        server.extract()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "environment variable SHOP_URL .* is not set; set it to postgresql://user:"),
        ("geheim-77", "SHOP_URL .* holds no database URL; write it as postgresql://"),
        ("postgresql://u:geheim-77@h:port/d", "holds no database URL"),
        ("postgresql://u:geheim-77@/", "without host or database"),
        ("oracle://u:geheim-77@h/d", "holds no URL of PostgreSQL"),
    ],
    ids=["unset", "no-url", "odd-port", "no-database", "other-server"],
)
def test_variable_without_a_fitting_url_is_refused_and_not_repeated(toy, monkeypatch, url, words):
    monkeypatch.delenv("SHOP_URL", raising=False)
    if url:
        monkeypatch.setenv("SHOP_URL", url)
    toy.source = {"format": "postgresql", "connection_env": "SHOP_URL"}
    with pytest.raises(InputError, match=words) as caught:
        toy.extract()
    assert "geheim-77" not in str(caught.value)


def test_missing_driver_names_the_extra_to_install(toy, monkeypatch):
    monkeypatch.setenv("SHOP_URL", "postgresql://u:geheim-77@h/d")
    monkeypatch.setitem(databases.DRIVERS, "postgresql", "postgresql+asyncpg")
    toy.source = {"format": "postgresql", "connection_env": "SHOP_URL"}
    with pytest.raises(InputError, match=r"'asyncpg', .*crisp-ds\[sql\]"):
        toy.extract()


def test_sqlite_table_view_and_query_arrive_with_their_values(toy):
    path = toy.root / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE rows (id, amount, day)")
        database.execute("INSERT INTO rows VALUES (1, 2.5, '2024-01-05'), (2, NULL, NULL)")
        database.execute("CREATE VIEW big AS SELECT * FROM rows WHERE amount > 1")
    database.close()
    toy.declare(path="shop.db", format="sqlite")
    toy.type(id="integer", amount="float", day="date")
    row = (1, 2.5, datetime.datetime(2024, 1, 5))
    assert toy.extract() == [row, (2, None, None)]
    toy.declare(table="big")
    assert toy.extract() == [row]
    toy.declare(query="SELECT * FROM rows ORDER BY id DESC")
    assert toy.extract() == [(2, None, None), row]


def test_reading_a_database_writes_nothing_into_it(toy):
    path = toy.root / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE rows (id, amount)")
        database.execute("INSERT INTO rows VALUES (1, 2)")
    database.close()
    toy.declare(path="shop.db", format="sqlite", query="DELETE FROM rows RETURNING id, 0 AS amount")
    with pytest.raises(InputError, match="readonly"):
        toy.extract()


def test_rows_of_a_database_are_drawn_in_portions(toy):
    path = toy.root / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE rows (id, amount)")
        numbers = ((i, float(i)) for i in range(200_000))
        database.executemany("INSERT INTO rows VALUES (?, ?)", numbers)
    database.close()
    toy.declare(path="shop.db", format="sqlite")
    case = toy.open()
    tracemalloc.start()
    reader = databases.read_database(case.sources["rows"], "rows", "rows", path=path)
    sizes = [batch.num_rows for batch in reader]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(sizes) == {databases.BATCH_ROWS}
    assert sum(sizes) == 200_000
    assert peak < 30e6
