"""Holding a row until the transaction ends, together with all others who hold it."""

from typing import Any

from django.db import connection, models


def first_held(rows: models.QuerySet) -> tuple[Any, ...] | None:
    """The first of some rows of values, with the row of the model kept as it is. Only who takes it for itself waits.

    SQLite has one transaction that writes at a time.
    """
    sql, values = rows.order_by().query.sql_with_params()
    if connection.features.has_select_for_update:
        sql += f" FOR KEY SHARE OF {connection.ops.quote_name(rows.model._meta.db_table)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found
