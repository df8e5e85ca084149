"""Rounds as the owner of a subject runs them: open one, decide about what people suggest, close it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.ballots import RoundClosed
from codesign.actions.rounds import RoundIsOpen, close_round, open_round
from codesign.actions.statements import accept_statement, leave_out_statement, write_statements
from codesign.actions.voices import IsHidden
from codesign.admission import NotAdmitted
from codesign.forms import LeaveOutForm, MoreStatementsForm, RoundForm
from codesign.models import Round, Statement
from codesign.permissions import (
    SubjectNotOpen,
    get_round_for_owner,
    get_statement_for_owner,
    rounds_for_owner,
    statements_asked,
    subjects_to_ask_at,
)
from codesign.results import results_of
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def rounds(request: StaffRequest) -> HttpResponse:
    page = Paginator(rounds_for_owner(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/rounds.html", {"page": page})


def round_new(request: StaffRequest) -> HttpResponse:
    """Open a round at a subject of one's own."""
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, subjects=subjects_to_ask_at(request.user))
    if not form.is_valid():
        return _render_new(request, form, status=422 if form.is_bound else 200)
    said = {**form.cleaned_data}
    try:
        opened = open_round(sentences=said.pop("statements"), opened_by=request.user, **said)
    except (RoundIsOpen, SubjectNotOpen):
        form.add_error("subject", _("A round cannot be opened there now. Choose what the round is about."))
        return _render_new(request, form, status=422)
    except NotAdmitted:
        form.add_error("admission", _("People with a personal code do not take part there. Choose everyone instead."))
        return _render_new(request, form, status=422)
    except IsHidden:
        form.add_error("statements", _hidden_sentence())
        return _render_new(request, form, status=422)
    messages.success(request, _("The round is open. Share its link."))
    return SeeOther(reverse("round", args=[opened.pk]))


def round_(request: StaffRequest, pk: int) -> HttpResponse:
    """What it asks about, what people suggested, and how many took part; by POST, ask about more."""
    shown = get_round_for_owner(request.user, pk)
    form = MoreStatementsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_round(request, shown, form, status=422 if form.is_bound else 200)
    try:
        write_statements(round_=shown, sentences=form.cleaned_data["statements"], written_by=request.user)
    except RoundClosed:
        return _render_round(request, shown, form, status=409)
    except IsHidden:
        form.add_error("statements", _hidden_sentence())
        return _render_round(request, shown, form, status=422)
    messages.success(request, _("People are asked about these as well."))
    return SeeOther(reverse("round", args=[shown.pk]))


def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether it is meant, then close."""
    shown = get_round_for_owner(request.user, pk)
    if request.method != "POST":
        return render_private(request, "codesign/round_close.html", {"round": shown})
    close_round(round_=shown, closed_by=request.user)
    messages.success(request, _("The round is closed. It is being counted."))
    return SeeOther(reverse("round", args=[shown.pk]))


def accept(request: StaffRequest, pk: int) -> HttpResponse:
    statement = get_statement_for_owner(request.user, pk)
    try:
        accept_statement(statement=statement, accepted_by=request.user)
        messages.success(request, _("People are asked about this statement now."))
    except IsHidden:
        messages.error(request, _hidden_sentence())
    return _back_to_round(statement)


def leave_out(request: StaffRequest, pk: int) -> HttpResponse:
    """Leave a statement out, with a reason."""
    statement = get_statement_for_owner(request.user, pk)
    form = LeaveOutForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"statement": statement, "form": form, "back": _round_of(statement)}
        return render_private(
            request, "codesign/statement_leave_out.html", context, status=422 if form.is_bound else 200
        )
    leave_out_statement(statement=statement, because=form.cleaned_data["because"], left_out_by=request.user)
    messages.success(request, _("This statement is left out. Whoever suggested it reads why."))
    return _back_to_round(statement)


def _render_new(request: StaffRequest, form: RoundForm, status: int) -> HttpResponse:
    context = {"form": form, "has_subjects": subjects_to_ask_at(request.user).exists()}
    return render_private(request, "codesign/round_new.html", context, status=status)


def _render_round(request: StaffRequest, shown: Round, form: MoreStatementsForm, status: int) -> HttpResponse:
    context = {
        "round": shown,
        "statements": results_of(shown) if shown.settled_at else list(statements_asked(shown)),
        "suggestions": list(shown.subject.statements.waiting()),
        "address": request.build_absolute_uri(reverse("vote", args=[shown.subject.code])),
        "form": form,
    }
    return render_private(request, "codesign/round.html", context, status=status)


def _hidden_sentence() -> str:
    return _(
        "A moderator hid one of these sentences, or its author has appealed. Leave it out, and ask about the others."
    )


def _round_of(statement: Statement) -> Round | None:
    return statement.subject.rounds.order_by("-opened_at").first()


def _back_to_round(statement: Statement) -> HttpResponse:
    newest = _round_of(statement)
    return SeeOther(reverse("round", args=[newest.pk])) if newest else redirect("rounds")
