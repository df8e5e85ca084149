"""A live board over plain HTTP: joining it, reading it, and every verb as a form."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.boards import BoardClosed, join_board
from codesign.boards import Picture, Refusal, Refused, SeatCommand, Viewer, apply, from_form
from codesign.boards.addresses import socket_path, state_path
from codesign.enums import SeatRole, Stage
from codesign.forms import JoinForm, WorkshopCodeForm
from codesign.models import Board
from codesign.permissions import (
    Seated,
    TooManyLookUps,
    get_board,
    get_board_to_join,
    get_board_to_leave,
    reference_of,
    seat_at,
)
from codesign.references import Door
from codesign.sessions import forget_seat, remember_seat
from codesign.views import spoken
from codesign.views.admission import see_that_they_may, tells_who_takes_part
from codesign.views.doors import other_door
from codesign.views.pages import SeeOther, render_private
from people.limits import Limit, client_network
from people.permissions import colleague

JUST_JOINED = "joined"
# Three large workshops may begin behind one address.
SEATS_PER_ADDRESS = Limit("codesign.seat", count=600, seconds=600)
NUMBER = re.compile("[0-9]{1,10}")
SENTENCE_UNKNOWN = gettext_lazy(
    "There is no workshop with this code. Check each letter and digit, or ask the person who leads the workshop."
)
SENTENCE_TOO_MANY = gettext_lazy(
    "Too many codes were tried from your connection that we do not know. Wait 15 minutes, or ask the person who leads "
    "the workshop."
)


def workshop_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a workshop, for those who cannot scan it."""
    form = WorkshopCodeForm(request.POST if request.method == "POST" else None)
    board = _board_of(form, request)
    if board is None:
        return _render_code(request, form, status=422 if form.is_bound else 200)
    return SeeOther(reverse("join", args=[board.join_code]))


@tells_who_takes_part
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Say what this workshop is and, once somebody agrees, give them a seat. Who has one goes straight to the board."""
    typed = WorkshopCodeForm({"code": code})
    board = _board_of(typed, request)
    if board is None:
        return _render_code(request, typed, status=404)
    if _is_at(board, request):
        return redirect("board", board_id=board.pk)
    see_that_they_may(request, board.subject)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or board.stage == Stage.CLOSE:
        return _render_join(request, board, form)
    if not _may_take_seat(request, board):
        form.add_error(None, _("A great many people joined from your connection. Wait 10 minutes, then press again."))
        return _render_join(request, board, form, status=429)
    try:
        name = _take_seat(request, board, form)
    except BoardClosed:
        board.refresh_from_db()
        return _render_join(request, board, form)
    messages.success(request, _("You have joined. Here you are called %(name)s.") % {"name": name})
    return SeeOther(f"{reverse('board', args=[board.pk])}?{JUST_JOINED}")


def board(request: HttpRequest, board_id: uuid.UUID) -> HttpResponse:
    return _render_board(request, _seated(request, board_id))


def do(request: HttpRequest, board_id: uuid.UUID) -> HttpResponse:
    """Carry out one command. What was typed comes back with a refusal."""
    seated = _seated(request, board_id)
    try:
        command = from_form(request.POST.dict())
    except Refusal as refusal:
        return _render_refusal(request, seated, refusal)
    result = apply(board=seated.board, commands=[SeatCommand(seated.seat.pk, command)])[0]
    if isinstance(result, Refused):
        return _render_refusal(request, seated, result)
    anchor = spoken.say(request, seated.board, command, result)
    return SeeOther(reverse("board", args=[board_id]) + anchor)


def finish(request: HttpRequest, board_id: uuid.UUID) -> HttpResponse:
    """Give up this visitor's seat on this device. It stays, with what was said; a member of staff is signed out."""
    board = get_board_to_leave(board_id, session=request.session, user=request.user)
    if colleague(request.user):
        logout(request)
    else:
        forget_seat(request.session, board.subject)
    messages.success(request, _("You are done on this device. Nobody who uses it now can write in your name."))
    return SeeOther(reverse("workshop_code"))


def note(request: HttpRequest, board_id: uuid.UUID, number: int) -> HttpResponse:
    seated = _seated(request, board_id)
    context = _note_context(seated, number)
    if context is None:
        raise Http404
    return render_private(request, "codesign/board_note.html", context)


def _board_of(form: WorkshopCodeForm, request: HttpRequest) -> Board | None:
    """Find the board of a typed code. Where there is none, the form says why and what to do."""
    if not form.is_valid():
        return None
    address = client_network(request)
    try:
        return get_board_to_join(form.cleaned_data["code"], address, session=request.session, user=request.user)
    except TooManyLookUps:
        form.add_error("code", ValidationError(SENTENCE_TOO_MANY, code="too_many"))
    except Http404:
        form.add_error("code", SENTENCE_UNKNOWN)
    return None


def _render_code(request: HttpRequest, form: WorkshopCodeForm, status: int) -> HttpResponse:
    status = 429 if form.has_error("code", "too_many") else status
    context = {"form": form, "other_door": other_door(request, form, "code", Door.WORKSHOP)}
    return render_private(request, "codesign/workshop_code.html", context, status=status)


def _seated(request: HttpRequest, board_id: uuid.UUID) -> Seated:
    return get_board(board_id, session=request.session, user=request.user)


def _is_at(board: Board, request: HttpRequest) -> bool:
    try:
        return bool(_seated(request, board.pk))
    except Http404:
        return False


def _may_take_seat(request: HttpRequest, board: Board) -> bool:
    """Whether so few seats were taken from this address that it is no machine. Who has one already is not counted."""
    if colleague(request.user) or seat_at(board, request.session, request.user):
        return True
    return SEATS_PER_ADDRESS.take(client_network(request))


def _take_seat(request: HttpRequest, board: Board, form: JoinForm) -> str:
    """Join with the seat this session has at the subject, or a new one; return the name it goes by."""
    seat, reference = join_board(
        board=board,
        seat=seat_at(board, request.session, request.user),
        seat_id=form.new_seat_id(board.subject),
        holder=colleague(request.user),
    )
    remember_seat(request.session, seat, reference)
    return seat.shown_as


def _render_join(request: HttpRequest, board: Board, form: JoinForm, status: int = 200) -> HttpResponse:
    if request.method == "POST" and status == 200:
        status = 409 if board.stage == Stage.CLOSE else 422
    return render_private(request, "codesign/join.html", {"board": board, "form": form}, status=status)


def _render_board(request: HttpRequest, seated: Seated, status: int = 200, **refused: Any) -> HttpResponse:
    context = _context(seated) | _part_of(request, seated) | refused
    return render_private(request, "codesign/board.html", context | spoken.near(request, context), status=status)


def _part_of(request: HttpRequest, seated: Seated) -> dict[str, Any]:
    """What somebody takes away with them. At the end it stands on top whole, as they come its reference alone."""
    is_guest, stage = seated.role != SeatRole.FACILITATOR, seated.board.stage
    reference = reference_of(seated.seat, request.session)
    comes = stage == Stage.WELCOME or JUST_JOINED in request.GET
    return {
        "reference": reference,
        "shows_my_part": is_guest and stage == Stage.CLOSE,
        "shows_reference": is_guest and comes and reference,
    }


def _render_refusal(request: HttpRequest, seated: Seated, refusal: Refusal | Refused) -> HttpResponse:
    """Show the board as it is now, or the note whose text was to change, with the sentence and what was typed."""
    seated.board.refresh_from_db()
    said = {name: request.POST.get(name, "").replace("\x00", "") for name in ("verb", "column", "note", "text")}
    refused = {"form_errors": [refusal.sentence], "typed": said}
    if said["verb"] == "edit_note" and NUMBER.fullmatch(said["note"]) and not seated.board.is_sealed:
        context = _note_context(seated, int(said["note"]))
        if context and context["note"].is_yours:
            return render_private(request, "codesign/board_note.html", context | refused, status=422)
    return _render_board(request, seated, status=422, **refused)


def _note_context(seated: Seated, number: int) -> dict[str, Any] | None:
    """The context of one note's page, or None where the board shows no such note."""
    context = _context(seated)
    shown = context["picture"].note(number)
    return context | {"note": shown} if shown else None


def _context(seated: Seated) -> dict[str, Any]:
    """What the templates of a board may use. `new_op_id` is a new one each time it is written."""
    board, viewer = seated.board, Viewer.at(seated.seat, seated.role)
    picture = Picture(board, viewer)
    return {
        "picture": picture,
        "board": board,
        "stage": str(picture.stage.value),
        "stages": picture.stages,
        "undo": picture.undo,
        "columns": picture.columns,
        "own_entries": picture.own_entries,
        "own_marks_left": picture.own_marks_left,
        "own_position": picture.own_position,
        "positions": picture.positions,
        "decided": picture.decided,
        "viewer": viewer,
        "device_key": seated.seat.pseudonym,
        "sealed_count": picture.sealed_count,
        "people_count": picture.people_count,
        "new_op_id": uuid.uuid4,
        "head": board.head,
        "epoch": board.epoch,
        "socket_path": socket_path(board),
        "state_path": state_path(board),
    }
