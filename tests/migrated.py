"""Puts back the rows that migrations made, after a test that committed.

Django empties every table and loads those rows one by one, which takes seconds; here only what differs is touched.
"""

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Rows = list[tuple[object, ...]]


class MigratedRows:
    """What is in the tables of every database after migrating."""

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


def _rows(connection: BaseDatabaseWrapper, table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
        return cursor.fetchall()


def _insert(connection: BaseDatabaseWrapper, table: str, rows: Rows) -> None:
    if rows:
        values = ", ".join(["%s"] * len(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({values})", rows)
