"""How voices come in at a subject: who is read first, how fast, and by when they are answered."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.enums import SlowMode
from codesign.models import Subject
from codesign.permissions.moderation import may_set_switches
from people import audit
from people.models import User

FEWEST_DAYS, MOST_DAYS = 1, 365


@transaction.atomic
def set_answer_days(*, subject: Subject, days: int, set_by: User) -> Subject:
    """Promise within how many days a voice has its outcome, also those that wait already. Only the owner may."""
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.owner_id != set_by.pk:
        raise PermissionDenied
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValueError(days)
    if days != subject.answer_within_days:
        subject.answer_within_days = days
        subject.save(update_fields=["answer_within_days"])
        audit.record(action="codesign.subject.promised", target=subject, actor=set_by, data={"days": days})
    return subject


@transaction.atomic
def set_switches(*, subject: Subject, reads_first: bool, slow_minutes: SlowMode | int, set_by: User) -> Subject:
    """Set both switches of a subject. Its owner may, and every moderator."""
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if not may_set_switches(set_by, subject):
        raise PermissionDenied
    chosen = {"reads_first": reads_first, "slow_minutes": int(SlowMode(slow_minutes))}
    if chosen != {"reads_first": subject.reads_first, "slow_minutes": subject.slow_minutes}:
        subject.reads_first, subject.slow_minutes = reads_first, SlowMode(slow_minutes)
        subject.save(update_fields=list(chosen))
        audit.record(action="codesign.subject.switched", target=subject, actor=set_by, data=chosen)
    return subject
