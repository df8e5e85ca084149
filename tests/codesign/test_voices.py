import uuid
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from codesign.actions.voices import NotForEveryone, declare_after_commit, record_voice, show_voice
from codesign.enums import Fit, Visibility
from codesign.models import Voice
from codesign.permissions import SubjectNotOpen
from codesign.signals import voice_recorded
from people.models import AuditEntry
from people.vault import store
from tests.factories import make_barrier, make_closed_subject, make_future_subject, make_seat, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@contextmanager
def listening(receiver):
    voice_recorded.connect(receiver)
    try:
        yield
    finally:
        voice_recorded.disconnect(receiver)


def test_a_voice_is_announced_after_commit(django_capture_on_commit_callbacks):
    heard = []

    def listen(**news):
        heard.append((news["voice_id"], news["subject_id"]))

    with listening(listen):
        with django_capture_on_commit_callbacks(execute=True):
            voice = make_voice()
            assert heard == []
        assert heard == [(voice.pk, voice.subject_id)]


def test_a_listener_that_fails_costs_no_voice(django_capture_on_commit_callbacks):
    def break_down(**news):
        raise ConnectionError

    with listening(break_down), django_capture_on_commit_callbacks(execute=True):
        make_voice()
    assert Voice.objects.count() == 1


def test_the_same_form_twice_is_one_voice_and_one_announcement(django_capture_on_commit_callbacks):
    seat, key = make_seat(), uuid.uuid4()
    with django_capture_on_commit_callbacks() as callbacks:
        assert make_voice(seat, send_key=key) == make_voice(seat, send_key=key)
    assert len(callbacks) == 1


def test_the_same_form_with_other_words_loses_nothing():
    seat, key = make_seat(), uuid.uuid4()
    for body in ("The line is busy.", "The line is busy and costs money.", "The line is busy and costs money."):
        make_voice(seat, send_key=key, body=body)
    assert Voice.objects.count() == 2


def test_the_same_form_sent_again_for_staff_only_is_kept_from_everyone_else():
    seat, key = make_seat(), uuid.uuid4()
    show_voice(voice=make_voice(seat, send_key=key), shown_by=seat.subject.owner)
    make_voice(seat, send_key=key, visibility=Visibility.STAFF_ONLY)
    voice = Voice.objects.get()
    assert (voice.visibility, voice.shown_at) == (Visibility.STAFF_ONLY, None)


def test_the_same_form_sent_again_for_everyone_shows_nothing_that_was_for_staff_only():
    seat, key = make_seat(), uuid.uuid4()
    for visibility in (Visibility.STAFF_ONLY, Visibility.WITHOUT_NAME):
        make_voice(seat, send_key=key, visibility=visibility)
    assert Voice.objects.get().visibility == Visibility.STAFF_ONLY


@pytest.mark.parametrize("make", [make_closed_subject, make_future_subject])
def test_nothing_is_recorded_outside_the_dates(make):
    with pytest.raises(SubjectNotOpen):
        make_voice(make_seat(make()))
    assert not Voice.objects.exists()


def test_barriers_are_stored_with_the_voice():
    seat = make_seat()
    barrier = make_barrier(seat.subject)
    voice = make_voice(seat, body="", fit=Fit.NO, barriers=[barrier])
    assert list(voice.barriers.all()) == [barrier]


def declare(seat):
    said = [store.Statement(1, frozenset({11}))]
    declare_after_commit(seat=seat, statements=said, consent_text="We ask because …", language="en")
    return said


def test_the_vault_hears_after_the_commit(django_capture_on_commit_callbacks):
    seat = make_seat()
    with django_capture_on_commit_callbacks(execute=True):
        said = declare(seat)
        assert store.me(seat.pk) == []
    assert store.me(seat.pk) == said


def test_a_vault_that_fails_is_logged_without_what_was_said(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(**statement):
        raise DatabaseError("disk full")

    monkeypatch.setattr(store, "declare", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        voice = make_voice()
        declare(voice.seat)
    assert Voice.objects.count() == 1
    assert "not stated" in caplog.text
    assert str(voice.seat_id) not in caplog.text


def test_the_owner_shows_a_voice_once_and_the_chain_knows():
    voice = make_voice()
    owner = voice.subject.owner
    first = show_voice(voice=voice, shown_by=owner).shown_at
    assert show_voice(voice=voice, shown_by=owner).shown_at == first
    assert [entry.action for entry in AuditEntry.objects.all()] == ["codesign.voice.shown"]


def test_another_persons_voice_is_not_shown():
    voice = make_voice()
    with pytest.raises(PermissionDenied):
        show_voice(voice=voice, shown_by=make_user())
    assert not Voice.objects.shown().exists()


def test_words_for_staff_only_are_never_shown():
    voice = make_voice(visibility=Visibility.STAFF_ONLY)
    with pytest.raises(NotForEveryone):
        show_voice(voice=voice, shown_by=voice.subject.owner)
    assert not AuditEntry.objects.exists()


def test_the_database_itself_refuses_to_show_words_for_staff_only():
    voice = make_voice(visibility=Visibility.STAFF_ONLY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.filter(pk=voice.pk).update(shown_at="2026-01-01T00:00:00Z")


def test_two_seats_may_use_the_same_key():
    key, seat = uuid.uuid4(), make_seat()
    said = {"send_key": key, "language": "en", "visibility": Visibility.WITHOUT_NAME, "body": "Yes."}
    assert record_voice(seat=seat, **said) != record_voice(seat=make_seat(seat.subject), **said)
