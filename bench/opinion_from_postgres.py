"""Ours, from the product's own tables in PostgreSQL: `python -m bench.opinion_from_postgres fill|measure FILE`."""

from __future__ import annotations

import hashlib
import os
import sys

import django
import numpy as np

from bench.measured import tell


def fill(path: str) -> None:
    """Write a closed round with these ballots, as the product stores them."""
    from django.db import connection
    from django.utils import timezone

    from codesign.models import Round, Statement, Subject
    from people.models import User

    stored = np.load(path)
    owner = User.objects.create(email="bench@example.org")
    now = timezone.now()
    subject = Subject.objects.create(kind="concept", title="Bench", code="BENCH1", owner=owner, opens_at=now)
    numbers = np.unique(stored["statement"]).tolist()
    Statement.objects.bulk_create(Statement(subject=subject, number=number, body="?") for number in numbers)
    ids = dict(subject.statements.values_list("number", "pk"))
    round_ = Round.objects.create(subject=subject, title="Bench", opened_at=now, closed_at=now, settled_at=now)
    keys = [hashlib.sha256(str(person).encode()).hexdigest() for person in range(len(stored["group"]))]
    words = {1: "agree", 0: "unsure", -1: "disagree"}
    columns = (stored[name].tolist() for name in ("person", "statement", "choice"))
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy("COPY codesign_ballot (round_id, key, statement_id, choice, way) FROM STDIN") as copy,
    ):
        for person, statement, choice in zip(*columns, strict=True):
            copy.write_row((round_.pk, keys[person], ids[statement], words[choice], "imported"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> None:
    from bench.opinion import find
    from codesign.models import Round
    from codesign.opinion.ballots import read_ballots

    round_ = Round.objects.get()
    tell(lambda: find(read_ballots(round_).ballots), lambda groups: {"groups": groups.group_count})


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    django.setup()
    if sys.argv[1] == "fill":
        fill(sys.argv[2])
    else:
        measure()
