"""A round as people meet it: one statement at a time, and at its end what they chose and what happens next."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.ballots import NeedsCode, RoundClosed, cast_ballot
from codesign.actions.statements import TakesNoStatements, suggest_statement
from codesign.actions.tallies import glimpses_of
from codesign.ballots import Part, part_in
from codesign.enums import Choice, SubjectMode
from codesign.forms import BallotForm, InviteCodeForm, SuggestionForm, SummarisedForm
from codesign.models import Round, Statement
from codesign.permissions import NotAsked, get_statement_asked, get_subject, open_round_at, reference_of
from codesign.permissions.admission import may_take_part_in
from codesign.sessions import remember_seat
from codesign.views.admission import render_not_admitted, tells_who_takes_part
from codesign.views.closed import render_needs_code, render_no_round
from codesign.views.guests import hold_if_rushed
from codesign.views.pages import SeeOther, render_private, render_written
from codesign.views.seating import is_within, own_seat, seat_for
from people.limits import Limit
from people.permissions import colleague

# A whole office may sit behind one address, and each of its people casts a ballot for each statement.
BALLOTS_PER_ADDRESS = Limit("codesign.ballot", count=3000, seconds=600)
SUGGESTIONS_PER_ADDRESS = Limit("codesign.suggestion", count=120, seconds=600)


@tells_who_takes_part
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """Show the next statement, or the one whose key is asked for; by POST, take what was chosen about it."""
    subject = get_subject(code)
    round_ = open_round_at(subject)
    if round_ is None:
        return render_no_round(request, subject)
    try:
        return _take_ballot(request, round_) if request.method == "POST" else _show(request, round_)
    except NotAsked:
        messages.info(request, _("People are not asked about this statement any more. Go on with the others."))
        return SeeOther(reverse("vote", args=[subject.code]))


@tells_who_takes_part
def suggest(request: HttpRequest, code: str) -> HttpResponse:
    """Take a statement that somebody would like others to be asked about."""
    subject = get_subject(code)
    round_ = open_round_at(subject)
    form = SuggestionForm(request.POST)
    if round_ is None:
        return render_no_round(request, subject)
    if not form.is_valid() or not _is_taken(request, form, SUGGESTIONS_PER_ADDRESS):
        return _render_end(request, part_in(round_, own_seat(request, subject)), form, status=422)
    try:
        _suggest(request, round_, form)
    except NeedsCode:
        return _ask_for_code(request, round_)
    except (RoundClosed, TakesNoStatements):
        return render_no_round(request, subject)
    messages.success(request, _("Thank you. The owner of this subject reads your statement before others are asked."))
    return SeeOther(reverse("vote", args=[subject.code]) + "?end=1")


def _show(request: HttpRequest, round_: Round) -> HttpResponse:
    part = part_in(round_, own_seat(request, round_.subject))
    if not may_take_part_in(round_, request.session):
        return _ask_for_code(request, round_)
    statement = _asked_for(request, round_) or (None if "end" in request.GET else part.next)
    if statement is None:
        return _render_end(request, part, SuggestionForm())
    return _render_statement(request, part, statement, BallotForm())


def _take_ballot(request: HttpRequest, round_: Round) -> HttpResponse:
    statement = _asked_for(request, round_)
    form = BallotForm(request.POST)
    part = part_in(round_, own_seat(request, round_.subject))
    if statement is None:
        raise Http404
    if not form.is_valid() or not _is_taken(request, form, BALLOTS_PER_ADDRESS):
        return _render_statement(request, part, statement, form, status=422)
    try:
        _cast(request, round_, statement, form)
    except NeedsCode:
        return _ask_for_code(request, round_)
    except RoundClosed:
        return render_no_round(request, round_.subject)
    return SeeOther(reverse("vote", args=[round_.subject.code]))


def _cast(request: HttpRequest, round_: Round, statement: Statement, form: BallotForm) -> None:
    with transaction.atomic():
        seat, reference = seat_for(request, round_.subject, form.cleaned_data["seat_key"])
        cast_ballot(round_=round_, seat=seat, statement=statement, choice=form.cleaned_data["choice"])
    remember_seat(request.session, seat, reference)


def _suggest(request: HttpRequest, round_: Round, form: SuggestionForm) -> None:
    with transaction.atomic():
        seat, reference = seat_for(request, round_.subject, form.cleaned_data["send_key"])
        statement = suggest_statement(
            round_=round_,
            seat=seat,
            body=form.cleaned_data["body"],
            language=get_language() or round_.subject.source_language,
            send_key=form.cleaned_data["send_key"],
        )
        hold_if_rushed(request, statement, form)
    remember_seat(request.session, seat, reference)


def _is_taken(request: HttpRequest, form: SummarisedForm, limit: Limit) -> bool:
    """Whether anything may come from here now; otherwise the form says why not."""
    if colleague(request.user):
        form.add_error(None, _("You are signed in as a member of staff. Only participants take part in a round."))
        return False
    return is_within(limit, request, form)


def _asked_for(request: HttpRequest, round_: Round) -> Statement | None:
    """The statement that the address names, or None where it names none. One that is not asked does not exist."""
    asked = request.GET.get("statement", "")
    if not asked:
        return None
    try:
        return get_statement_asked(round_, uuid.UUID(asked))
    except ValueError:
        raise Http404 from None


def _render_statement(
    request: HttpRequest, part: Part, statement: Statement, form: BallotForm, status: int = 200
) -> HttpResponse:
    context = {
        "subject": part.round.subject,
        "round": part.round,
        "statement": statement,
        "chosen": part.choices.get(statement.pk),
        "choices": Choice.choices,
        "part": part,
        "form": form,
    }
    return render_private(request, "codesign/vote.html", context, status=status)


def _render_end(request: HttpRequest, part: Part, form: SuggestionForm, status: int = 200) -> HttpResponse:
    context = {
        "subject": part.round.subject,
        "round": part.round,
        "part": part,
        "chosen": _chosen_beside_others(part),
        "reference": reference_of(part.seat, request.session) if part.seat else None,
        "form": form,
    }
    return render_written(request, "codesign/vote_end.html", context, status=status)


def _chosen_beside_others(part: Part) -> list[tuple[Statement, str, list[tuple[str, int]]]]:
    """What somebody chose, and what others did where that may be seen."""
    glimpses = glimpses_of(part.round, [statement for statement, _choice in part.chosen])
    labels = {choice.value: str(choice.label) for choice in Choice}
    return [
        (
            statement,
            labels[choice],
            [(labels[each], count) for each, count in glimpses.get(statement.pk, {}).items() if count],
        )
        for statement, choice in part.chosen
    ]


def _ask_for_code(request: HttpRequest, round_: Round) -> HttpResponse:
    """Ask for the code without which nobody chooses here, or say who takes part in the subject at all."""
    if round_.subject.mode != SubjectMode.OPEN:
        return render_not_admitted(request, round_.subject)
    status = 403 if request.method == "POST" else 200
    return render_needs_code(request, round_, {"form": InviteCodeForm()}, status)
