"""How two people look at who stands behind words."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.disclosures import NotNow, ask_disclosure, decide_disclosure, open_disclosure
from codesign.enums import DisclosureDecision
from codesign.forms import DisclosureForm
from codesign.models import Voice
from codesign.of_oneself import said_of_oneself
from codesign.permissions.disclosures import (
    disclosures_for,
    get_disclosure,
    get_voice_to_disclose,
    may_decide_disclosure,
    may_look,
    may_open,
)
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def disclosures(request: StaffRequest) -> HttpResponse:
    page = Paginator(disclosures_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/disclosures.html", {"page": page})


def ask(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    voice = get_voice_to_disclose(request.user, key)
    form = DisclosureForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_ask(request, voice, form, status=422 if form.is_bound else 200)
    asked = ask_disclosure(voice=voice, asked_by=request.user, **form.cleaned_data)
    messages.success(request, _("Asked. Another person decides within 24 hours. Come back to this page."))
    return SeeOther(reverse("disclosure", args=[asked.pk]))


def disclosure(request: StaffRequest, pk: int) -> HttpResponse:
    """What was asked and where it stands; to who asked, while they look, also what is behind the words."""
    shown = get_disclosure(request.user, pk)
    context = {
        "disclosure": shown,
        "voice": shown.voice,
        "may_decide": may_decide_disclosure(request.user, shown),
        "may_open": may_open(request.user, shown),
        "looks": may_look(request.user, shown),
        "about": said_of_oneself(shown.voice.seat) if may_look(request.user, shown) else [],
    }
    return render_private(request, "codesign/disclosure.html", context)


def agree(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, DisclosureDecision.AGREED)


def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, DisclosureDecision.REFUSED)


def look(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the one look. By POST, so that no preview uses it up."""
    try:
        open_disclosure(disclosure=get_disclosure(request.user, pk), opened_by=request.user)
    except NotNow:
        messages.error(request, _("There is one look, within 24 hours, and it is over. Ask again if it must be."))
    return SeeOther(reverse("disclosure", args=[pk]))


def _decide(request: StaffRequest, pk: int, decision: DisclosureDecision) -> HttpResponse:
    try:
        decide_disclosure(disclosure=get_disclosure(request.user, pk), decision=decision, decided_by=request.user)
        messages.success(request, _("It is decided, and stands in the record."))
    except NotNow:
        messages.error(request, _("It is decided already, or the 24 hours are over."))
    return SeeOther(reverse("disclosure", args=[pk]))


def _render_ask(request: StaffRequest, voice: Voice, form: DisclosureForm, status: int) -> HttpResponse:
    context = {"voice": voice, "form": form}
    return render_private(request, "codesign/disclosure_new.html", context, status=status)
