"""Standing in for a segment: appointment, conversations, findings, and the end of it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from codesign.actions.seats import take_advocate_seat
from codesign.models import TextVersion
from measures.representation import Hearing
from people import audit
from people.enums import Role
from people.models import User
from personas.enums import FindingKind
from personas.models import Advocacy, Chair, ChairFinding, ContactLog
from personas.refusals import Refused

LONGEST_TERM = timedelta(days=184)


class CannotAdvocate(Refused):
    """This person cannot stand in for this chair."""


@transaction.atomic
def appoint_advocate(
    *, chair: Chair, advocate: User, basis: str, conflicts: str, ends_on: date, appointed_by: User
) -> Advocacy:
    """Appoint one member of staff to one chair, for at most six months. Only the engagement lead may.

    Refused where real people speak already, and for the owner, an author, or somebody who reports to the owner.
    """
    if Role.LEAD not in appointed_by.roles:
        raise PermissionDenied
    chair = Chair.objects.select_for_update().get(pk=chair.pk)
    _check_chair(chair)
    _check_term(ends_on)
    _check_independence(chair, advocate)
    _end_expired(chair, advocate)
    if chair.advocacies.filter(advocate=advocate, ended_at__isnull=True).exists():
        raise CannotAdvocate(_("%(name)s stands in for this group already.") % {"name": advocate})
    advocacy = Advocacy.objects.create(
        chair=chair,
        advocate=advocate,
        seat=take_advocate_seat(subject=chair.table.subject, holder=advocate),
        basis=basis,
        conflicts=conflicts,
        appointed_by=appointed_by,
        started_on=timezone.localdate(),
        ends_on=ends_on,
    )
    audit.record(
        action="personas.advocacy.appointed",
        target=advocacy,
        actor=appointed_by,
        data={"chair": chair.pk, "advocate": advocate.pk, "ends_on": ends_on.isoformat()},
    )
    return advocacy


@transaction.atomic
def end_advocacy(*, advocacy: Advocacy, ended_by: User) -> Advocacy:
    """End an advocacy before its day. The engagement lead may, and the advocate. What was challenged stays."""
    if ended_by.pk != advocacy.advocate_id and Role.LEAD not in ended_by.roles:
        raise PermissionDenied
    advocacy = Advocacy.objects.select_for_update().get(pk=advocacy.pk)
    if advocacy.ended_at is None:
        advocacy.ended_at = timezone.now()
        advocacy.save(update_fields=["ended_at"])
        audit.record(action="personas.advocacy.ended", target=advocacy, actor=ended_by)
    return advocacy


@transaction.atomic
def log_contact(*, advocacy: Advocacy, held_on: date, how: str, learned: str, logged_by: User) -> ContactLog:
    """Log a direct conversation with someone of the segment. Only its advocate may. Sent twice, it is one."""
    advocacy = Advocacy.objects.select_for_update().get(pk=advocacy.pk)
    _check_advocate(advocacy, logged_by)
    if not advocacy.started_on - LONGEST_TERM <= held_on <= timezone.localdate():
        raise CannotAdvocate(_("Give the day of the conversation: today, or in the half year before."))
    contact, is_new = ContactLog.objects.get_or_create(advocacy=advocacy, held_on=held_on, how=how, learned=learned)
    if not is_new:
        return contact
    audit.record(action="personas.contact.logged", target=contact, actor=logged_by, data={"advocacy": advocacy.pk})
    return contact


@transaction.atomic
def record_finding(
    *, advocacy: Advocacy, text_version: TextVersion, kind: FindingKind | str, reason: str, recorded_by: User
) -> ChairFinding:
    """Conclude for the chair on one exact text: objection, condition or no objection, with the reason."""
    _check_advocate(advocacy, recorded_by)
    subject = advocacy.chair.table.subject
    newest = TextVersion.objects.newest_of(subject, subject.source_language)
    if newest is None or newest.pk != text_version.pk:
        raise CannotAdvocate(_("The text changed while you read it. Read the new text, then conclude on that."))
    finding = ChairFinding.objects.create(advocacy=advocacy, text_version=text_version, kind=kind, reason=reason)
    audit.record(
        action="personas.finding.recorded",
        target=finding,
        actor=recorded_by,
        data={"advocacy": advocacy.pk, "kind": str(kind), "text": text_version.content_hash},
    )
    return finding


def _check_chair(chair: Chair) -> None:
    if chair.removed_at is not None:
        raise CannotAdvocate(_("This chair was taken from the table. Put it back first."))
    if chair.hearing == Hearing.HEARD:
        raise CannotAdvocate(_("Real people of this group have been heard, so nobody stands in for them."))


def _check_term(ends_on: date) -> None:
    today = timezone.localdate()
    if not today < ends_on <= today + LONGEST_TERM:
        raise CannotAdvocate(_("Choose a last day after today and within six months."))


def _check_independence(chair: Chair, advocate: User) -> None:
    """Who wrote or owns a text, or answers to its owner, cannot speak against it freely."""
    subject = chair.table.subject
    if not advocate.is_active or Role.ADVOCATE not in advocate.roles:
        raise CannotAdvocate(_("%(name)s is not on the list of staff advocates.") % {"name": advocate})
    if advocate.pk == subject.owner_id:
        raise CannotAdvocate(_("%(name)s owns this subject. Choose somebody else.") % {"name": advocate})
    if TextVersion.objects.filter(subject=subject, submitted_by=advocate).exists():
        raise CannotAdvocate(_("%(name)s wrote on this text. Choose somebody else.") % {"name": advocate})
    if advocate.posts.current().filter(manager_id=subject.owner_id).exists():
        raise CannotAdvocate(
            _("%(name)s reports to the owner of this subject. Choose somebody independent.") % {"name": advocate}
        )


def _end_expired(chair: Chair, advocate: User) -> None:
    """An advocacy whose last day is past is over, whether or not somebody said so."""
    expired = chair.advocacies.filter(advocate=advocate, ended_at__isnull=True, ends_on__lt=timezone.localdate())
    expired.update(ended_at=timezone.now())


def _check_advocate(advocacy: Advocacy, user: User) -> None:
    if advocacy.advocate_id != user.pk:
        raise PermissionDenied
    if not Advocacy.objects.current().filter(pk=advocacy.pk).exists():
        raise CannotAdvocate(_("Your time in this chair is over. Ask the engagement lead to renew it."))
