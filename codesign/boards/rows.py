"""Rows in and out of the database in statements that are put together once.

A batch of a board reads and writes a dozen small things. Putting the SQL together, planning it again each time, and
waiting for one answer before the next question took most of a batch (docs/decisions/0012-board-engine.md). Here each
shape of a question is compiled by Django once and kept, PostgreSQL keeps its plan, and what is asked or written at once
is one statement there: rows travel as JSON. SQLite, which nobody has to wait for, is given one thing after the other.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.db import connection
from django.db.models import Model, QuerySet, UUIDField
from psycopg import Cursor
from psycopg.types.numeric import Int8

Given = Mapping[str, Any]
Row = Sequence[Any]
SHAPES_KEPT = 256


class _Slot(NamedTuple):
    """Where a value that is given with each call goes: the place is that within a list, or None."""

    name: str
    place: int | None


class _Compiled(NamedTuple):
    """`uuids` are the columns that hold UUIDs: in JSON they are texts."""

    sql: str
    slots: tuple[Any, ...]
    convert: Callable[[Iterable], Iterable]
    uuids: tuple[int, ...]

    def values(self, given: Given) -> list[Any]:
        return [_filled(slot, given) for slot in self.slots]

    def from_json(self, rows: Sequence[Mapping[str, Any]] | None) -> list[Row]:
        return [self._row(list(row.values())) for row in rows or ()]

    def _row(self, row: list[Any]) -> Row:
        for place in self.uuids:
            row[place] = uuid.UUID(row[place]) if row[place] else None
        return row


class Question:
    """A queryset of tuples whose parameters are named. Lists may have any length: they are padded to few sizes."""

    def __init__(self, ask: Callable[[Given], QuerySet]) -> None:
        self._ask = ask
        self._compiled: dict[tuple, _Compiled] = {}

    def rows(self, **given: Any) -> list[Row]:
        given = {name: _padded(value) for name, value in given.items()}
        compiled = self.for_shape(given)
        return list(compiled.convert(_run(compiled.sql, compiled.values(given))))

    def for_shape(self, given: Given) -> _Compiled:
        shape = (connection.vendor, *(len(value) if isinstance(value, list) else 0 for value in given.values()))
        if shape not in self._compiled:
            self._compiled[shape] = self._compile(given)
        return self._compiled[shape]

    def _compile(self, given: Given) -> _Compiled:
        """Compile with stand-ins, and remember at which parameter each came out."""
        stand_ins, slots = _stand_ins(given)
        compiler = self._ask(stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected = [expression for expression, _sql, _alias in compiler.select]
        converters = compiler.get_converters(selected)
        convert = (lambda rows: compiler.apply_converters(rows, converters)) if converters else iter
        uuids = (place for place, each in enumerate(selected) if isinstance(each.output_field, UUIDField))
        return _Compiled(sql, tuple(slots.get(value, value) for value in params), convert, tuple(uuids))


class NewKeys(Question):
    """As many keys for new rows of a model as `count` says, so that other rows can name them before they exist."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(lambda given: model._default_manager.none())
        self._table = model._meta.db_table

    def _compile(self, given: Given) -> _Compiled:
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('{_quoted(self._table)}', 'id')"
            sql = f"SELECT nextval({sequence}) AS id FROM generate_series(1, %s)"  # noqa: S608 - names of ours
        else:
            last = f"COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{self._table}'), 0)"  # noqa: S608
            numbers = "WITH RECURSIVE each(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < %s)"
            sql = f"{numbers} SELECT {last} + n FROM each"  # noqa: S608
        return _Compiled(sql, (_Slot("count", None),), iter, ())


def ask_together(*asked: tuple[Question, Given]) -> list[list[Row]]:
    """Answer several questions. A list without members, or a count of none, has no rows and is not asked for."""
    padded = [(question, {name: _padded(value) for name, value in given.items()}) for question, given in asked]
    open_ones = [place for place, (_question, given) in enumerate(padded) if all(given.values())]
    answers: list[list[Row]] = [[] for _ in asked]
    if connection.vendor != "postgresql":
        for place in open_ones:
            question, given = asked[place]
            answers[place] = question.rows(**given)
        return answers
    compiled = [padded[place][0].for_shape(padded[place][1]) for place in open_ones]
    values = [value for place, each in zip(open_ones, compiled, strict=True) for value in each.values(padded[place][1])]
    (found,) = _run(_together(tuple(each.sql for each in compiled)), values)
    for place, each, rows in zip(open_ones, compiled, found, strict=True):
        answers[place] = each.from_json(msgspec.json.decode(rows) if rows else None)
    return answers


class Writes:
    """Rows to insert and to change, written at once. No two of them may be about the same row."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._values: list[str] = []

    def insert(self, model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
        columns = [field.column for field in fields_of(model, names)]
        self._add(_insert_sql(model, tuple(columns)), columns, rows)

    def update(self, instances: Sequence[Model], names: Sequence[str]) -> None:
        """Write these fields of rows of one model, whose key is `id`."""
        if instances:
            fields = fields_of(type(instances[0]), names)
            columns = ["id", *(field.column for field in fields)]
            rows = [[each.pk, *(getattr(each, field.attname) for field in fields)] for each in instances]
            self._add(_update_sql(type(instances[0]), tuple(columns)), columns, rows)

    def write(self) -> None:
        statements, values = self._statements, self._values
        self._statements, self._values = [], []
        if connection.vendor == "postgresql" and statements:
            _run(_at_once(tuple(statements)), values)
            return
        for statement, value in zip(statements, values, strict=True):
            _run(statement, [value])

    def _add(self, statement: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        plain = _as_json if connection.features.has_native_uuid_field else _as_plain_json
        found = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        if found:
            self._statements.append(statement)
            self._values.append(msgspec.json.encode(found).decode())


def fields_of(model: type[Model], names: Iterable[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _run(sql: str, values: Sequence[Any]) -> list[Row]:
    """PostgreSQL prepares a statement when it first meets it; Django's own cursors never do."""
    if connection.vendor != "postgresql":
        with closing(connection.cursor()) as cursor:
            cursor.execute(sql, [value.hex if isinstance(value, uuid.UUID) else value for value in values])
            return cursor.fetchall()
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as prepared:
        # A plan is kept per type: whole numbers have one, however large.
        prepared.execute(sql, [Int8(value) if type(value) is int else value for value in values], prepare=True)
        return prepared.fetchall()


@lru_cache(SHAPES_KEPT)
def _together(statements: tuple[str, ...]) -> str:
    parts = (f"(SELECT json_agg(q)::text FROM ({each}) q)" for each in statements)  # noqa: S608
    return f"SELECT {', '.join(parts)}"


@lru_cache(SHAPES_KEPT)
def _at_once(statements: tuple[str, ...]) -> str:
    parts = (f"w{number} AS ({each})" for number, each in enumerate(statements))
    return f"WITH {', '.join(parts)} SELECT 1"


@lru_cache(SHAPES_KEPT)
def _insert_sql(model: type[Model], columns: tuple[str, ...]) -> str:
    table, names = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns))
    values = ", ".join(_from_json(column) for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {_source(table)} r"  # noqa: S608


@lru_cache(SHAPES_KEPT)
def _update_sql(model: type[Model], columns: tuple[str, ...]) -> str:
    table, (key, *others) = _quoted(model._meta.db_table), columns
    settings = ", ".join(f"{_quoted(column)} = {_from_json(column)}" for column in others)
    return f"UPDATE {table} SET {settings} FROM {_source(table)} r WHERE {table}.{_quoted(key)} = {_from_json(key)}"  # noqa: S608


def _source(table: str) -> str:
    return f"json_populate_recordset(NULL::{table}, %s)" if connection.vendor == "postgresql" else "json_each(%s)"


def _from_json(column: str) -> str:
    return f"r.{_quoted(column)}" if connection.vendor == "postgresql" else f"json_extract(r.value, '$.{column}')"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _as_json(value: Any) -> Any:
    """A value as JSON can carry it and a column will take it."""
    return value.isoformat() if isinstance(value, datetime) else value


def _as_plain_json(value: Any) -> Any:
    """The same where the database knows neither UUIDs nor moments."""
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value.hex if isinstance(value, uuid.UUID) else value


def _padded(value: Any) -> Any:
    """A list grown to a power of two by repeating its last member."""
    if not isinstance(value, (list, set, tuple)):
        return value
    members = list(value)
    size = 1 << max(len(members) - 1, 0).bit_length()
    return members + members[-1:] * (size - len(members))


def _stand_ins(given: Given) -> tuple[dict[str, Any], dict[Any, _Slot]]:
    stand_ins: dict[str, Any] = {}
    slots: dict[Any, _Slot] = {}
    for name, value in given.items():
        if isinstance(value, list):
            stand_ins[name] = [_stand_in(each, _Slot(name, place), slots) for place, each in enumerate(value)]
        else:
            stand_ins[name] = _stand_in(value, _Slot(name, None), slots)
    return stand_ins, slots


def _stand_in(value: Any, slot: _Slot, slots: dict[Any, _Slot]) -> Any:
    """A value of the same type that occurs nowhere else; databases without UUIDs know one by its digits."""
    number = 2_000_000_000 + len(slots)
    stand_in = type(value)(int=number) if isinstance(value, uuid.UUID) else type(value)(number)
    is_plain = isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field
    slots[stand_in.hex if is_plain else stand_in] = slot
    return stand_in


def _filled(slot: Any, given: Given) -> Any:
    if not isinstance(slot, _Slot):
        return slot
    value = given[slot.name]
    return value if slot.place is None else value[slot.place]
