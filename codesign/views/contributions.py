"""What a participant keeps in their account: a list, keeping a seat, opening it on any device, letting it go."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.accounts import keep_seat, let_seat_go
from codesign.actions.seats import give_reference
from codesign.models import Seat
from codesign.permissions import TooManyLookUps, get_thread, reference_of, threads_of_session
from codesign.permissions.accounts import contributions_of, get_seat_kept_by, seats_kept_by
from codesign.references import in_one_piece, parse_reference
from codesign.sessions import remember_seat
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest
from people.limits import client_network
from people.vault.claims import ClaimRefused, HeldByAnother, HoldsOneHere

REFUSALS = {
    HeldByAnother: gettext_lazy("Another account keeps this already. Sign in with that one, or let it go there first."),
    HoldsOneHere: gettext_lazy(
        "Your account keeps something else that you said there. Nothing is lost: your reference opens this one."
    ),
}


def contributions(request: StaffRequest) -> HttpResponse:
    """What this account keeps, and what was said on this device and is not kept yet."""
    kept = {held.seat_id for held in seats_kept_by(request.user)}
    context = {
        "page": contributions_of(request.user, request.GET.get("page")),
        "not_kept": [each for each in threads_of_session(request.session) if each[0].pk not in kept],
    }
    return render_private(request, "codesign/contributions.html", context)


def keep(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask whether it is meant, then keep what this reference opens in the account."""
    try:
        seat = get_thread(reference, client_network(request), request.session)
    except TooManyLookUps:
        return render_private(request, "codesign/too_many.html", status=429)
    if request.method != "POST":
        context = {"seat": seat, "subject": seat.subject, "reference": parse_reference(reference)}
        return render_private(request, "codesign/keep.html", context)
    try:
        keep_seat(seat=seat, account=request.user)
        messages.success(request, _("Your account keeps it from now on."))
    except PermissionDenied:
        messages.error(request, _("What you do as a member of staff is part of the record of an office and stays."))
    except ClaimRefused as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return SeeOther(reverse("contributions"))


def contribution_open(request: StaffRequest, seat_id: uuid.UUID) -> HttpResponse:
    """Go on from a seat on this device."""
    seat = get_seat_kept_by(request.user, seat_id)
    return SeeOther(reverse("thread", args=[_take_up(request, seat)]))


def contribution_let_go(request: StaffRequest, seat_id: uuid.UUID) -> HttpResponse:
    """Ask whether it is meant, then let a seat go; its reference is told, because nothing else opens it any more."""
    seat = get_seat_kept_by(request.user, seat_id)
    if request.method != "POST":
        return render_private(request, "codesign/let_go.html", {"seat": seat, "subject": seat.subject})
    reference = _take_up(request, seat)
    let_seat_go(seat=seat, account=request.user)
    sentence = _("Your account keeps it no longer. Write down its reference, which opens it: %(reference)s")
    messages.success(request, sentence % {"reference": in_one_piece(reference)})
    return SeeOther(reverse("contributions"))


def _take_up(request: StaffRequest, seat: Seat) -> str:
    """Put a seat into this session and return its reference: the one this device knows, else a new one."""
    reference = reference_of(seat, request.session) or give_reference(seat=seat)
    remember_seat(request.session, seat, reference)
    return reference
