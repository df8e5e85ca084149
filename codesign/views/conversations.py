"""Recording a conversation: what was said, one look at it, and saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from codesign.actions.conversations import record_conversation
from codesign.admission import NotAdmitted
from codesign.forms import ConversationForm, HeadcountForm
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from codesign.references import in_one_piece
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

SAVE, CHANGE = "save", "change"


def record(request: StaffRequest) -> HttpResponse:
    """Take what was said, show it for a last look, and save it. Each step sends everything, so nothing gets lost."""
    form = ConversationForm(
        request.POST if request.method == "POST" else None, subjects=subjects_to_record_at(request.user)
    )
    step = request.POST.get("step", "")
    if step == CHANGE or not form.is_valid():
        return _render_form(request, form, status=422 if form.is_bound and step != CHANGE else 200)
    about = {"subject": form.cleaned_data["subject"], "people": form.cleaned_data["people"]}
    there = HeadcountForm(request.POST if step == SAVE else None, **about)
    if step != SAVE or not there.is_valid():
        return _render_review(request, form, there, status=422 if there.is_bound else 200)
    return _save(request, form, there)


def _save(request: StaffRequest, form: ConversationForm, there: HeadcountForm) -> HttpResponse:
    said = {name: value for name, value in form.cleaned_data.items() if name not in ("body", "keeps")}
    try:
        conversation, reference = record_conversation(
            recorded_by=request.user,
            lines=form.lines,
            headcounts=there.headcounts,
            consent_text=there.consent_text,
            **said,
        )
    except (SubjectNotOpen, NotAdmitted):
        form.add_error("subject", _("Nothing can be recorded there now. Choose what it was about."))
        return _render_form(request, form, status=422)
    messages.success(request, _told(len(form.lines), conversation.people, reference))
    return SeeOther(reverse("record"))


def _told(voices: int, people: int, reference: str) -> str:
    saved = ngettext("Saved: %(voices)s voice.", "Saved: %(voices)s voices.", voices) % {"voices": voices}
    counted = ngettext("%(people)s person counts as heard.", "%(people)s people count as heard.", people)
    passed_on = _("Their reference is %(reference)s. Give it to them: with it they see what came of it.")
    return " ".join([saved, counted % {"people": people}, passed_on % {"reference": in_one_piece(reference)}])


def _render_form(request: StaffRequest, form: ConversationForm, status: int) -> HttpResponse:
    context = {"form": form, "has_subjects": subjects_to_record_at(request.user).exists()}
    return render_private(request, "codesign/record.html", context, status=status)


def _render_review(request: StaffRequest, form: ConversationForm, there: HeadcountForm, status: int) -> HttpResponse:
    context = {"said": form, "form": there, "recorded_by": request.user}
    return render_private(request, "codesign/record_review.html", context, status=status)
