"""Saying who takes part at a subject."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.admission import admits
from codesign.enums import ADMITTED_WAYS, Admission, SubjectMode, Way
from codesign.models import Subject
from people import audit
from people.models import User


class SomebodyTookPart(Exception):
    """Somebody took part by a way that the new mode does not admit: it would not be true of the figures."""


class RoundNeedsCodes(Exception):
    """A round is open for people with a personal code, and the new mode admits nobody with one."""


@transaction.atomic
def set_mode(*, subject: Subject, mode: SubjectMode | str, set_by: User) -> Subject:
    """Say who takes part. Only the subject's owner may. The mode stands on every figure, so it is true of everyone.

    The subject's row is the lock: nobody takes a seat between the look at the seats and the change.
    """
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.owner_id != set_by.pk:
        raise PermissionDenied
    mode = SubjectMode(mode)
    if subject.seats.of_participants().exclude(way__in=ADMITTED_WAYS[mode]).exists():
        raise SomebodyTookPart
    if not admits(mode, Way.INVITED) and subject.rounds.filter(closed_at=None, admission=Admission.INVITED).exists():
        raise RoundNeedsCodes
    if mode != subject.mode:
        subject.mode = mode
        subject.save(update_fields=["mode"])
        audit.record(action="codesign.subject.mode_set", target=subject, actor=set_by, data={"mode": str(mode)})
    return subject
