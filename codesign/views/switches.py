"""How voices come in at a subject, as its owner or a moderator sets it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.switches import set_answer_days, set_switches
from codesign.enums import SlowMode
from codesign.forms import AnswerDaysForm, SwitchesForm
from codesign.models import Subject
from codesign.permissions.moderation import appeals_for, get_subject_with_switches, subjects_with_switches
from codesign.permissions.telling import get_subject_to_promise_at
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def subjects(request: StaffRequest) -> HttpResponse:
    page = Paginator(subjects_with_switches(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "appeal_count": appeals_for(request.user).count()}
    return render_private(request, "codesign/switches_list.html", context)


def switches(request: StaffRequest, code: str) -> HttpResponse:
    subject = get_subject_with_switches(request.user, code)
    present = {"reads_first": subject.reads_first, "slow_minutes": subject.slow_minutes}
    form = SwitchesForm(request.POST if request.method == "POST" else None, initial=present)
    if not form.is_valid():
        return _render_switches(request, subject, form, status=422 if form.is_bound else 200)
    set_switches(subject=subject, set_by=request.user, **form.cleaned_data)
    messages.success(request, _("This holds from now on."))
    return SeeOther(reverse("switches", args=[subject.code]))


def slow(request: StaffRequest, code: str) -> HttpResponse:
    """Slow a subject down with one press, when far more comes in than usual."""
    subject = get_subject_with_switches(request.user, code)
    set_switches(subject=subject, reads_first=subject.reads_first, slow_minutes=SlowMode.FIVE, set_by=request.user)
    messages.success(request, _("Slow mode is on: one voice in 5 minutes from each person."))
    return SeeOther(reverse("switches", args=[subject.code]))


def answer_days(request: StaffRequest, code: str) -> HttpResponse:
    """Set within how many days voices of an own subject are answered."""
    subject = get_subject_to_promise_at(request.user, code)
    form = AnswerDaysForm(request.POST)
    if not form.is_valid():
        return _render_switches(request, subject, form, status=422)
    set_answer_days(subject=subject, days=form.cleaned_data["days"], set_by=request.user)
    messages.success(request, _("This holds from now on, also for those who wait already."))
    return SeeOther(reverse("switches", args=[subject.code]))


def _render_switches(
    request: StaffRequest, subject: Subject, form: SwitchesForm | AnswerDaysForm, status: int
) -> HttpResponse:
    """Both forms of a subject; the one that was sent has its errors. Only the owner promises by when to answer."""
    present = {"reads_first": subject.reads_first, "slow_minutes": subject.slow_minutes}
    is_owner = subject.owner_id == request.user.pk
    context = {
        "subject": subject,
        "form": form,
        "switches_form": form if isinstance(form, SwitchesForm) else SwitchesForm(initial=present),
        "days_form": form if isinstance(form, AnswerDaysForm) else _days_form(subject) if is_owner else None,
    }
    return render_private(request, "codesign/switches.html", context, status=status)


def _days_form(subject: Subject) -> AnswerDaysForm:
    return AnswerDaysForm(initial={"days": subject.answer_within_days})
