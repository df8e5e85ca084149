"""Puts rows back: those that migrations made after a test that committed, and those that several tests begin with.

Django empties every table and loads the rows one by one, which takes seconds; here only what differs is touched.
"""

from collections.abc import Callable

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Values = list[tuple[object, ...]]


class Rows:
    """What is in the tables of every database at one moment."""

    def __init__(self) -> None:
        self.tables = {alias: _tables(connections[alias]) for alias in connections}
        self.rows = {
            alias: {table: _rows(connections[alias], table) for table in _filled(connections[alias], tables)}
            for alias, tables in self.tables.items()
        }

    def put_back(self, aliases: set[str]) -> None:
        for alias in aliases:
            with transaction.atomic(using=alias):
                self._put_back(connections[alias])

    def _put_back(self, connection: BaseDatabaseWrapper) -> None:
        rows = self.rows[connection.alias]
        filled = _filled(connection, self.tables[connection.alias])
        differing = [table for table in filled if table not in rows]
        differing += [table for table, kept in rows.items() if _rows(connection, table) != kept]
        with connection.cursor() as cursor:
            if differing and connection.vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in differing:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            for table in differing:
                _insert(connection, table, rows.get(table, []))


class Beginnings:
    """States that several tests begin with: each is made once, and put back for those that follow."""

    def __init__(self) -> None:
        self.rows: dict[Callable[[], None], Rows] = {}

    def begin_with(self, make: Callable[[], None]) -> None:
        if make in self.rows:
            self.rows[make].put_back(set(connections))
        else:
            make()
            self.rows[make] = Rows()


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _filled(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    """Which tables have rows, in one question."""
    if not tables:
        return []
    quoted = ((table, connection.ops.quote_name(table)) for table in tables)
    parts = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return [table for (table,) in cursor.fetchall()]


def _rows(connection: BaseDatabaseWrapper, table: str) -> Values:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
        return cursor.fetchall()


def _insert(connection: BaseDatabaseWrapper, table: str, rows: Values) -> None:
    if rows:
        values = ", ".join(["%s"] * len(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({values})", rows)
