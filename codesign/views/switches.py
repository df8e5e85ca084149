"""How voices come in at a subject, as its owner or a moderator sets it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.switches import set_switches
from codesign.enums import SlowMode
from codesign.forms import SwitchesForm
from codesign.permissions.moderation import appeals_for, get_subject_with_switches, subjects_with_switches
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
        context = {"subject": subject, "form": form}
        return render_private(request, "codesign/switches.html", context, status=422 if form.is_bound else 200)
    set_switches(subject=subject, set_by=request.user, **form.cleaned_data)
    messages.success(request, _("This holds from now on."))
    return SeeOther(reverse("switches", args=[subject.code]))


def slow(request: StaffRequest, code: str) -> HttpResponse:
    """Slow a subject down with one press, when far more comes in than usual."""
    subject = get_subject_with_switches(request.user, code)
    set_switches(subject=subject, reads_first=subject.reads_first, slow_minutes=SlowMode.FIVE, set_by=request.user)
    messages.success(request, _("Slow mode is on: one voice in 5 minutes from each person."))
    return SeeOther(reverse("switches", args=[subject.code]))
