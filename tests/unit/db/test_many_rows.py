"""Rows written many at once: all of them arrive, and heavy ones by a few statements, whatever their number."""

import os
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, create_engine, event

from app.db import many_rows

HEAVY, LIGHT, LARGE = 9_000, 90, 70_000


def _written(sizes: list[int], size_bytes: int) -> set[str]:
    """Write so many rows, one time after the other; return the statements that did it."""
    engine = create_engine("sqlite://")
    table = Table("chunks", MetaData(), Column("id", Integer, primary_key=True), Column("data", LargeBinary))
    table.create(engine)
    statements: set[str] = set()

    def remember(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT"):
            statements.add(statement)

    event.listen(engine, "before_cursor_execute", remember)
    expected: dict[int, bytes] = {}
    with engine.begin() as connection:
        for size in sizes:
            rows = [(len(expected) + at, os.urandom(size_bytes)) for at in range(size)]
            many_rows.insert(connection, table, rows)
            expected |= dict(rows)
        assert dict(connection.execute(table.select()).all()) == expected  # pyright: ignore[reportArgumentType]
    return statements


@pytest.mark.parametrize(("size_bytes", "most"), [(HEAVY, 6), (LARGE, 1)])
def test_k21_heavy_rows_are_written_by_a_few_statements(size_bytes: int, most: int) -> None:
    assert len(_written([8, *range(20, 60, 3), 181], size_bytes)) <= most


def test_light_rows_are_written_by_one_statement_each_time() -> None:
    assert len(_written([3, 40, 700], LIGHT)) == 3
