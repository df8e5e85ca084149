"""Coming in with a link by e-mail: asking for one, and opening it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from codesign.actions.mailed_links import MailFailed, come_in_with_link, send_link
from codesign.admission import NotAdmitted
from codesign.forms import JoinForm
from codesign.forms.mailed_links import MailedLinkForm
from codesign.models import Subject
from codesign.permissions import SubjectNotOpen, get_open_subject, open_round_at
from codesign.permissions.admission import may_come_by_mail
from codesign.permissions.mailed_links import get_subject_of_link
from codesign.references import in_one_piece
from codesign.sessions import remember_seat
from codesign.views.admission import tells_who_takes_part
from codesign.views.pages import SeeOther, render_private
from codesign.views.participant import render_not_open
from codesign.views.seating import is_within
from people.limits import Limit
from people.permissions import colleague
from people.vault import mailed

# A whole library may sit behind one address.
ASKS_PER_ADDRESS = Limit("codesign.mailed.address", count=30, seconds=3600)
STAFF = gettext_lazy("You are signed in as a member of staff. A link is for a participant: sign out first.")
REFUSALS = {
    mailed.LinkUnknown: gettext_lazy("We do not know this link. Open it again from the mail, whole."),
    mailed.LinkExpired: gettext_lazy("This link worked for one day, and the day is over."),
    mailed.LinkUsed: gettext_lazy(
        "This link was used before, and each works once. If it was you, go on in the browser you used then."
    ),
}


@tells_who_takes_part
def mail_link(request: HttpRequest, code: str) -> HttpResponse:
    """Send a link to the address that was typed. The answer is the same for every address."""
    try:
        subject = get_open_subject(code)
        _see_that_mail_lets_in(subject)
        form = MailedLinkForm(request.POST if request.method == "POST" else None)
        status = _send(request, subject, form) if form.is_bound else 200
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)
    if status == 303:
        return SeeOther(reverse("mail_link_sent", args=[subject.code]))
    return render_private(request, "codesign/mail_link.html", {"subject": subject, "form": form}, status=status)


def mail_link_sent(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return render_private(request, "codesign/mail_link_sent.html", {"subject": get_open_subject(code)})
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)


@tells_who_takes_part
def mailed_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Say where a link leads and, once somebody presses, let them in. Opening the page does not use the link up."""
    if colleague(request.user):
        return render_private(request, "codesign/mailed_link_refused.html", {"sentence": STAFF}, status=403)
    form = JoinForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_valid():
            return _come_in(request, secret, form)
        context = {"subject": get_subject_of_link(secret), "form": form}
    except mailed.LinkRefused as refusal:
        context = {"sentence": REFUSALS[type(refusal)]}
        return render_private(request, "codesign/mailed_link_refused.html", context, status=410)
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)
    return render_private(request, "codesign/mailed_link.html", context, status=422 if form.is_bound else 200)


def _see_that_mail_lets_in(subject: Subject) -> None:
    if not may_come_by_mail(subject):
        raise NotAdmitted(subject)


def _send(request: HttpRequest, subject: Subject, form: MailedLinkForm) -> int:
    """Send the link; return the status of the answer. Where nothing was sent, the form says why."""
    if colleague(request.user):
        form.full_clean()
        form.add_error("address", STAFF)
        return 422
    if not form.is_valid():
        return 422
    if not is_within(ASKS_PER_ADDRESS, request, form):
        return 429
    language = get_language() or subject.source_language
    try:
        send_link(subject=subject, address=form.cleaned_data["address"], language=language, door=_door)
    except MailFailed:
        form.add_error("address", _("We cannot send mails at the moment. Try again in a few minutes."))
        return 503
    return 303


def _door(secret: str) -> str:
    return settings.SITE_URL + reverse("mailed_link", args=[secret])


def _come_in(request: HttpRequest, secret: str, form: JoinForm) -> HttpResponse:
    key = form.cleaned_data["seat_key"]
    subject = get_subject_of_link(secret, key)
    seat, reference = come_in_with_link(subject=subject, secret=secret, form=key)
    remember_seat(request.session, seat, reference)
    messages.success(
        request,
        _("You are in. Your reference is %(reference)s: with it you see later what came of what you said.")
        % {"reference": in_one_piece(reference)},
    )
    return SeeOther(reverse("vote" if open_round_at(subject) else "give_voice", args=[subject.code]))
