"""What facilitators see: the boards they lead, a new one, and its lobby with the code to join."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.boards import create_board
from codesign.boards import Viewer, decided_at, people_at
from codesign.enums import SeatRole
from codesign.forms import WorkshopForm
from codesign.models import Board
from codesign.permissions import SubjectNotOpen, boards_for_facilitator, get_board_for_facilitator
from codesign.qr import qr_svg
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def workshops(request: StaffRequest) -> HttpResponse:
    page = Paginator(boards_for_facilitator(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/workshops.html", {"page": page})


def workshop_new(request: StaffRequest) -> HttpResponse:
    """Prepare a board for a subject that is open."""
    form = WorkshopForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_new(request, form, status=422 if form.is_bound else 200)
    try:
        board = create_board(created_by=request.user, **form.cleaned_data)
    except SubjectNotOpen:
        form.add_error("subject", _("This subject has just closed. Choose another one."))
        return _render_new(request, form, status=422)
    messages.success(request, _("The workshop is ready. Share its link or its code."))
    return SeeOther(reverse("workshop", args=[board.pk]))


def workshop(request: StaffRequest, board_id: uuid.UUID) -> HttpResponse:
    """The lobby: how people join, how many have, and the button that starts."""
    board = get_board_for_facilitator(request.user, board_id)
    context = {
        "board": board,
        "join_url": _join_url(board),
        "code_place": _without_scheme(settings.SITE_URL) + reverse("workshop_code"),
        "people_count": people_at(board),
        "decided": decided_at([board], Viewer.any_with(SeatRole.FACILITATOR)).get(board.pk),
        "new_op_id": uuid.uuid4,
    }
    return render_private(request, "codesign/workshop.html", context)


def workshop_qr(request: StaffRequest, board_id: uuid.UUID) -> HttpResponse:
    """The address to join as a square to scan: it stands in the lobby and on what is printed of it."""
    board = get_board_for_facilitator(request.user, board_id)
    response = HttpResponse(qr_svg(_join_url(board)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


def people(request: StaffRequest, board_id: uuid.UUID) -> JsonResponse:
    """How many have joined by now, as a sentence: the lobby asks for it again and again."""
    board = get_board_for_facilitator(request.user, board_id)
    response = JsonResponse({"sentence": _("People who joined: %(people_count)s") % {"people_count": people_at(board)}})
    response["Cache-Control"] = "private, no-store"
    return response


def _join_url(board: Board) -> str:
    return settings.SITE_URL + reverse("join", args=[board.join_code])


def _without_scheme(address: str) -> str:
    """As people say and type an address."""
    return address.partition("://")[2]


def _render_new(request: StaffRequest, form: WorkshopForm, status: int) -> HttpResponse:
    return render_private(request, "codesign/workshop_new.html", {"form": form}, status=status)
