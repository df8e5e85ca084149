"""Who takes part, as its owner sets it and as visitors are told it."""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.modes import RoundNeedsCodes, SomebodyTookPart, set_mode
from codesign.admission import NotAdmitted
from codesign.forms import InviteCodeForm
from codesign.forms.modes import ModeForm
from codesign.models import Subject
from codesign.permissions.admission import get_subject_with_mode, may_come_by_mail, may_take_part
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest
from people.permissions import colleague

View = Callable[..., HttpResponse]


def tells_who_takes_part(view: View) -> View:
    """Where somebody may not take part by their way, say who does, and give back what was typed."""

    @functools.wraps(view)
    def told(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAdmitted as refusal:
            return render_not_admitted(request, refusal.subject)

    return told


def see_that_they_may(request: HttpRequest, subject: Subject) -> None:
    """Say before anything is typed that it would not be taken."""
    if not may_take_part(subject, request.session, request.user):
        raise NotAdmitted(subject)


def offers_mail_link(request: HttpRequest, subject: Subject) -> bool:
    return may_come_by_mail(subject) and not colleague(request.user) and not getattr(request, "kiosk", None)


def render_not_admitted(request: HttpRequest, subject: Subject, typed: str | None = None) -> HttpResponse:
    context = {
        "subject": subject,
        "form": InviteCodeForm(),
        "typed": (request.POST.get("body", "") if typed is None else typed).replace("\x00", ""),
    }
    status = 403 if request.method == "POST" else 200
    return render_private(request, "codesign/not_admitted.html", context, status=status)


def mode(request: StaffRequest, code: str) -> HttpResponse:
    """Let the owner of a subject say who takes part there."""
    subject = get_subject_with_mode(request.user, code)
    form = ModeForm(request.POST if request.method == "POST" else None, initial={"mode": subject.mode})
    if not form.is_valid() or not _is_set(request, subject, form):
        context = {"subject": subject, "form": form}
        return render_private(request, "codesign/mode.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("This holds from now on."))
    return SeeOther(reverse("mode", args=[subject.code]))


def _is_set(request: StaffRequest, subject: Subject, form: ModeForm) -> bool:
    try:
        set_mode(subject=subject, mode=form.cleaned_data["mode"], set_by=request.user)
    except SomebodyTookPart:
        form.add_error(
            "mode",
            _(
                "Somebody has taken part here in another way, and would be in figures that say otherwise. "
                "Choose a way that includes them."
            ),
        )
    except RoundNeedsCodes:
        form.add_error("mode", _("A round is open for people with a personal code. Close it first."))
    return form.is_valid()
