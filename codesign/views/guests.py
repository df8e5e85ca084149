"""What is asked of guests while far more comes in at a subject than usual."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from codesign.actions.hides import Words
from codesign.actions.holds import hold_what_came_in_a_rush
from codesign.enums import CODED_WAYS, Visibility
from codesign.forms import WordsForm
from codesign.models import Seat, Subject, Voice
from codesign.permissions import seat_of_session
from codesign.velocity import is_rushed
from codesign.work import is_solved, new_challenge, use_up
from people.models import User
from people.permissions import colleague


def challenge_for(subject: Subject, *, session: Any, user: User | AnonymousUser) -> str | None:
    """The work that is asked of this visitor, if any."""
    if colleague(user) or _has_code(seat_of_session(session, subject)) or not is_rushed(subject):
        return None
    return new_challenge(subject)


def hold_if_rushed(request: HttpRequest, words: Words, form: WordsForm) -> None:
    """Have a moderator read first what a guest sent without the work, and tell them so. Nothing is refused.

    Call it in the transaction that wrote the words.
    """
    if colleague(request.user) or _has_code(words.seat) or _is_for_staff(words) or not is_rushed(words.subject):
        return
    if not _has_worked(words, form):
        hold_what_came_in_a_rush(words=words)
        messages.info(
            request, _("A great deal comes in here just now. Your words are kept. A moderator reads them first.")
        )


def _has_worked(words: Words, form: WordsForm) -> bool:
    challenge, solution = form.cleaned_data["challenge"] or "", form.cleaned_data["solution"] or ""
    what_for = f"{form.cleaned_data['send_key']} {words.body}"
    return is_solved(challenge=challenge, solution=solution, subject=words.subject) and use_up(
        challenge=challenge, what_for=what_for
    )


def _has_code(seat: Seat | None) -> bool:
    """Who came with a personal code is known to be one person, and no guest."""
    return seat is not None and seat.way in CODED_WAYS


def _is_for_staff(words: Words) -> bool:
    return isinstance(words, Voice) and words.visibility == Visibility.STAFF_ONLY
