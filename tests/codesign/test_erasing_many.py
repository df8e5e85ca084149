"""Canary G15: whoever is erased is in no byte of both databases, of media, of the cache and of the logs."""

import uuid

import pytest
from django.conf import settings
from django.core.cache import caches

from codesign.actions.ballots import cast_ballot
from codesign.actions.moderation import appeal_hide, hide_words
from codesign.actions.privacy import erase_seat
from codesign.actions.statements import leave_out_statement, suggest_statement
from codesign.actions.voices import edit_voice, show_voice
from codesign.models import Ballot, Note, Seat, Statement, Voice
from people import audit
from people.models import AuditEntry
from tests.codesign.boards.verbs import added
from tests.codesign.round_steps import make_open_round, settled, statements_of
from tests.codesign.test_moderation import make_moderator
from tests.codesign.test_my_data import dump
from tests.factories import make_board, make_participant, make_voice

pytestmark = [pytest.mark.long, pytest.mark.django_db(databases=["default", "vault"])]
PEOPLE = 50
CANARY = "canary-g15-"


def live_through(number, board, round_, moderator):
    """Somebody does what can be done, each time with a word that only they use."""
    seat, word = make_participant(board), f"{CANARY}{number:04}"
    voice = edit_voice(voice=make_voice(seat, body=f"{word} first"), body=f"{word} second")
    show_voice(voice=voice, shown_by=round_.subject.owner)
    added(board, seat, f"{word} note")
    cast_ballot(round_=round_, seat=seat, statement=statements_of(round_)[0], choice=["agree", "disagree"][number % 2])
    said = {"body": f"{word} sentence", "language": "en", "send_key": uuid.uuid4()}
    statement = suggest_statement(round_=round_, seat=seat, **said)
    leave_out_statement(statement=statement, because="We ask this.", left_out_by=round_.subject.owner)
    appeal_hide(hide=statement.hides.get(), seat=seat, body=f"{word} appeal")
    if number % 5 == 0:
        hide_words(words=voice, reason="insult", hidden_by=moderator)
    return seat


def files():
    return b"".join(path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def counts():
    return [model.objects.count() for model in (Voice, Seat, Statement, Ballot, Note)]


def test_a_thousand_people_are_erased_from_every_byte(is_long, caplog):
    round_ = make_open_round(takes_statements=True)
    board, moderator = make_board("discuss", subject=round_.subject), make_moderator()
    seats = [live_through(number, board, round_, moderator) for number in range(1_000 if is_long else PEOPLE)]
    settled(round_)
    before, entries = counts(), AuditEntry.objects.count()
    assert CANARY in dump()
    for seat in seats:
        erase_seat(seat=seat)
    everywhere = dump() + repr(vars(caches["default"])) + caplog.text
    assert CANARY not in everywhere
    assert CANARY.encode() not in files()
    assert counts() == before
    assert AuditEntry.objects.count() == entries + len(seats)
    assert audit.first_broken_entry() is None
