"""Signs of breakdown as the owner of a subject keeps them: counts, charts, and the cases that alarms open."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from codesign.actions.signs import (
    CaseClosed,
    ChangedTooEarly,
    NotRecovered,
    PeriodNotOver,
    PeriodOverlaps,
    chart_of_sign,
    close_case,
    record_change,
    record_readings,
)
from codesign.enums import ENTERED_REASONS, SignChannel
from codesign.forms import CaseChangeForm, ReadingForm, ReadingsForm
from codesign.models import BreakdownCase, Subject
from codesign.own_signs import last_day_of_a_week
from codesign.permissions.understanding import get_case_of_owner, get_sign_of_owner, get_subject_of_owner, signs_of
from codesign.sign_charts import FEWEST_RETESTED
from codesign.sign_lines import ReadLines, example_lines, read_lines
from codesign.sign_pictures import picture_of
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20
PERIODS_ON_A_PAGE = 52


def signs(request: StaffRequest, code: str) -> HttpResponse:
    subject = get_subject_of_owner(request.user, code)
    page = Paginator(signs_of(subject), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/signs.html", {"subject": subject, "page": page})


def reading_new(request: StaffRequest, code: str) -> HttpResponse:
    """Enter one reading."""
    subject = get_subject_of_owner(request.user, code)
    form = ReadingForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_reading(request, subject, form, status=422 if form.is_bound else 200)
    try:
        stored = record_readings(subject=subject, readings=[form.reading], recorded_by=request.user)[0]
    except PeriodOverlaps as refusal:
        form.add_error("starts_on", _overlap(refusal))
        return _render_reading(request, subject, form, status=422)
    messages.success(request, _("The count is stored."))
    return SeeOther(reverse("sign", args=[stored.sign_id]))


def readings_upload(request: StaffRequest, code: str) -> HttpResponse:
    """Read a file, show what it says line by line, and store it when that is what was meant."""
    subject = get_subject_of_owner(request.user, code)
    form = ReadingsForm(request.POST or None, request.FILES or None)
    if not form.is_bound or not form.is_valid():
        return _render_upload(request, subject, form, None, status=422 if form.is_bound else 200)
    found = read_lines(form.text, subject)
    if "store" not in request.POST or form.cleaned_data["file"] or not found.can_be_stored:
        return _render_upload(request, subject, form, found, status=200 if found.can_be_stored else 422)
    try:
        record_readings(subject=subject, readings=found.readings, recorded_by=request.user)
    except PeriodOverlaps as refusal:
        form.add_error("lines", _overlap(refusal))
        return _render_upload(request, subject, form, None, status=422)
    messages.success(request, _("All lines are stored."))
    return SeeOther(reverse("signs", args=[subject.code]))


def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """The chart of a sign, with the same facts as a table."""
    shown = get_sign_of_owner(request.user, pk)
    chart = chart_of_sign(shown)
    newest_first = chart.points[::-1]
    context = {
        "sign": shown,
        "subject": shown.subject,
        "chart": chart,
        "picture": picture_of(chart.points[-PERIODS_ON_A_PAGE:]),
        "page": Paginator(newest_first, PERIODS_ON_A_PAGE).get_page(request.GET.get("page")),
        "cases": shown.cases.prefetch_related("changes").order_by("-id"),
        "usual_percent": chart.usual and 100 * chart.usual,
    }
    return render_private(request, "codesign/sign.html", context)


def case(request: StaffRequest, pk: int) -> HttpResponse:
    """A breakdown case; by POST, record what was changed."""
    shown = get_case_of_owner(request.user, pk)
    initial = {"office": shown.office_id}
    form = CaseChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return _render_case(request, shown, form, status=422 if form.is_bound else 200)
    try:
        record_change(case=shown, recorded_by=request.user, **form.cleaned_data)
    except PeriodNotOver:
        form.add_error("changed_on", _("This day is still to come. Record the change when people get it."))
        return _render_case(request, shown, form, status=422)
    except ChangedTooEarly:
        form.add_error("changed_on", _("This was before the alarm, so it did not help. Give a later day."))
        return _render_case(request, shown, form, status=422)
    except CaseClosed:
        return _refuse(request, shown, _("This case is closed. Nothing was changed."))
    messages.success(request, _("The change is stored. What is counted from now on is the re-test."))
    return SeeOther(reverse("case", args=[pk]))


def case_close(request: StaffRequest, pk: int) -> HttpResponse:
    shown = get_case_of_owner(request.user, pk)
    try:
        close_case(case=shown, closed_by=request.user)
    except NotRecovered:
        return _refuse(request, shown, _("The re-test shows no recovery yet. A case is closed only by recovery."))
    except CaseClosed:
        return _refuse(request, shown, _("This case is closed. Nothing was changed."))
    messages.success(request, _("The re-test shows recovery. The case is closed."))
    return SeeOther(reverse("case", args=[pk]))


def _refuse(request: StaffRequest, shown: BreakdownCase, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return SeeOther(reverse("case", args=[shown.pk]))


def _overlap(refusal: PeriodOverlaps) -> str:
    days = {"first": date_format(refusal.other.starts_on), "last": date_format(refusal.other.ends_on)}
    return _("Some of these days are counted already, from %(first)s to %(last)s. Choose other days.") % days


def _render_reading(request: StaffRequest, subject: Subject, form: ReadingForm, status: int) -> HttpResponse:
    return render_private(request, "codesign/reading_new.html", {"subject": subject, "form": form}, status=status)


def _render_upload(
    request: StaffRequest, subject: Subject, form: ReadingsForm, found: ReadLines | None, status: int
) -> HttpResponse:
    """What was read from a file stands in the field of its lines, where it can be corrected."""
    lines = form.text if form.is_bound and form.is_valid() else form["lines"].value() or ""
    context = {
        "subject": subject,
        "form": form,
        "found": found,
        "lines": lines,
        "example": example_lines(last_day_of_a_week(timezone.localdate())),
        "reasons": [(reason.value, reason.label) for reason in ENTERED_REASONS],
        "channels": SignChannel.choices,
    }
    return render_private(request, "codesign/readings_upload.html", context, status=status)


def _render_case(request: StaffRequest, shown: BreakdownCase, form: CaseChangeForm, status: int) -> HttpResponse:
    chart = chart_of_sign(shown.sign)
    changes = shown.changes_made
    retest = chart.since(changes[-1].changed_on) if changes else None
    context = {
        "case": shown,
        "sign": shown.sign,
        "subject": shown.sign.subject,
        "changes": changes,
        "retest": retest,
        "retest_percent": 100 * retest.events / retest.people if retest and retest.people else None,
        "alarm_percent": 100 * shown.alarm.count / shown.alarm.exposure if shown.alarm.exposure else None,
        "usual_percent": chart.usual and 100 * chart.usual,
        "fewest": FEWEST_RETESTED,
        "recovery": chart.recovery(shown.alarm, changes[-1].changed_on) if changes else None,
        "form": form,
    }
    return render_private(request, "codesign/case.html", context, status=status)
