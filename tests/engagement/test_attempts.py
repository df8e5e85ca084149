"""Logging attempts to reach a segment."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from engagement.actions import AttemptInFuture, log_attempt
from engagement.enums import OutreachMethod
from engagement.models import OutreachAttempt
from people.models import AuditEntry
from tests.factories import make_dimension, make_subject, make_user

pytestmark = pytest.mark.django_db


def log(subject, segment, person, **fields):
    said = {
        "method": OutreachMethod.VISIT,
        "attempted_on": timezone.localdate(),
        "place": "Night shelter",
        "result": "Two people listened.",
    }
    return log_attempt(subject=subject, segment=segment, logged_by=person, **said | fields)


@pytest.fixture
def concerned():
    return make_subject(), make_dimension("Rural").segments.get()


def test_an_attempt_is_logged_once_and_by_name(concerned):
    person = make_user()
    assert log(*concerned, person) == log(*concerned, person)
    assert OutreachAttempt.objects.get().logged_by == person
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("engagement.attempt.logged", person)
    assert "listened" not in str(entry.data)


def test_another_visit_is_another_attempt(concerned):
    person = make_user()
    log(*concerned, person)
    log(*concerned, person, attempted_on=timezone.localdate() - timedelta(days=1))
    assert OutreachAttempt.objects.count() == 2


def test_a_plan_is_no_attempt(concerned):
    with pytest.raises(AttemptInFuture):
        log(*concerned, make_user(), attempted_on=timezone.localdate() + timedelta(days=1))
    assert not OutreachAttempt.objects.exists()


def test_an_account_that_was_shut_logs_nothing(concerned):
    with pytest.raises(PermissionDenied):
        log(*concerned, make_user(is_active=False))
    assert not OutreachAttempt.objects.exists()
