"""What is kept how long, and why. Each app registers what it keeps; the clock forgets each day what is past its days.

Rows that counts and answers need stay: what says something about a person in them is taken out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from people import audit
from people.models import AuditHead


@dataclass(frozen=True)
class Keeping:
    """`count` says how many rows are past a moment, `forget` takes them away. Both speak of the same rows."""

    name: str
    what: Promise
    why: Promise
    count: Callable[[datetime], int]
    forget: Callable[[datetime], object]

    @property
    def days(self) -> int:
        return int(settings.RETENTION_DAYS[self.name])


@dataclass(frozen=True)
class Due:
    """How many rows of one kind are past their days."""

    keeping: Keeping
    count: int


_keepings: dict[str, Keeping] = {}


def keep(keeping: Keeping) -> None:
    """Register what an app keeps. How many days, RETENTION_DAYS says."""
    if keeping.name in _keepings:
        raise ValueError(f"“{keeping.name}” is registered already.")
    _keepings[keeping.name] = keeping


def due() -> list[Due]:
    """Count what would be forgotten now."""
    now = timezone.now()
    return [Due(each, each.count(now - timedelta(days=each.days))) for each in _keepings.values()]


@transaction.atomic
def apply_retention() -> list[Due]:
    """Forget what is past its days. Where any of it fails, nothing is forgotten, and the next day tries again."""
    now, done = timezone.now(), due()
    for each in done:
        if each.count:
            each.keeping.forget(now - timedelta(days=each.keeping.days))
    forgotten = {each.keeping.name: each.count for each in done if each.count}
    if forgotten:
        audit.record(action="people.retention.applied", target=AuditHead(id=1), actor=None, data=forgotten)
    return done
