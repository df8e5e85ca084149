"""Whom an owner tells by hand: texts for the gateway, letters for the post room. No page shows an address."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.handing_over import NothingToHandOver, addressed, download_again, hand_over
from codesign.actions.telling import who_waits
from codesign.models import NewsFile
from codesign.permissions.telling import files_for_owner, get_file_for_owner, messages_given_up, seats_to_tell
from codesign.texts import text_file
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest
from people.enums import Means
from people.notifications import Pace

PAGE_SIZE = 20


def telling(request: StaffRequest) -> HttpResponse:
    """How many wait to be told by each means, and what was handed over."""
    page = Paginator(files_for_owner(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    seats = seats_to_tell(request.user)
    means = dict(seats.values_list("pk", "news_by"))
    waiting = Counter(means[seat_id] for seat_id in who_waits(seats, list(Pace)))
    context = {
        "page": page,
        "texts": waiting[Means.TEXT],
        "letters": waiting[Means.LETTER],
        "emails": waiting[Means.EMAIL],
        "given_up": messages_given_up(request.user).count(),
    }
    return render_private(request, "codesign/telling.html", context)


def texts(request: StaffRequest) -> HttpResponse:
    return _hand_over(request, Means.TEXT)


def letters(request: StaffRequest) -> HttpResponse:
    return _hand_over(request, Means.LETTER)


def news_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Download again what was handed over before."""
    file = get_file_for_owner(request.user, pk)
    download_again(file=file, downloaded_by=request.user)
    return _as_download(file)


def _hand_over(request: StaffRequest, means: Means) -> HttpResponse:
    try:
        return _as_download(hand_over(means=means, handed_over_by=request.user))
    except NothingToHandOver:
        messages.info(request, _("Nobody waits for this now. What you handed over before is in the list below."))
        return SeeOther(reverse("telling"))


def _as_download(file: NewsFile) -> HttpResponse:
    if file.means == Means.TEXT:
        response = HttpResponse(text_file(addressed(file)), content_type="text/csv; charset=utf-8")
        name = f"texts-{file.pk}.csv"
    else:
        from codesign.letters import news_letters

        response = HttpResponse(news_letters(addressed(file)), content_type="application/pdf")
        name = f"letters-{file.pk}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
