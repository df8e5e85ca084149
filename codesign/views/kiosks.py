"""Devices of the institution: staff unlock and lock them, and people take part on them one after the other."""

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from codesign.actions.kiosks import lock_kiosk, unlock_kiosk
from codesign.admission import NotAdmitted
from codesign.forms.kiosks import KioskForm
from codesign.models import Subject
from codesign.permissions import SubjectNotOpen, open_round_at, reference_of, seat_of_session, subjects_to_record_at
from codesign.permissions.assisted import get_kiosk, kiosks_for
from codesign.permissions.understanding import items_asked
from codesign.reading import title_and_summary
from codesign.sessions import begin_kiosk
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20
SECONDS_OF_THANKS = 60


def kiosks(request: StaffRequest) -> HttpResponse:
    page = Paginator(kiosks_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/kiosks.html", {"page": page})


def kiosk_new(request: StaffRequest) -> HttpResponse:
    """Make this browser a kiosk. Whoever does it is signed out on it: it is in the hands of others from here on."""
    subjects = subjects_to_record_at(request.user)
    form = KioskForm(request.POST if request.method == "POST" else None, subjects=subjects)
    if not form.is_valid():
        return _render_new(request, form, status=422 if form.is_bound else 200)
    try:
        unlocked = unlock_kiosk(unlocked_by=request.user, **form.cleaned_data)
    except (SubjectNotOpen, NotAdmitted):
        form.add_error("subject", _("Nothing can be said there now. Choose what people speak about."))
        return _render_new(request, form, status=422)
    logout(request)
    begin_kiosk(request.session, str(unlocked.pk))
    return SeeOther(_start_of(unlocked.subject))


def kiosk_lock(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    locked = lock_kiosk(kiosk=get_kiosk(request.user, pk), locked_by=request.user)
    messages.success(request, _("Locked: %(name)s. Nobody can take part on it any more.") % {"name": locked.name})
    return SeeOther(reverse("kiosks"))


def kiosk(request: HttpRequest) -> HttpResponse:
    """The first page of a kiosk. Nothing of whoever was here before is left: neither a seat nor a word."""
    here = getattr(request, "kiosk", None)
    if here is None:
        raise Http404
    for _message in messages.get_messages(request):
        pass  # what was to be said to the person before is told to nobody
    begin_kiosk(request.session, str(here.pk))
    title, summary = title_and_summary(here.subject)
    context = {"subject": here.subject, "title": title, "summary": summary} | _ways_at(here.subject)
    response = render_private(request, "codesign/kiosk.html", context)
    response["Clear-Site-Data"] = '"storage"'
    return response


def render_kiosk_thanks(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show the reference for a while; then the page makes way for the next person, with or without a script."""
    seat = seat_of_session(request.session, subject)
    context = {
        "subject": subject,
        "reference": reference_of(seat, request.session) if seat else None,
        "seconds": SECONDS_OF_THANKS,
        "next": _start_of(subject),
        **_ways_at(subject),
    }
    response = render_private(request, "codesign/kiosk_thanks.html", context)
    response["Refresh"] = f"{SECONDS_OF_THANKS}; url={_start_of(subject)}"
    return response


def kiosk_locked(request: HttpRequest) -> HttpResponse:
    return render_private(request, "codesign/kiosk_locked.html")


def _start_of(subject: Subject) -> str:
    """The first page in the language of the subject: the next person chooses their own."""
    with translation.override(subject.source_language):
        return reverse("kiosk")


def _ways_at(subject: Subject) -> dict[str, bool]:
    return {"has_round": open_round_at(subject) is not None, "has_check": items_asked(subject).exists()}


def _render_new(request: StaffRequest, form: KioskForm, status: int) -> HttpResponse:
    context = {"form": form, "has_subjects": subjects_to_record_at(request.user).exists()}
    return render_private(request, "codesign/kiosk_new.html", context, status=status)
