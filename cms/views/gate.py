"""Where a text waits: what is missing, who can do it, and the approval. Works without JavaScript."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.forms import SendBackForm
from cms.gate import request_for, submit_text
from cms.models import SubjectPage
from cms.permissions import get_page_at_gate, get_page_to_edit, get_page_to_submit, pages_at_gate
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest
from people.enums import Role
from personas.gate import ObstacleKind, is_released, obstacles, text_of
from personas.models import Release
from personas.permissions import challenges_at
from personas.views.challenges import with_reply_forms


def gates(request: StaffRequest) -> HttpResponse:
    """The pages that need a release, with how many things stand in the way of each."""
    pages = [(page, _standing_of(page)) for page in pages_at_gate(request.user)]
    return render_private(request, "cms/gates.html", {"pages": pages})


def gate(request: StaffRequest, code: str) -> HttpResponse:
    return _render_gate(request, get_page_at_gate(request.user, code), SendBackForm())


def edit_text(request: StaffRequest, code: str) -> HttpResponse:
    """Go on to where the page of a subject is written."""
    page = get_page_to_edit(request.user, code)
    return redirect("wagtailadmin_pages:edit", page.pk)


def submit(request: StaffRequest, code: str) -> HttpResponse:
    """Submit the newest draft, so that advocates can read and challenge exactly this text."""
    page = get_page_to_submit(request.user, code)
    submit_text(page, request.user)
    messages.success(request, _("The text is submitted. Advocates can now read and challenge it."))
    return _back(code)


def approve(request: StaffRequest, code: str) -> HttpResponse:
    """Let the text through and publish it. What still stands in the way is said on the page."""
    page = get_page_at_gate(request.user, code)
    state = page.current_workflow_task_state
    if state is None:
        messages.error(request, _("This text was not submitted. Ask its owner to submit it."))
        return _back(code)
    try:
        state.task.specific.on_action(state, request.user, "approve")
        messages.success(request, _("The text passed the gate and is published with its record."))
    except PermissionDenied as refusal:
        messages.error(request, _("Not published. %(reasons)s") % {"reasons": refusal})
    return _back(code)


def send_back(request: StaffRequest, code: str) -> HttpResponse:
    """Send the text back to its owner, with the reason."""
    page = get_page_at_gate(request.user, code)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _render_gate(request, page, form, status=422)
    state = page.current_workflow_task_state
    if state is not None:
        state.task.specific.on_action(state, request.user, "reject", comment=form.cleaned_data["reason"])
        messages.success(request, _("The text is back with its owner, with your reason."))
    return _back(code)


def _render_gate(request: StaffRequest, page: SubjectPage, form: SendBackForm, status: int = 200) -> HttpResponse:
    is_approver = Role.APPROVER in request.user.roles
    asked = request_for(page, request.user if is_approver else None)
    found = obstacles(asked)
    standing = _standing_of(page)
    context = {
        "page": page,
        "subject": asked.subject,
        "text": text_of(asked),
        "standing": standing,
        "may_approve": is_approver and standing["is_submitted"] and (standing["is_released"] or not found),
        "obstacles": found,
        "challenges": with_reply_forms(asked.subject, challenges_at(asked.subject)),
        "release": Release.objects.filter(subject=asked.subject, content_hash=asked.content_hash).first(),
        "is_owner": asked.owner == request.user.pk,
        "is_approver": is_approver,
        "may_submit": page.permissions_for_user(request.user).can_edit(),
        "form": form,
    }
    return render_private(request, "cms/gate.html", context, status=status)


def _standing_of(page: SubjectPage) -> dict[str, object]:
    """Where a page is on its way: draft, submitted, sent back, released; and how many things stand in the way."""
    asked = request_for(page)
    found = obstacles(asked)
    return {
        "is_submitted": text_of(asked) is not None and page.workflow_in_progress,
        "is_released": is_released(asked.subject.pk, asked.content_hash),
        "open": len(found),
        "unanswered": sum(obstacle.kind in (ObstacleKind.REPLY, ObstacleKind.VERDICT) for obstacle in found),
    }


def _back(code: str) -> HttpResponse:
    return SeeOther(reverse("gate", args=[code]))
