"""Statements over many rows at once, written by hand for both dialects.

``executemany`` takes a step of the database for each row, and gives up the interpreter's lock at each: beside a busy
loop every one of them may wait for milliseconds. These take one step for some hundred rows.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, LargeBinary, Table

MOST_ROWS = 1_000  # of at most 10 columns: SQLite binds 32,766 parameters, PostgreSQL 65,535

LIGHT_BYTES = 64_000
MOST_HEAVY_ROWS = 32

Values = tuple[Any, ...]
T = TypeVar("T")


def insert(connection: Connection, table: Table, rows: Iterable[Values], on_conflict: str = "") -> None:
    """Insert rows of all columns in their order; ``on_conflict`` is the end of the statement, in SQL."""
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    cut = _few_shapes if dialect.name == "sqlite" else _parts_of
    for part in cut(table, _bound(table, dialect, rows)):
        placeholders = marks(connection, part)
        statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES {placeholders} {on_conflict}"
        connection.exec_driver_sql(statement, flat(part))


def _bound(table: Table, dialect: Dialect, rows: Iterable[Values]) -> Sequence[Values]:
    """Return the rows as the driver takes them, converted column by column: most columns need nothing."""
    columns = list(zip(*rows, strict=True))
    for index, column in enumerate(table.columns):
        if columns and (to := column.type.dialect_impl(dialect).bind_processor(dialect)):
            known = {value: to(value) for value in set(columns[index])}  # all rows of a commit have one time
            columns[index] = tuple(known[value] for value in columns[index])
    return list(zip(*columns, strict=True))


def _few_shapes(table: Table, rows: Sequence[Values]) -> Iterator[Sequence[Values]]:
    """Give the rows in parts; those that weigh much in parts of a few sizes only.

    SQLite's driver remembers 128 statements, each with the values that it was last given: one for every number of
    rows would keep as many whole contents.
    """
    binary = [at for at, column in enumerate(table.columns) if isinstance(column.type, LargeBinary)]
    if not binary or sum(len(row[at]) for row in rows for at in binary) <= LIGHT_BYTES:
        yield from _parts(rows)
        return
    start = 0
    while left := len(rows) - start:
        is_large = any(len(rows[start][at]) > LIGHT_BYTES for at in binary)
        size = 1 if is_large else min(MOST_HEAVY_ROWS, 1 << (left.bit_length() - 1))
        yield rows[start : start + size]
        start += size


def _parts_of(_table: Table, rows: Sequence[Values]) -> Iterator[Sequence[Values]]:
    return _parts(rows)


def update_from(connection: Connection, columns: str, rows: Sequence[Values], change: str) -> None:
    """Run ``change``, an UPDATE that may read ``FROM came``: a table of these rows with these columns."""
    for part in _parts(rows):
        statement = f"WITH came({columns}) AS (VALUES {marks(connection, part)}) {change}"
        connection.exec_driver_sql(statement, flat(part))


def locked(connection: Connection, columns: str, table: str, key: str, keys: Collection[str]) -> list[Values]:
    """Return columns of the rows with these keys, held until the transaction ends, always taken in the same order."""
    found: list[Values] = []
    is_held_anyway = connection.dialect.name == "sqlite"  # with the whole database
    for part in _parts(sorted(keys)):
        names = marks(connection, [tuple(part)])
        statement = f"SELECT {columns} FROM {table} WHERE {key} IN {names} ORDER BY {key}"
        rows = connection.exec_driver_sql(
            statement if is_held_anyway else f"{statement} FOR UPDATE", tuple(part)
        )
        found.extend(tuple(row) for row in rows)
    return found


def lock(connection: Connection, table: str, key: str, keys: Collection[str]) -> None:
    """Hold the rows with these keys until the transaction ends, always taken in the same order."""
    if connection.dialect.name != "sqlite":  # there they are held with the whole database
        locked(connection, key, table, key, keys)


def marks(connection: Connection, rows: Sequence[Values]) -> str:
    """Return the placeholders of rows: (?, ?), (?, ?)."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    row = f"({', '.join([mark] * len(rows[0]))})"
    return ", ".join([row] * len(rows))


def flat(rows: Sequence[Values]) -> Values:
    """Return the parameters of rows, one after the other."""
    return tuple(value for row in rows for value in row)


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), MOST_ROWS):
        yield rows[start : start + MOST_ROWS]
