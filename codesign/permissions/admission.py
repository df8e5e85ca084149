"""Whether whoever looks at a subject may take part there, and which subjects an owner sets the mode of."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from codesign.admission import admits
from codesign.enums import Way
from codesign.models import Round, Subject
from codesign.permissions import seat_of_session
from codesign.sessions import KIOSK
from people.models import User
from people.permissions import colleague


def way_of(session: Mapping[str, Any]) -> Way:
    """By which way somebody who has no seat yet comes: a session that staff unlocked for a kiosk is one."""
    return Way.KIOSK if KIOSK in session else Way.OPEN_LINK


def may_take_part(subject: Subject, session: Mapping[str, Any], user: User | AnonymousUser) -> bool:
    """Whether this visitor may say something: staff may, as colleagues, and so may whoever has a seat."""
    if colleague(user) or admits(subject.mode, way_of(session)):
        return True
    return seat_of_session(session, subject) is not None


def may_come_by_mail(subject: Subject) -> bool:
    """Whether a link by e-mail lets people in: a mailbox is not a person, and not a device of ours."""
    return admits(subject.mode, Way.MAILED)


def may_take_part_in(round_: Round, session: Mapping[str, Any]) -> bool:
    """The same for a round: with the seat of this session, or by the way in which one would be taken."""
    seat = seat_of_session(session, round_.subject)
    return admits(round_.mode, seat.way if seat else way_of(session))


def subjects_with_mode(user: User) -> QuerySet[Subject]:
    """The subjects of which this person says who takes part: their own."""
    return Subject.objects.filter(owner=user, import_source="")


def get_subject_with_mode(user: User, code: str) -> Subject:
    subject = subjects_with_mode(user).filter(code__iexact=code).first()
    if subject is None:
        raise Http404
    return subject
