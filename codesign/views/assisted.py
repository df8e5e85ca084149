"""Sitting with somebody who says something: their words, read back to them, and a receipt on paper."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.assisted import ReceiptWasGiven, record_assisted
from codesign.admission import NotAdmitted
from codesign.forms import about_you_promise
from codesign.forms.speakers import AssistedForm
from codesign.models import Subject
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from codesign.permissions.assisted import get_subject_to_help_at
from codesign.qr import qr_for_page
from codesign.reading import title_and_summary
from codesign.stamps import seconds_since
from codesign.views.pages import render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20
AGREE, CHANGE = "agree", "change"
TIME_BOX = timedelta(minutes=30)


def subjects(request: StaffRequest) -> HttpResponse:
    """Where somebody can be helped now."""
    found = subjects_to_record_at(request.user).order_by("title", "code")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/assist_list.html", {"page": page})


def assist(request: StaffRequest, code: str) -> HttpResponse:
    """Take what a person says, show it to be read to them, and keep it once they agree. Each step sends everything."""
    subject = get_subject_to_help_at(request.user, code)
    language = get_language() or subject.source_language
    form = AssistedForm(request.POST if request.method == "POST" else None, subject=subject, language=language)
    step = request.POST.get("step", "")
    if step == CHANGE or not form.is_valid():
        return _render_form(request, subject, form, status=422 if form.is_bound and step != CHANGE else 200)
    if step != AGREE:
        return _render_read_back(request, subject, form)
    return _keep(request, subject, form)


def _keep(request: StaffRequest, subject: Subject, form: AssistedForm) -> HttpResponse:
    """The receipt is in the answer to this press and nowhere else: nothing of it goes into the helper's session."""
    try:
        _seat, reference = record_assisted(subject=subject, helper=request.user, **form.said)
    except (SubjectNotOpen, NotAdmitted):
        form.add_error(None, _("Nothing can be said here any more. Copy the words if the person wants to keep them."))
        return _render_form(request, subject, form, status=409)
    except ReceiptWasGiven:
        form.add_error(None, _("This was sent before, and the person has the receipt. Begin anew for somebody else."))
        return _render_form(request, subject, form, status=409)
    address = settings.SITE_URL + reverse("thread", args=[reference])
    context = {
        "subject": subject,
        "title": title_and_summary(subject)[0],
        "reference": reference,
        "picture": qr_for_page(address),
        "door": (settings.SITE_URL + reverse("mine")).partition("://")[2],
        "helper": request.user,
        "today": timezone.localdate(),
        "answered_by": timezone.localdate() + timedelta(days=subject.answer_within_days),
    }
    return render_private(request, "codesign/receipt.html", context)


def _ends_at(form: AssistedForm) -> datetime:
    """When the time box is over: it began as the form was made."""
    begun = timedelta(seconds=seconds_since(form["stamp"].value() or ""))
    return timezone.localtime(timezone.now() - begun + TIME_BOX)


def _render_form(request: StaffRequest, subject: Subject, form: AssistedForm, status: int) -> HttpResponse:
    title, summary = title_and_summary(subject)
    context = {
        "subject": subject,
        "title": title,
        "summary": summary,
        "form": form,
        "promise": about_you_promise(),
        "minutes": TIME_BOX.seconds // 60,
        "ends_at": _ends_at(form),
    }
    return render_private(request, "codesign/assist.html", context, status=status)


def _render_read_back(request: StaffRequest, subject: Subject, form: AssistedForm) -> HttpResponse:
    ends_at = _ends_at(form)
    context = {"subject": subject, "form": form, "ends_at": ends_at, "is_over": ends_at < timezone.now()}
    context |= {
        "fit": dict(form.fields["fit"].choices).get(form.cleaned_data["fit"]),  # type: ignore[attr-defined]
        "kind": dict(form.fields["kind"].choices).get(form.cleaned_data["kind"]),  # type: ignore[attr-defined]
        "visibility": dict(form.fields["visibility"].choices).get(form.cleaned_data["visibility"]),  # type: ignore[attr-defined]
        "barriers": [each.name_in(form.language) for each in form.chosen_barriers],
        "about": form.about_in_words,
    }
    return render_private(request, "codesign/read_back.html", context)
