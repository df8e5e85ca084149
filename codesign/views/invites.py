"""Coming in with a personal code: typing it, or scanning it, and taking the seat it stands for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from codesign.actions.invites import (
    InviteExpired,
    InviteRefused,
    InviteRevoked,
    InviteUsed,
    attestation_of,
    check_invite,
    redeem,
)
from codesign.forms import InviteCodeForm, JoinForm
from codesign.models import Invite, Subject
from codesign.permissions import SubjectNotOpen, TooManyLookUps, open_round_at
from codesign.permissions.invites import came_with_code, get_invite, open_round_for_codes
from codesign.references import Door, in_one_piece
from codesign.sessions import remember_seat
from codesign.views.admission import tells_who_takes_part
from codesign.views.closed import render_needs_code, render_not_open
from codesign.views.doors import other_door
from codesign.views.pages import SeeOther, render_private
from people.limits import client_network
from people.permissions import colleague

SENTENCE_UNKNOWN = gettext_lazy(
    "We do not know this code. Check each letter and digit, or ask the person who gave it to you."
)
SENTENCE_TOO_MANY = gettext_lazy(
    "Too many codes were tried from your connection that we do not know. Wait 15 minutes, then try again. Your code is "
    "not used up."
)
SENTENCE_STAFF = gettext_lazy(
    "You are signed in as a member of staff. A code is for a participant: sign out first, then type it again."
)

REFUSALS = {
    InviteUsed: gettext_lazy(
        "This code was used before, and each code works once. If it was you, go on in the browser you used then, or "
        "open your thread with your reference. If it was not you, ask for another code."
    ),
    InviteExpired: gettext_lazy("The time of this code is over. Ask the person who gave it to you for another one."),
    InviteRevoked: gettext_lazy(
        "This code was taken back and does not work any more. Ask the person who gave it to you for another one."
    ),
}


def invite_code(request: HttpRequest) -> HttpResponse:
    """Ask for a personal code, for those who cannot scan it."""
    form = InviteCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_code(request, form, status=422 if form.is_bound else 200)
    invite = _invite_of(form, request)
    if invite is None:
        return _render_code(request, form, status=422)
    return SeeOther(reverse("invite", args=[form.cleaned_data["code"]]))


@tells_who_takes_part
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a code leads and, once somebody agrees, let them in. Opening the page does not use the code up."""
    typed = InviteCodeForm({"code": code})
    found = _invite_of(typed, request) if typed.is_valid() else None
    if found is None:
        return _render_code(request, typed, status=404)
    form = JoinForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_valid():
            return _come_in(request, found, form)
        check_invite(found)
        if not found.batch.subject.is_open:
            raise SubjectNotOpen(found.batch.subject)
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)
    except InviteRefused as refusal:
        if isinstance(refusal, InviteUsed) and came_with_code(request.session, found.batch.subject):
            return _go_on(found.batch.subject)
        typed.add_error("code", REFUSALS[type(refusal)])
        return _render_code(request, typed, status=410)
    return _render_invite(request, found, form)


def _invite_of(form: InviteCodeForm, request: HttpRequest) -> Invite | None:
    """Find the invite of a code, or say in its form why there is none."""
    if colleague(request.user):
        form.add_error("code", SENTENCE_STAFF)
        return None
    try:
        return get_invite(form.cleaned_data["code"], client_network(request))
    except TooManyLookUps:
        form.add_error("code", SENTENCE_TOO_MANY)
    except Http404:
        form.add_error("code", SENTENCE_UNKNOWN)
    return None


def _come_in(request: HttpRequest, found: Invite, form: JoinForm) -> HttpResponse:
    subject = found.batch.subject
    language = get_language() or subject.source_language
    seat, reference = redeem(invite=found, seat_id=form.new_seat_id(subject), language=language)
    remember_seat(request.session, seat, reference)
    messages.success(
        request,
        _("You are in. Your reference is %(reference)s: with it you see later what came of what you said.")
        % {"reference": in_one_piece(reference)},
    )
    return _go_on(subject)


def _go_on(subject: Subject) -> HttpResponse:
    return SeeOther(reverse("vote" if open_round_at(subject) else "give_voice", args=[subject.code]))


def _render_invite(request: HttpRequest, found: Invite, form: JoinForm) -> HttpResponse:
    subject = found.batch.subject
    context = {
        "subject": subject,
        "form": form,
        "attestation": attestation_of(found.batch, get_language() or subject.source_language),
        "is_in": came_with_code(request.session, subject),
        "has_round": open_round_at(subject) is not None,
    }
    status = 422 if form.is_bound else 200
    return render_private(request, "codesign/invite.html", context, status=status)


def _render_code(request: HttpRequest, form: InviteCodeForm, status: int) -> HttpResponse:
    context = {"form": form, "other_door": other_door(request, form, "code", Door.INVITE)}
    if round_ := open_round_for_codes(request.POST.get("round_at", "")):
        return render_needs_code(request, round_, context, status)
    return render_private(request, "codesign/invite_code.html", context, status=status)
