"""What readers and authors ask of moderators: look at this, and look at mine again."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.moderation import (
    AlreadyAppealed,
    NotHidden,
    NotShown,
    appeal_hide,
    report_statement,
    report_voice,
)
from codesign.forms import AppealForm, ReportForm
from codesign.models import Hide, Statement, Voice
from codesign.permissions import TooManyLookUps, get_thread, get_voice
from codesign.permissions.moderation import get_own_hide, get_statement_to_report
from codesign.references import parse_reference
from codesign.views.pages import SeeOther, render_private, render_written
from codesign.views.seating import PRESSES_PER_ADDRESS, is_within, keep_seat, seat_for
from people.limits import client_network


def report(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask a moderator to look at a voice."""
    return _take_report(request, get_voice(key, request.session), reverse("voice", args=[key]))


def statement(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """Ask a moderator to look at a statement."""
    return _take_report(request, get_statement_to_report(code, key), reverse("statements", args=[code]))


def appeal(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """Ask that somebody else looks at one's own hidden words."""
    try:
        seat = get_thread(reference, client_network(request), request.session)
    except TooManyLookUps:
        return render_private(request, "codesign/too_many.html", status=429)
    hide = get_own_hide(seat, key)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_appeal(request, hide, form, reference, status=422 if form.is_bound else 200)
    try:
        appeal_hide(hide=hide, seat=seat, body=form.cleaned_data["body"])
        messages.success(request, _("Somebody else looks at it now. You read here what they decide."))
    except AlreadyAppealed:
        messages.error(request, _("You have asked for this once already. The answer stands in your thread."))
    except NotHidden:
        messages.success(request, _("Everyone can read it again already."))
    return SeeOther(reverse("thread", args=[parse_reference(reference)]))


def _take_report(request: HttpRequest, words: Voice | Statement, back: str) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_report(request, words, form, back)
    if not is_within(PRESSES_PER_ADDRESS, request, form):
        return _render_report(request, words, form, back, status=429)
    if not form.is_valid():
        return _render_report(request, words, form, back, status=422)
    try:
        _report(request, words, form)
        messages.success(request, _("Thank you. A moderator looks at it. Until then everyone can still read it."))
    except NotShown:
        messages.error(request, _("You can report what somebody else said, as long as everyone can read it."))
    return SeeOther(back)


def _report(request: HttpRequest, words: Voice | Statement, form: ReportForm) -> None:
    with transaction.atomic():
        seat, reference = seat_for(request, words.subject, form.cleaned_data["seat_key"])
        if isinstance(words, Voice):
            report_voice(voice=words, seat=seat, reason=form.cleaned_data["reason"])
        else:
            report_statement(statement=words, seat=seat, reason=form.cleaned_data["reason"])
    keep_seat(request, seat, reference)


def _render_report(
    request: HttpRequest, words: Voice | Statement, form: ReportForm, back: str, status: int = 200
) -> HttpResponse:
    kind = "voice" if isinstance(words, Voice) else "statement"
    context = {kind: words, "subject": words.subject, "form": form, "back": back}
    return render_private(request, "codesign/report.html", context, status=status)


def _render_appeal(request: HttpRequest, hide: Hide, form: AppealForm, reference: str, status: int) -> HttpResponse:
    context = {"hide": hide, "voice": hide.words, "form": form, "reference": parse_reference(reference)}
    return render_written(request, "codesign/appeal_hide.html", context, status=status)
