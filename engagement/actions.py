"""Verbs of what is done around participation."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.models import Subject
from engagement.enums import OutreachMethod
from engagement.models import OutreachAttempt
from people import audit
from people.enums import Role
from people.models import Segment, User


class AttemptInFuture(ValueError):
    """What is only planned is no attempt."""


@transaction.atomic
def log_attempt(
    *,
    subject: Subject,
    segment: Segment,
    method: OutreachMethod | str,
    attempted_on: date,
    place: str,
    result: str,
    logged_by: User,
) -> OutreachAttempt:
    """Log that a member of staff tried to reach a segment about a subject: the gate counts on it.

    The same attempt logged twice by one person is one attempt.
    """
    if Role.MEMBER_OF_STAFF not in logged_by.roles:
        raise PermissionDenied
    if attempted_on > timezone.localdate():
        raise AttemptInFuture(attempted_on)
    attempt, is_new = OutreachAttempt.objects.get_or_create(
        subject=subject,
        segment=segment,
        method=method,
        attempted_on=attempted_on,
        place=place,
        result=result,
        logged_by=logged_by,
    )
    if is_new:
        audit.record(
            action="engagement.attempt.logged",
            target=attempt,
            actor=logged_by,
            data={"subject": str(subject.pk), "segment": segment.pk, "method": str(method)},
        )
    return attempt
