"""Themes as their owner works with them: read, rename, take out, answer; and outcomes that are put right."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.outcomes import correct_outcome
from codesign.actions.themes import NothingWaits, ThemeExists, answer_later_voices, answer_theme, rename, take_out
from codesign.forms import OutcomeForm, RenameForm, SelectionForm, SummarisedForm
from codesign.models import Theme
from codesign.permissions.inbox import (
    get_outcome_of_theme,
    get_outcome_to_correct,
    get_theme_for_owner,
    outcomes_of_theme,
    themes_for_owner,
    voices_of_theme,
)
from codesign.telling import with_telling
from codesign.views.inbox import passages_of
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def themes(request: StaffRequest) -> HttpResponse:
    page = Paginator(themes_for_owner(request.user).with_voices(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/themes.html", {"page": page})


def theme(request: StaffRequest, pk: int) -> HttpResponse:
    """Read what is in a theme; by POST, answer all of it that waits."""
    shown = get_theme_for_owner(request.user, pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None, passages=passages_of(shown.subject))
    if not form.is_valid():
        return _render_theme(request, shown, form)
    try:
        answer_theme(theme=shown, answered_by=request.user, **form.said)
        messages.success(request, _("The outcome is recorded. All in this theme who waited see it."))
    except NothingWaits:
        messages.error(request, _("Nobody in this theme waits any more. To say something else, correct the outcome."))
    return _back_to(shown)


def theme_rename(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = get_theme_for_owner(request.user, pk), RenameForm(request.POST)
    if not form.is_valid():
        return _render_theme(request, shown, form)
    try:
        rename(theme=shown, name=form.cleaned_data["name"], renamed_by=request.user)
    except ThemeExists:
        form.add_error("name", _("There is a theme of this name already. Choose another name."))
        return _render_theme(request, shown, form)
    messages.success(request, _("The theme has its new name."))
    return _back_to(shown)


def theme_take_out(request: StaffRequest, pk: int) -> HttpResponse:
    shown = get_theme_for_owner(request.user, pk)
    form = SelectionForm(request.POST, voices=shown.voices.all())
    if not form.is_valid():
        return _render_theme(request, shown, form)
    take_out(theme=shown, voices=form.chosen, taken_out_by=request.user)
    messages.success(request, _("What you selected is no longer in this theme. It is in the inbox."))
    return _back_to(shown)


def theme_answer_later(request: StaffRequest, pk: int, outcome_pk: int) -> HttpResponse:
    """Say that an outcome also answers what was put into the theme after it."""
    shown = get_theme_for_owner(request.user, pk)
    outcome = get_outcome_of_theme(shown, outcome_pk)
    try:
        answer_later_voices(theme=shown, outcome=outcome, answered_by=request.user)
        messages.success(request, _("This outcome now answers them too."))
    except NothingWaits:
        messages.error(request, _("Nobody in this theme waits any more."))
    return _back_to(shown)


def outcome_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a later outcome in the place of one that was wrong."""
    outcome = get_outcome_to_correct(request.user, pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None, passages=passages_of(outcome.subject))
    if not form.is_valid():
        context = {"outcome": outcome, "form": form, "count": outcome.voices.count()}
        return render_private(request, "codesign/outcome_correct.html", context, status=422 if form.is_bound else 200)
    correct_outcome(outcome=outcome, corrected_by=request.user, **form.said)
    messages.success(request, _("The outcome is corrected. People read both."))
    return _back_to(outcome.theme) if outcome.theme else SeeOther(reverse("inbox"))


def _render_theme(request: StaffRequest, shown: Theme, refused: SummarisedForm) -> HttpResponse:
    """Render a theme with the form that was refused, if one was; the others are as new."""
    page = Paginator(voices_of_theme(shown), PAGE_SIZE).get_page(request.GET.get("page"))
    is_outcome, is_name = isinstance(refused, OutcomeForm), isinstance(refused, RenameForm)
    context = {
        "theme": shown,
        "page": page,
        "outcomes": with_telling(outcomes_of_theme(shown)),
        "form": refused,
        "outcome_form": refused if is_outcome else OutcomeForm(passages=passages_of(shown.subject)),
        "rename_form": refused if is_name else RenameForm(initial={"name": shown.name}),
    }
    return render_private(request, "codesign/theme.html", context, status=422 if refused.is_bound else 200)


def _back_to(shown: Theme) -> HttpResponse:
    return SeeOther(reverse("theme", args=[shown.pk]))
