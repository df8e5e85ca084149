"""What is kept how long: counted and forgotten by the same rule, and what counts need stays."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from codesign.actions.voices import edit_voice
from codesign.models import Seat, SolvedWork, Subject, Voice, VoiceWording
from people import audit, retention
from people.enums import Role
from people.models import AuditEntry
from people.retention import apply_retention, due, keep
from people.vault import store
from tests.codesign.pages import client_of, words_of
from tests.factories import make_dimension, make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
DAY = timedelta(days=1)


def waiting():
    return {each.keeping.name: each.count for each in due() if each.count}


def declared(seat):
    place = make_dimension("Countryside")
    said = [store.Statement(place.pk, frozenset({place.segments.get().pk}))]
    store.declare(seat_id=seat.pk, statements=said, consent_text="Yes", language="en")
    return seat


def closed(subject, days):
    Subject.objects.filter(pk=subject.pk).update(
        opens_at=timezone.now() - (days + 9) * DAY, closes_at=timezone.now() - days * DAY
    )


def test_every_row_has_its_days_and_a_reason(settings):
    assert {each.keeping.name for each in due()} == set(settings.RETENTION_DAYS)
    assert all(str(each.keeping.what) and str(each.keeping.why) for each in due())


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="registered already"):
        keep(due()[0].keeping)


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (90, False), (91, True)])
def test_what_people_wrote_before_is_forgotten_and_what_they_say_stays(days, is_due):
    voice = edit_voice(voice=make_voice(body="First"), body="Second")
    Voice.objects.update(sent_on=timezone.localdate() - days * DAY)
    assert waiting() == ({"earlier_wordings": 1} if is_due else {})
    apply_retention()
    assert VoiceWording.objects.exists() is not is_due
    assert Voice.objects.get(pk=voice.pk).body == "Second"


@pytest.mark.parametrize(("days", "is_due"), [(89, False), (91, True)])
def test_segments_are_forgotten_after_the_subject_closed(days, is_due):
    seat = declared(make_seat())
    closed(seat.subject, days)
    assert waiting() == ({"segments": 1} if is_due else {})
    apply_retention()
    assert bool(store.me(seat.pk)) is not is_due
    assert bool(store.consents(seat.pk)) is not is_due
    assert bool(Subject.objects.get().segments_forgotten_on) is is_due
    assert waiting() == {}


def test_segments_that_another_table_still_counts_stay():
    seat = declared(make_seat())
    make_subject().counted_ancestors.add(seat.subject)
    closed(seat.subject, 400)
    assert waiting() == {}
    apply_retention()
    assert store.me(seat.pk)


def test_references_open_a_thread_for_two_years_after_the_close():
    seat = make_seat()
    closed(seat.subject, 729)
    assert "references" not in waiting()
    closed(seat.subject, 731)
    apply_retention()
    assert Seat.objects.get().reference_hash is None


def test_the_days_are_settings(settings):
    SolvedWork.objects.create(key="k", used_for="u", solved_on=timezone.localdate() - 3 * DAY)
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"solved_work": 5}
    assert waiting() == {}
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"solved_work": 2}
    assert waiting() == {"solved_work": 1}


def test_a_dry_run_says_the_same_as_what_is_done_and_does_nothing():
    SolvedWork.objects.create(key="k", used_for="u", solved_on=timezone.localdate() - 3 * DAY)
    said = [StringIO(), StringIO()]
    call_command("apply_retention", "--dry-run", stdout=said[0])
    assert SolvedWork.objects.exists()
    assert not AuditEntry.objects.exists()
    call_command("apply_retention", "--apply", stdout=said[1])
    assert not SolvedWork.objects.exists()
    assert "Would be forgotten: 1." in said[0].getvalue()
    assert said[1].getvalue() == said[0].getvalue().replace("Would be forgotten", "Forgotten")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == ("people.retention.applied", {"solved_work": 1})
    assert audit.first_broken_entry() is None


def test_the_command_wants_to_know_which():
    with pytest.raises(CommandError, match="required"):
        call_command("apply_retention")


def test_where_a_part_fails_nothing_is_forgotten(monkeypatch):
    SolvedWork.objects.create(key="k", used_for="u", solved_on=timezone.localdate() - 3 * DAY)

    def fail(before):
        raise ZeroDivisionError

    broken = retention.Keeping("segments", "What", "Why", lambda before: 1, fail)
    monkeypatch.setitem(retention._keepings, "segments", broken)
    with pytest.raises(ZeroDivisionError):
        apply_retention()
    assert SolvedWork.objects.exists()


def test_an_administrator_reads_the_same_figures():
    SolvedWork.objects.create(key="k", used_for="u", solved_on=timezone.localdate() - 3 * DAY)
    words = words_of(client_of(make_user(is_superuser=True)).get(reverse("retention")))
    assert words.count("1 row is forgotten at the next run.") == 1
    assert words.count("Nothing waits to be forgotten.") == len(due()) - 1


@pytest.mark.parametrize("role", [Role.LEAD, Role.OWNER, Role.MODERATOR, Role.EDITOR])
def test_nobody_else_does(role):
    user = make_user() if role == Role.LEAD else make_user(role)
    assert client_of(user).get(reverse("retention")).status_code == 403
