"""The engagement lead's pages: who is missing, which answers are due, and what can be done for one chair."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from codesign.permissions.inbox import overdue_by_owner, subjects_with_voices_due
from codesign.telling import telling_in_all
from codesign.views.pages import SeeOther, render_private
from engagement.actions import log_attempt
from engagement.forms import AttemptForm
from people.authorization import StaffRequest
from personas.actions.advocacies import CannotAdvocate, appoint_advocate, end_advocacy
from personas.coverage import coverage_of, facts_of
from personas.lead_forms import AppointmentForm
from personas.models import Chair
from personas.permissions import get_advocacy_for_lead, get_chair_for_lead, promises, segments_for_lead

# All segments of an institution stand on one page, so that the answer needs no click.
SEGMENTS_ON_PAGE = 50
CHAIRS_IN_ROW, ALL_CHAIRS_IN_ROW = 3, 200
DUE_ON_FIRST_PAGE = 5
PAGE_SIZE = 20
MOST_DIGITS = 10


def lead(request: HttpRequest) -> HttpResponse:
    """Open on the answer: which groups are not heard, the worst first. Below it: what is due."""
    page = Paginator(segments_for_lead(), SEGMENTS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "coverage": coverage_of(page.object_list, ALL_CHAIRS_IN_ROW if "all" in request.GET else CHAIRS_IN_ROW),
        "overdue": overdue_by_owner()[:DUE_ON_FIRST_PAGE],
        "subjects": subjects_with_voices_due()[:DUE_ON_FIRST_PAGE],
        "promises": promises()[:DUE_ON_FIRST_PAGE],
        "telling": telling_in_all(),
        "today": timezone.localdate(),
    }
    return render_private(request, "personas/lead.html", context)


def due(request: HttpRequest) -> HttpResponse:
    """Where people wait; with `owner` in the address, at the subjects of that owner."""
    subjects = subjects_with_voices_due()
    owner = request.GET.get("owner", "")
    if owner.isascii() and owner.isdecimal() and len(owner) < MOST_DIGITS:
        subjects = subjects.filter(owner=int(owner))
    page = Paginator(subjects, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "personas/lead_due.html", {"page": page, "today": timezone.localdate()})


def overdue(request: HttpRequest) -> HttpResponse:
    """Whose work is overdue, by office."""
    page = Paginator(overdue_by_owner(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "personas/lead_overdue.html", {"page": page})


def promised(request: HttpRequest) -> HttpResponse:
    page = Paginator(promises(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "personas/lead_promises.html", {"page": page, "today": timezone.localdate()})


def chair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one chair and what can be done for it."""
    return _render_chair(request, get_chair_for_lead(pk))


def attempt(request: StaffRequest, pk: int) -> HttpResponse:
    """Log that somebody tried to reach the people of this chair."""
    found, form = get_chair_for_lead(pk), AttemptForm(request.POST)
    if not form.is_valid():
        return _render_chair(request, found, attempt_form=form)
    log_attempt(
        subject=found.table.subject,
        segment=found.segment,
        method=form.cleaned_data["method"],
        attempted_on=form.cleaned_data["attempted_on"],
        place=form.cleaned_data["place"],
        result=form.cleaned_data["result"],
        logged_by=request.user,
    )
    messages.success(request, _("The attempt is logged. Everyone sees how often and how we tried."))
    return SeeOther(reverse("lead_chair", args=[found.pk]))


def appoint(request: StaffRequest, pk: int) -> HttpResponse:
    """Appoint a member of staff to stand in at this chair."""
    found, form = get_chair_for_lead(pk), AppointmentForm(request.POST)
    if not form.is_valid():
        return _render_chair(request, found, appointment_form=form)
    try:
        appoint_advocate(
            chair=found,
            advocate=form.cleaned_data["advocate"],
            basis=form.cleaned_data["basis"],
            conflicts=form.cleaned_data["conflicts"],
            ends_on=form.cleaned_data["ends_on"],
            appointed_by=request.user,
        )
    except CannotAdvocate as refusal:
        form.add_error(None, refusal.sentence)
        return _render_chair(request, found, appointment_form=form)
    messages.success(request, _("The advocate is appointed. The table now says who stands in, and since when."))
    return SeeOther(reverse("lead_chair", args=[found.pk]))


def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Let an advocate stop standing in. The chair is what it was before."""
    advocacy = end_advocacy(advocacy=get_advocacy_for_lead(pk), ended_by=request.user)
    messages.success(
        request, _("%(name)s no longer stands in. The record keeps what was said.") % {"name": advocacy.advocate}
    )
    return SeeOther(reverse("lead_chair", args=[advocacy.chair_id]))


def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to print and hand on."""
    found = get_chair_for_lead(pk)
    return render_private(request, "personas/lead_invitation.html", _invitation(request, found))


def _render_chair(
    request: HttpRequest,
    found: Chair,
    attempt_form: AttemptForm | None = None,
    appointment_form: AppointmentForm | None = None,
) -> HttpResponse:
    """Render the page of a chair; a form that is given has errors, and nothing typed in it is lost."""
    refused = attempt_form or appointment_form
    context = _invitation(request, found) | {
        "facts": facts_of([found])[0],
        "form": refused,
        "attempt_form": attempt_form or AttemptForm(),
        "appointment_form": appointment_form or AppointmentForm(),
    }
    return render_private(request, "personas/lead_chair.html", context, status=422 if refused else 200)


def _invitation(request: HttpRequest, found: Chair) -> dict[str, object]:
    subject = found.table.subject
    address = request.build_absolute_uri(reverse("give_voice", args=[subject.code]))
    return {"chair": found, "subject": subject, "address": address}
