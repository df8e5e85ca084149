"""What is held of somebody, for them: to read, to take along, to withdraw, to erase."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.privacy import erase_seat, release_words, withdraw_words
from codesign.enums import Visibility
from codesign.permissions import get_voice_of_seat
from codesign.references import parse_reference
from codesign.sessions import forget_seat
from codesign.views.pages import SeeOther, render_private
from codesign.views.seating import seat_of_reference
from people.holdings import everything_of

LABELS = {
    "voices": gettext_lazy("What you said"),
    "reports": gettext_lazy("What you reported"),
    "reactions": gettext_lazy("Where you agreed or said thank you"),
    "statements": gettext_lazy("Statements you suggested"),
    "rounds": gettext_lazy("Rounds you took part in"),
    "responses": gettext_lazy("Where you tested a text"),
    "boards": gettext_lazy("What you wrote and marked on boards"),
    "help": gettext_lazy("Who helped you"),
    "seat": gettext_lazy("Your seat"),
    "news": gettext_lazy("What we told you"),
    "about_yourself": gettext_lazy("What you told us about yourself"),
    "agreed_to": gettext_lazy("What you agreed to"),
    "contact": gettext_lazy("Where we may send you news"),
    "disclosures": gettext_lazy("Who looked at what you told us about yourself"),
    "law": gettext_lazy("Law"),
    "about": gettext_lazy("About"),
    "account": gettext_lazy("Kept in an account"),
    "address": gettext_lazy("Address or number"),
    "appeals": gettext_lazy("What you asked a moderator to look at again"),
    "asked": gettext_lazy("We asked"),
    "barriers": gettext_lazy("In the way"),
    "because": gettext_lazy("Because"),
    "board": gettext_lazy("Board"),
    "by": gettext_lazy("How"),
    "came": gettext_lazy("How you came"),
    "choice": gettext_lazy("You chose"),
    "choices": gettext_lazy("Your choices"),
    "consent": gettext_lazy("How you agreed"),
    "decision": gettext_lazy("What was decided"),
    "earlier_words": gettext_lazy("What you wrote before"),
    "everyone_reads_it_since": gettext_lazy("Everyone can read it since"),
    "fit": gettext_lazy("Would this work for you?"),
    "groups": gettext_lazy("Groups"),
    "guardian_agreed": gettext_lazy("A guardian agreed"),
    "helped_by": gettext_lazy("Helped by"),
    "interpreter": gettext_lazy("Language of the interpreter"),
    "hidden": gettext_lazy("Hidden from everyone"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "marked_note": gettext_lazy("Note you marked"),
    "moderation": gettext_lazy("Whether others are asked"),
    "name": gettext_lazy("Name"),
    "name_here": gettext_lazy("What you are called here"),
    "news_goes": gettext_lazy("Means"),
    "note": gettext_lazy("Note"),
    "on": gettext_lazy("On"),
    "organisation": gettext_lazy("Organisation"),
    "outcomes": gettext_lazy("What came of it"),
    "passage": gettext_lazy("Passage"),
    "purpose": gettext_lazy("For"),
    "read_back_on": gettext_lazy("Read back to you on"),
    "round": gettext_lazy("Round"),
    "sent_on": gettext_lazy("Sent on"),
    "shown_again_on": gettext_lazy("Shown again on"),
    "since": gettext_lazy("Since"),
    "speaks_as": gettext_lazy("How you speak"),
    "statement": gettext_lazy("Statement"),
    "subject": gettext_lazy("Subject"),
    "suggested_on": gettext_lazy("Suggested on"),
    "to": gettext_lazy("To"),
    "told": gettext_lazy("We told you"),
    "visibility": gettext_lazy("Who can read it"),
    "was_useful": gettext_lazy("You found it useful"),
    "who_takes_part": gettext_lazy("Who takes part"),
    "why": gettext_lazy("Why"),
    "words": gettext_lazy("Words"),
    "words_sha256": gettext_lazy("Fingerprint of the words you agreed to"),
    "written_alone_in": gettext_lazy("Written alone in"),
}


def my_data(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all that is held of the holder of a reference."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    context: dict[str, Any] = {"seat": seat, "subject": seat.subject, "reference": parse_reference(reference)}
    parts = [(LABELS[name], [_readable(fact) for fact in facts]) for name, facts in everything_of(seat.pk).items()]
    context |= {
        "parts": [(name, facts) for name, facts in parts if facts],
        "empty": [name for name, facts in parts if not facts],
    }
    return render_private(request, "codesign/my_data.html", context)


def my_data_json(request: HttpRequest, reference: str) -> HttpResponse:
    """The same as a file that machines read."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    response = JsonResponse(everything_of(seat.pk), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whether it is meant, then erase."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    if request.method != "POST":
        context = {"seat": seat, "subject": seat.subject, "reference": parse_reference(reference)}
        return render_private(request, "codesign/erase.html", context)
    try:
        erase_seat(seat=seat)
    except PermissionDenied:
        messages.error(request, _("What you do as a member of staff is part of the record of an office and stays."))
        return SeeOther(reverse("thread", args=[parse_reference(reference)]))
    forget_seat(request.session, seat.subject)
    messages.success(request, _("Everything you said here and told us about yourself is erased."))
    return SeeOther(reverse("mine"))


def voice_visibility(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """Take one's words off the page, or let everyone read them."""
    seat = seat_of_reference(request, reference)
    if seat is None:
        return render_private(request, "codesign/too_many.html", status=429)
    voice = get_voice_of_seat(seat, key)
    if voice.visibility == Visibility.WITHOUT_NAME:
        withdraw_words(voice=voice)
        messages.success(request, _("From now on only staff read these words."))
    else:
        release_words(voice=voice)
        messages.success(request, _("Everyone can read these words once the owner of this subject has read them."))
    return SeeOther(reverse("thread", args=[parse_reference(reference)]))


def _readable(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values of a fact in words, without those that are empty."""
    return [(str(LABELS[name]), _in_words(value)) for name, value in fact.items() if value not in (None, "", [])]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{label}: {words}" for label, words in _readable(value))
    if isinstance(value, list):
        return "\n".join(_in_words(each) for each in value)
    return str(value)
