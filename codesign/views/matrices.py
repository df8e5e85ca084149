"""The ballots of a round as a file for its owner."""

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.csv_cells import lines_of
from codesign.matrix import NotCounted, rows_of
from codesign.permissions import get_round_for_owner
from codesign.views.pages import SeeOther
from people.authorization import StaffRequest


def matrix(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Hand out what was chosen, by key, once the round is counted."""
    round_ = get_round_for_owner(request.user, pk)
    try:
        rows = rows_of(round_)
    except NotCounted:
        messages.error(request, _("The file is there once the round is closed and counted."))
        return SeeOther(reverse("round", args=[pk]))
    response = StreamingHttpResponse(lines_of(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="round-{pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
