"""What bench.taking_part measures against: a concept that people read, a round, and voices by the thousand or million.

The database is the PostgreSQL of DATABASE_URL, and Django is set up.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import connection, models
from wagtail.models import Page, Site

from cms.models import ConceptPage, HomePage, IndexPage
from codesign.actions.rounds import open_round
from codesign.actions.voices import show_voice
from codesign.models import Round, Subject, Voice
from tests.factories import make_passage, make_seat, make_subject, make_text, make_voice

PASSAGES, STATEMENTS = 5, 5


def make_concept(title: str) -> ConceptPage:
    """A live page about a text of some passages, with one voice that everyone can read."""
    subject = make_subject(title=title, code=uuid.uuid4().hex[:12])
    version = make_text(subject)
    for position in range(PASSAGES):
        make_passage(version, f"Passage {position}: you send one form, and we ask nothing twice.", position=position)
    show_voice(voice=make_voice(make_seat(subject)), shown_by=subject.owner)
    page = ConceptPage(title=title, slug=subject.code, subject=subject)
    concept: ConceptPage = _index().add_child(instance=page)
    return concept


def _index() -> IndexPage:
    if found := IndexPage.objects.first():
        return found
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Institution", slug="institution"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    index: IndexPage = home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))
    return index


def make_round() -> Round:
    subject = make_subject(title="Letters", code=uuid.uuid4().hex[:12])
    sentences = [f"Statement {number}: one letter is enough." for number in range(STATEMENTS)]
    return open_round(subject=subject, title="Letters", sentences=sentences, opened_by=subject.owner)


def let_speak(subject: Subject, *, seats: int, voices_each: int) -> None:
    """Copy the subject's newest voice: so many seats more, each with so many voices."""
    voice = subject.voices.select_related("seat").first()
    assert voice
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE taken AS SELECT gen_random_uuid() AS id, n FROM generate_series(1, %s) n", [seats]
        )
        name = "'Blue heron ' || taken.n"
        _copy(cursor, voice.seat, "taken", {"id": "taken.id", "pseudonym": name, "reference_hash": "NULL"})
        keys = {"key": "gen_random_uuid()", "send_key": "gen_random_uuid()", "seat_id": "taken.id"}
        _copy(cursor, voice, f"taken, generate_series(1, {int(voices_each)})", keys)
        cursor.execute("DROP TABLE taken")
        cursor.execute("ANALYZE")


def _copy(cursor, row: models.Model, source: str, instead: Mapping[str, str]) -> None:
    """Insert a copy of a row for each row of a source, with other values in some columns."""
    meta = row._meta
    columns = [field.column for field in meta.concrete_fields if field.column in instead or not field.primary_key]
    values = [instead.get(column, f"model.{column}") for column in columns]
    assert meta.pk
    into = f"{meta.db_table} ({', '.join(columns)})"
    copies = f"SELECT {', '.join(values)} FROM {meta.db_table} model, {source}"  # noqa: S608 - our own names
    cursor.execute(f"INSERT INTO {into} {copies} WHERE model.{meta.pk.column} = %s", [row.pk])


def voices_of(subject: Subject) -> int:
    return Voice.objects.filter(subject=subject).count()
