"""The seat from which a visitor speaks: the one their session took, or a new one."""

import uuid
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from codesign.actions.seats import give_reference, take_seat, take_staff_seat
from codesign.actions.voices import TooMany, TooSoon
from codesign.enums import Provenance
from codesign.forms import SummarisedForm, WordsForm
from codesign.forms.speakers import seat_key_of
from codesign.models import Seat, Subject
from codesign.permissions import TooManyLookUps, get_thread, reference_of, seat_of_session
from codesign.permissions.admission import way_of
from codesign.references import in_one_piece, parse_reference
from codesign.sessions import remember_seat
from people.limits import Limit, client_network
from people.permissions import colleague

WrittenForm = TypeVar("WrittenForm", bound=WordsForm)

# A whole workshop may sit behind one address.
SENDS_PER_ADDRESS = Limit("codesign.send", count=120, seconds=600)
PRESSES_PER_ADDRESS = Limit("codesign.press", count=600, seconds=600)


def seat_for(
    request: HttpRequest,
    subject: Subject,
    key: uuid.UUID,
    provenance: Provenance = Provenance.SELF,
    organisation: str = "",
) -> tuple[Seat, str]:
    """Return the session's seat with its reference, or take one.

    A new seat's key comes from the form: sent twice at once, before the session is known, it is one seat.
    """
    seat = seat_of_session(request.session, subject)
    holder = colleague(request.user)
    if seat and seat.holder_id == (holder.pk if holder else None):
        reference = request.session.get("references", {}).get(str(subject.pk))
        return seat, reference or give_reference(seat=seat)
    if holder:
        return take_staff_seat(subject=subject, holder=holder)
    return take_seat(
        subject=subject,
        seat_id=seat_key_of(key, subject, provenance),
        way=way_of(request.session),
        provenance=provenance,
        organisation=organisation,
    )


def seat_of_reference(request: HttpRequest, reference: str) -> Seat | None:
    """The seat of a reference, or None where too many were tried. An unknown one does not exist."""
    if parse_reference(reference) is None:
        raise Http404
    try:
        return get_thread(reference, client_network(request), request.session)
    except TooManyLookUps:
        return None


def keep_seat(request: HttpRequest, seat: Seat, reference: str) -> None:
    """Remember a seat in the session, and name its reference the first time: whoever only presses gets it as well."""
    is_new = reference and reference_of(seat, request.session) != reference
    remember_seat(request.session, seat, reference)
    if is_new:
        sentence = _("Your reference is %(reference)s. Write it down: with it you see later what came of this.")
        messages.success(request, sentence % {"reference": in_one_piece(reference)})


def own_seat(request: HttpRequest, subject: Subject) -> Seat | None:
    """A participant's seat. Who is signed in as a member of staff has none: what is counted is people's own."""
    return None if colleague(request.user) else seat_of_session(request.session, subject)


def is_within(limit: Limit, request: HttpRequest, form: SummarisedForm) -> bool:
    """Whether so few forms came from this address that it is no machine. Otherwise the form says what to do."""
    if limit.take(client_network(request)):
        return True
    form.full_clean()
    form.add_error(None, _("A great many forms came from your connection. Wait 10 minutes, then press again."))
    return False


def slowed(form: WrittenForm, refusal: TooSoon | TooMany) -> WrittenForm:
    """The same form, saying how long to wait."""
    if isinstance(refusal, TooMany):
        form.add_error(None, _("You have sent a great many voices. Nothing is lost: wait 10 minutes, then press Send."))
        return form
    sentence = ngettext(
        "Slow mode is on: one voice in %(minutes)s minute. Nothing you wrote is lost: wait a little, then press Send.",
        "Slow mode is on: one voice in %(minutes)s minutes. Nothing you wrote is lost: wait a little, then press Send.",
        refusal.minutes,
    )
    form.add_error(None, sentence % {"minutes": refusal.minutes})
    return form
