"""What an advocate sees: the chairs they stand in for, and one of them with its text, people and findings."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from codesign.models import TextVersion
from codesign.views.pages import SeeOther, render_private
from codesign.views.participant import barrier_names
from people.authorization import StaffRequest
from personas.actions.advocacies import end_advocacy, log_contact, record_finding
from personas.enums import ChallengeState
from personas.forms import ContactForm, FindingForm, carried_out
from personas.models import Advocacy
from personas.permissions import advocacies_of, challenges_of, get_advocacy, voices_for_advocate

PAGE_SIZE = 20
VOICES_SHOWN = 5
ENDS_SOON = timedelta(days=30)


def my_chairs(request: StaffRequest) -> HttpResponse:
    """What needs this advocate today, then every chair they stand in for or stood in for."""
    chairs = advocacies_of(request.user).order_by("-is_current", "ends_on", "id")
    waiting = challenges_of(request.user).filter(state=ChallengeState.WAITS_FOR_VERDICT)
    ending = chairs.filter(is_current=True, ends_on__lte=timezone.localdate() + ENDS_SOON)
    context = {
        "page": Paginator(chairs, PAGE_SIZE).get_page(request.GET.get("page")),
        "waiting": waiting.order_by("raised_at", "id")[:PAGE_SIZE],
        "to_conclude": chairs.filter(waits_for_finding=True)[:PAGE_SIZE],
        "ending": ending[:PAGE_SIZE],
    }
    return render_private(request, "personas/my_chairs.html", context)


def advocacy(request: StaffRequest, pk: int) -> HttpResponse:
    return _render(request, get_advocacy(request.user, pk))


def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Log a conversation with someone of the segment."""
    advocacy = get_advocacy(request.user, pk)
    form = _contact_form(request.POST)
    if not carried_out(form, lambda: log_contact(advocacy=advocacy, logged_by=request.user, **form.cleaned_data)):
        return _render(request, advocacy, failed=form, contact_form=form)
    messages.success(request, _("Your conversation is logged."))
    return SeeOther(reverse("advocacy", args=[advocacy.pk]))


def finding(request: StaffRequest, pk: int) -> HttpResponse:
    """Conclude for the chair on the text that was read."""
    advocacy = get_advocacy(request.user, pk)
    form = _finding_form(advocacy, request.POST)
    if not carried_out(form, lambda: record_finding(advocacy=advocacy, recorded_by=request.user, **form.cleaned_data)):
        return _render(request, advocacy, failed=form, finding_form=form)
    messages.success(request, _("Your finding is recorded. It is printed with the proposal."))
    return SeeOther(reverse("advocacy", args=[advocacy.pk]))


def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop standing in before the day it was agreed for."""
    advocacy = get_advocacy(request.user, pk)
    end_advocacy(advocacy=advocacy, ended_by=request.user)
    messages.success(request, _("You no longer stand in here. What you challenged and concluded stays on record."))
    return SeeOther(reverse("my_chairs"))


def _contact_form(data=None) -> ContactForm:
    return ContactForm(data, auto_id="contact_%s")


def _finding_form(advocacy: Advocacy, data=None) -> FindingForm:
    return FindingForm(data, subject=advocacy.chair.table.subject, auto_id="finding_%s")


def _render(request: StaffRequest, advocacy: Advocacy, *, failed=None, contact_form=None, finding_form=None):
    """Show the chair; with a form that failed, say what is wrong and keep what was typed."""
    subject = advocacy.chair.table.subject
    text = TextVersion.objects.newest_of(subject, subject.source_language)
    challenges = challenges_of(request.user).filter(advocacy=advocacy).open_first()
    context = {
        "advocacy": advocacy,
        "segment": advocacy.chair.segment,
        "subject": subject,
        "text": text,
        "passages": list(text.passages.all()) if text else [],
        "finding": advocacy.findings.select_related("text_version").first(),
        "contacts": advocacy.contacts.all()[:PAGE_SIZE],
        "voices": [(voice, barrier_names(voice)) for voice in voices_for_advocate(advocacy)[:VOICES_SHOWN]],
        "page": Paginator(challenges, PAGE_SIZE).get_page(request.GET.get("page")),
        "form": failed,
        "contact_form": contact_form or _contact_form(),
        "finding_form": finding_form or _finding_form(advocacy),
    }
    return render_private(request, "personas/advocacy.html", context, status=422 if failed else 200)
