"""Tables and queries of PostgreSQL, MySQL, MariaDB and SQLite through SQLAlchemy, streamed as text.

The database's URL, with its password, comes from an environment variable. It is never kept, shown
or part of a message: what a driver says is shown only where it cannot contain it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib.configuration.case_schema import Source
from project_lib.errors import InputError, nearest
from project_lib.sources.text_batches import text_batch, text_schema

if TYPE_CHECKING:
    import pyarrow as pa
    import sqlalchemy

BATCH_ROWS = 20_000
CONNECT_SECONDS = 10
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
SCHEMES = {"postgresql": ("postgresql", "postgres"), "mysql": ("mysql", "mariadb")}
TITLES = {"postgresql": "PostgreSQL", "mysql": "MySQL or MariaDB", "sqlite": "SQLite"}


def read_database(
    source: Source, name: str, table: str, *, path: Path | None = None
) -> "pa.RecordBatchReader":
    """Return the rows of a table or query as a stream of text columns; nothing is held at once.

    Parameters
    ----------
    name : the source's name in case.toml, for messages
    table : read where the source names neither table nor query
    path : the file of a SQLite database

    Raises
    ------
    InputError
        When the variable is not set or holds no URL, the driver is not installed, the server does
        not answer or refuses the login, the table is not there or the query fails.
    """
    import pyarrow as pa
    import sqlalchemy

    engine = _engine(source, name, path)
    where = path or f"sources.{name}.connection_env = '{source.connection_env}'"
    try:
        connection = engine.connect().execution_options(stream_results=True, no_parameters=True)
    except sqlalchemy.exc.DBAPIError as error:
        raise _login_error(error, source, where) from None
    try:
        statement = source.query or _select(connection, source.table or table, where, name)
        result = connection.exec_driver_sql(statement).yield_per(BATCH_ROWS)
    except sqlalchemy.exc.DBAPIError as error:
        connection.close()
        raise _query_error(error, engine, source, name, where) from None
    except InputError:
        connection.close()
        raise
    schema = text_schema(list(result.keys()))
    return pa.RecordBatchReader.from_batches(schema, _batches(connection, result, schema, where))


def _batches(
    connection: "sqlalchemy.Connection", result: object, schema: "pa.Schema", where: object
) -> Iterator["pa.RecordBatch"]:
    import sqlalchemy

    try:
        for rows in result.partitions():
            yield text_batch(rows, schema)
    except sqlalchemy.exc.DBAPIError as error:
        raise InputError(
            where, f"stopped in the middle of the rows ({type(error.orig).__name__})", "run again"
        ) from None
    finally:
        connection.close()


def _engine(source: Source, name: str, path: Path | None) -> "sqlalchemy.Engine":
    import sqlalchemy

    if path is not None:
        url = sqlalchemy.URL.create(
            "sqlite", database=f"file:{_escaped(path)}", query={"mode": "ro", "uri": "true"}
        )
        return sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    url = _url(source, name)
    timeout = {"connect_timeout": CONNECT_SECONDS}
    try:
        return sqlalchemy.create_engine(
            url, connect_args=timeout, poolclass=sqlalchemy.NullPool
        )
    except ModuleNotFoundError as error:
        raise InputError(
            f"sources.{name}",
            f"needs the driver '{error.name}', which is not installed",
            "run `pip install 'crisp-ds[sql]'`",
        ) from None


def _escaped(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.resolve()))


def _url(source: Source, name: str) -> "sqlalchemy.URL":
    """Return the URL from the environment, with our driver; no message repeats any of it."""
    import sqlalchemy

    variable = source.connection_env
    where = f"environment variable {variable} (sources.{name}.connection_env)"
    form = f"{SCHEMES[source.format][0]}://user:password@host:port/database"
    text = os.environ.get(variable, "").strip()
    if not text:
        raise InputError(where, "is not set", f"set it to {form}")
    try:
        url = sqlalchemy.make_url(text)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise InputError(where, "holds no database URL", f"write it as {form}") from None
    if url.drivername.partition("+")[0] not in SCHEMES[source.format]:
        raise InputError(where, f"holds no URL of {TITLES[source.format]}", f"write it as {form}")
    if not url.host and not url.query or not url.database:
        raise InputError(where, "holds a URL without host or database", f"write it as {form}")
    return url.set(drivername=DRIVERS[source.format])


def _select(connection: "sqlalchemy.Connection", table: str, where: object, name: str) -> str:
    """Return SELECT * for a table or view that exists, quoted whatever its name contains."""
    import sqlalchemy

    inspector = sqlalchemy.inspect(connection)
    schema, wanted, known = None, table, _known_tables(inspector, None)
    if table not in known and "." in table:
        schema, _, wanted = table.partition(".")
        known = _known_tables(inspector, schema) if schema in inspector.get_schema_names() else []
    if wanted not in known:
        raise InputError(
            where, f"has no table '{table}' (sources.{name}.table)", nearest(table, known)
        )
    quote = connection.dialect.identifier_preparer.quote_identifier
    return f"SELECT * FROM {quote(schema) + '.' if schema else ''}{quote(wanted)}"


def _known_tables(inspector: "sqlalchemy.Inspector", schema: str | None) -> list[str]:
    return [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]


def _login_error(error: object, source: Source, where: object) -> InputError:
    """Return why no connection came about, told from the driver's words without repeating them."""
    text = str(error.orig).lower()
    if source.format == "sqlite":
        return InputError(
            where, "cannot be opened as a SQLite database", "check the file and its rights"
        )
    title = TITLES[source.format]
    if any(word in text for word in ("password", "authentication", "access denied", "role")):
        return InputError(
            where, f"is refused by {title}: user or password is wrong", "set the right ones"
        )
    if any(word in text for word in ("does not exist", "unknown database")):
        return InputError(
            where, f"names a database that {title} does not have", "mend the URL's last part"
        )
    return InputError(
        where,
        f"leads to no {title} server that answers",
        "start it, or mend host and port of the URL",
    )


def _query_error(
    error: object, engine: "sqlalchemy.Engine", source: Source, name: str, where: object
) -> InputError:
    if source.format == "sqlite" and "not a database" in str(error.orig):
        return InputError(
            where, "is no SQLite database, or damaged", f"check the file and sources.{name}.format"
        )
    if source.format == "sqlite" and "locked" in str(error.orig):
        return InputError(where, "is locked by another program", "close it there, then run again")
    words = " ".join(str(error.orig).split())
    for secret in (engine.url.password, engine.url.username, engine.url.host):
        words = words.replace(str(secret), "***") if secret else words
    key = f"sources.{name}.query" if source.query else where
    return InputError(
        key, f"fails ({words[:200]})", "mend the SQL in case.toml, or the user's rights"
    )
