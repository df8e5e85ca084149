"""Being told: where news may be sent, stopping it, and whether what one was told was of use."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.contacts import (
    NotThereAnyMore,
    confirm_contact,
    give_contact,
    remove_contact,
    resume_news,
    seat_to_confirm,
    stop_news,
)
from codesign.actions.usefulness import say_whether_useful
from codesign.forms import ContactForm, consent_text
from codesign.models import Seat
from codesign.news.reached import told_where
from codesign.permissions.telling import get_outcome_of_seat
from codesign.references import parse_reference, seat_of_stop_token
from codesign.views.pages import SeeOther, render_private
from codesign.views.seating import PRESSES_PER_ADDRESS, is_within, seat_of_reference
from people.enums import Means
from people.limits import Limit

# Nobody is written to by somebody else more often than this.
LINKS_PER_ADDRESS = Limit("codesign.contact", count=3, seconds=24 * 60 * 60)


def news(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask where news may be sent."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_news(request, seat, reference, form, status=200)
    if not is_within(PRESSES_PER_ADDRESS, request, form):
        return _render_news(request, seat, reference, form, status=429)
    if not form.is_valid():
        return _render_news(request, seat, reference, form, status=422)
    if not _may_be_written_to(form):
        return _render_news(request, seat, reference, form, status=429)
    return _give(request, seat, reference, form)


def news_remove(request: HttpRequest, reference: str) -> HttpResponse:
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    remove_contact(seat=seat, opened_by=reference)
    messages.success(request, _("It is removed. We send you nothing any more."))
    return SeeOther(_thread(reference))


def news_resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a stop back."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    resume_news(seat=seat, consent_text=consent_text())
    messages.success(request, _("We tell you again what happens."))
    return SeeOther(_thread(reference))


def useful(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a yes or a no."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    outcome = get_outcome_of_seat(seat, pk)
    answer = request.POST.get("useful")
    if answer in {"yes", "no"}:
        say_whether_useful(seat=seat, outcome=outcome, is_useful=answer == "yes")
        messages.success(request, _("Thank you. We count it, and it does not say who you are."))
    else:
        messages.error(request, _("Press Yes or No to tell us whether this was useful."))
    return SeeOther(_thread(reference))


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address with one press: mail programs open links by themselves, so opening is not enough."""
    try:
        if request.method == "POST":
            confirm_contact(token=token)
            return render_private(request, "codesign/contact_confirmed.html")
        seat_to_confirm(token)
    except NotThereAnyMore:
        return render_private(request, "codesign/contact_gone.html", status=410)
    return render_private(request, "codesign/contact_confirm.html")


def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop messages with one press: on this page, or from a mail program, which follows no redirect (RFC 8058)."""
    seat_id = seat_of_stop_token(token)
    if seat_id is None:
        raise Http404
    if request.method == "POST":
        stop_news(seat_id=seat_id)
    return render_private(request, "codesign/stop_news.html", {"is_stopped": request.method == "POST"})


def _give(request: HttpRequest, seat: Seat, reference: str, form: ContactForm) -> HttpResponse:
    language = get_language() or seat.subject.source_language
    try:
        opened_by = give_contact(
            seat=seat, given=form.given, language=language, consent_text=consent_text(), opened_by=reference
        )
    except PermissionDenied:
        form.add_error(None, _("Seats of staff are told at work. Nothing is sent from here."))
        return _render_news(request, seat, reference, form, status=403)
    sentence = _("We tell you what happens. You can change this here at any time.")
    if form.given.means == Means.EMAIL and not seat.news_by:
        sentence = _("We have sent you an e-mail. Open the link in it, so that we know the address is yours.")
    messages.success(request, sentence)
    return SeeOther(_thread(opened_by))


def _may_be_written_to(form: ContactForm) -> bool:
    if form.given.means != Means.EMAIL:
        return True
    key = hashlib.sha256(form.given.address.lower().encode()).hexdigest()
    if LINKS_PER_ADDRESS.is_spent(key):
        sentence = _("We have sent several links to this address today. Look there, or wait until tomorrow.")
        form.add_error("email", sentence)
        return False
    LINKS_PER_ADDRESS.spend(key)
    return True


def _thread(reference: str) -> str:
    return reverse("thread", args=[parse_reference(reference)])


def _render_news(request: HttpRequest, seat: Seat, reference: str, form: ContactForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "subject": seat.subject,
        "reference": parse_reference(reference),
        "consent_text": consent_text(),
        "where": told_where(seat),
    }
    return render_private(request, "codesign/news.html", context, status=status)
