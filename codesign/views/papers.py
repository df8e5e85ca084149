"""Forms on paper as staff meet them: print them, type what was written, check what a colleague typed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.papers import (
    AlreadyTyped,
    DoesNotMatch,
    NothingToCheck,
    SamePerson,
    WasPrinted,
    check_form,
    print_forms,
    send_back,
    type_form,
)
from codesign.admission import NotAdmitted
from codesign.enums import CHOSEN_KINDS, Fit, Visibility, VoiceKind
from codesign.forms import about_you_promise
from codesign.forms.papers import PrintForm, SheetCheckForm, SheetCodeForm, SheetForm
from codesign.models import PaperForm
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from codesign.permissions.assisted import get_paper_form, paper_forms_for
from codesign.reading import title_and_summary
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def paper(request: StaffRequest) -> HttpResponse:
    """What waits to be checked, and a field for the code of a sheet that is at hand."""
    form = SheetCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            sheet = get_paper_form(request.user, form.cleaned_data["code"])
            return SeeOther(reverse("paper_type", args=[sheet.code]))
        except Http404:
            form.add_error("code", _("We know no form with this code. Check each letter and digit."))
    page = Paginator(paper_forms_for(request.user).to_check(), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    status = 422 if form.is_bound else 200
    return render_private(request, "codesign/paper.html", {"form": form, "page": page}, status=status)


def paper_new(request: StaffRequest) -> HttpResponse:
    """Show sheets to print: in the answer to this press and never again, as each has a reference of its person."""
    form = PrintForm(request.POST if request.method == "POST" else None, subjects=subjects_to_record_at(request.user))
    if not form.is_valid():
        return _render_new(request, form, status=422 if form.is_bound else 200)
    try:
        sheets = print_forms(printed_by=request.user, **form.cleaned_data)
    except (SubjectNotOpen, NotAdmitted):
        form.add_error("subject", _("Nothing can be said there now. Choose what the forms are about."))
        return _render_new(request, form, status=422)
    except WasPrinted:
        messages.info(request, _("These forms were made and shown before, and cannot be shown again. Make others."))
        return SeeOther(reverse("paper_new"))
    return _render_sheets(request, form, sheets)


def paper_type(request: StaffRequest, code: str) -> HttpResponse:
    """Take what stands on a sheet. It does not count before a colleague has checked it."""
    sheet = get_paper_form(request.user, code)
    language = get_language() or sheet.subject.source_language
    form = SheetForm(request.POST if request.method == "POST" else None, subject=sheet.subject, language=language)
    if sheet.typed_by_id:
        return _render_typed_before(request, sheet, form)
    if not form.is_valid():
        return _render_type(request, sheet, form, status=422 if form.is_bound else 200)
    try:
        type_form(form=sheet, typed_by=request.user, **form.typed)
    except AlreadyTyped:
        sheet.refresh_from_db()
        return _render_typed_before(request, sheet, form)
    except (SubjectNotOpen, NotAdmitted):
        form.add_error(None, _("Nothing is taken there now, so this form cannot be typed. Keep the paper."))
        return _render_type(request, sheet, form, status=409)
    messages.success(request, _("Typed. Now a colleague checks it against the paper; then it counts."))
    return SeeOther(reverse("paper"))


def paper_check(request: StaffRequest, code: str) -> HttpResponse:
    """Compare with the paper what a colleague typed, and tick again what is ticked there about the person."""
    sheet = get_paper_form(request.user, code)
    language = get_language() or sheet.subject.source_language
    form = SheetCheckForm(request.POST if request.method == "POST" else None, subject=sheet.subject, language=language)
    if not form.is_valid():
        return _render_check(request, sheet, form, status=422 if form.is_bound else 200)
    try:
        check_form(form=sheet, checked_by=request.user, statements=form.statements)
    except (SamePerson, NothingToCheck, DoesNotMatch, SubjectNotOpen, NotAdmitted) as refusal:
        form.add_error(None, _why(refusal))
        return _render_check(request, get_paper_form(request.user, code), form, status=409)
    messages.success(request, _("Checked. It counts now, and the person’s reference opens their thread."))
    return SeeOther(reverse("paper"))


def paper_back(request: StaffRequest, code: str) -> HttpResponse:
    """What was typed is not what stands on the paper: forget it, so that it can be typed again."""
    sheet = get_paper_form(request.user, code)
    try:
        send_back(form=sheet, sent_by=request.user)
        messages.success(request, _("What was typed is forgotten. Type the form again, and have it checked."))
    except (SamePerson, NothingToCheck) as refusal:
        messages.error(request, _why(refusal))
    return SeeOther(reverse("paper"))


def _why(refusal: Exception) -> str:
    sentences = {
        SamePerson: _("You typed this form. Ask a colleague to check it."),
        NothingToCheck: _("Nothing of this form waits for a check any more."),
        DoesNotMatch: _(
            "What you ticked about the person is not what was typed. Look at the paper again. If you are right, "
            "send the form back, so that it is typed again."
        ),
        SubjectNotOpen: _("Nothing is taken there now. Keep the paper."),
        NotAdmitted: _("Nothing is taken there now. Keep the paper."),
    }
    return sentences[type(refusal)]


def _render_new(request: StaffRequest, form: PrintForm, status: int) -> HttpResponse:
    context = {"form": form, "has_subjects": subjects_to_record_at(request.user).exists()}
    return render_private(request, "codesign/paper_new.html", context, status=status)


def _render_sheets(request: StaffRequest, form: PrintForm, sheets: list[tuple[PaperForm, str]]) -> HttpResponse:
    subject = form.cleaned_data["subject"]
    title, summary = title_and_summary(subject)
    language = get_language() or subject.source_language
    questions = SheetForm(subject=subject, language=language)
    context = {
        "subject": subject,
        "title": title,
        "summary": summary,
        "sheets": sheets,
        "fits": Fit.labels,
        "barriers": _labels(questions["barriers"]),
        "kinds": [kind.label for kind in CHOSEN_KINDS],
        "visibilities": Visibility.labels,
        "dimensions": [(each.label, _labels(each)) for each in questions.fields_about_you],
        "promise": about_you_promise(),
        "door": (settings.SITE_URL + reverse("mine")).partition("://")[2],
    }
    return render_private(request, "codesign/paper_sheets.html", context)


def _labels(field: BoundField) -> list[str]:
    return [str(label) for _key, label in field.field.choices]  # type: ignore[attr-defined]


def _render_type(request: StaffRequest, sheet: PaperForm, form: SheetForm, status: int) -> HttpResponse:
    context = {"sheet": sheet, "subject": sheet.subject, "form": form, "promise": about_you_promise()}
    return render_private(request, "codesign/paper_type.html", context, status=status)


def _render_typed_before(request: StaffRequest, sheet: PaperForm, form: SheetForm) -> HttpResponse:
    """Say that a code is typed once; give back what was typed, so that nothing is lost."""
    typed = request.POST.get("body", "").replace("\x00", "")
    context = {"sheet": sheet, "subject": sheet.subject, "typed": typed, "is_own": sheet.typed_by_id == request.user.pk}
    status = 409 if request.method == "POST" else 200
    return render_private(request, "codesign/paper_typed.html", context, status=status)


def _render_check(request: StaffRequest, sheet: PaperForm, form: SheetCheckForm, status: int) -> HttpResponse:
    context = {"sheet": sheet, "subject": sheet.subject, "form": form, "said": _in_words(sheet)}
    context["is_own"] = sheet.typed_by_id == request.user.pk
    return render_private(request, "codesign/paper_check.html", context, status=status)


def _in_words(sheet: PaperForm) -> dict[str, Any] | None:
    """What was typed, as it is compared with the paper."""
    said = sheet.said
    if said is None:
        return None
    barriers = sheet.subject.barriers.filter(pk__in=said["barriers"])
    return {
        "fit": Fit(said["fit"]).label if said["fit"] else "",
        "kind": VoiceKind(said["kind"]).label if said["kind"] else "",
        "visibility": Visibility(said["visibility"]).label,
        "barriers": [each.name_in(get_language() or "") for each in barriers],
        "body": said["body"],
        "language": said["language"],
    }
