"""By when the institution answers."""

from django.db.models import DateField, Func


class DueOn(Func):
    """The day on which a voice should have its outcome: the day it was sent and the days its subject allows."""

    output_field = DateField()

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(
            compiler, connection, template="date(%(expressions)s || ' days')", arg_joiner=", '+' || ", **context
        )

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" + ", **context)
