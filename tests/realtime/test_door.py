"""Who may sit at a board is looked up for many at once, and each gets the answer that is theirs."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from codesign.actions.boards import join_board, revoke_grant
from codesign.enums import SeatRole, Stage
from codesign.models import SeatGrant
from realtime.door import Knock, look_up, session_key_of
from tests.codesign.pages import client_of
from tests.factories import give_post, make_board, make_facilitator
from tests.realtime.sockets import joined, key_of, seat_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def seats(*knocks: Knock) -> list:
    return [admitted and admitted.seat_id for admitted in look_up(knocks)]


def test_each_gets_their_own_seat_at_the_board_they_asked_for(board):
    other = make_board(Stage.GROUP)
    ana, dan, eve = joined(board), joined(board), joined(other)
    knocks = [Knock(board.pk, key_of(ana)), Knock(other.pk, key_of(eve)), Knock(board.pk, key_of(dan))]
    assert seats(*knocks) == [seat_of(ana, board).pk, seat_of(eve, other).pk, seat_of(dan, board).pk]


def test_the_facilitator_comes_as_such_and_a_participant_as_one(board):
    ben, ana = client_of(board.created_by), joined(board)
    roles = [found.viewer.role for found in look_up([Knock(board.pk, key_of(ben)), Knock(board.pk, key_of(ana))])]
    assert roles == [SeatRole.FACILITATOR, SeatRole.PARTICIPANT]


def test_who_is_a_facilitator_no_more_leads_no_board_and_may_still_take_part(board):
    ben = client_of(board.created_by)
    board.created_by.groups.clear()
    give_post(board.created_by)
    assert seats(Knock(board.pk, key_of(ben))) == [None]
    join_board(board=board, holder=board.created_by)
    assert [found.viewer.role for found in look_up([Knock(board.pk, key_of(ben))])] == [SeatRole.PARTICIPANT]


def test_who_has_no_right_spoils_nobody_elses(board):
    ana, gone, elsewhere = joined(board), joined(board), joined(make_board())
    revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(gone, board)), revoked_by=board.created_by)
    strangers = [
        Knock(board.pk, ""),
        Knock(board.pk, "nosuchsession"),
        Knock(uuid.uuid4(), key_of(ana)),
        Knock(board.pk, key_of(gone)),
        Knock(board.pk, key_of(elsewhere)),
        Knock(board.pk, key_of(client_of(make_facilitator()))),
    ]
    assert seats(*strangers, Knock(board.pk, key_of(ana))) == [None] * 6 + [seat_of(ana, board).pk]


@pytest.mark.parametrize("ending", ["expired", "deactivated", "new password"])
def test_a_session_that_has_ended_opens_nothing(board, ending):
    ben = client_of(board.created_by)
    key = key_of(ben)
    if ending == "expired":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    elif ending == "deactivated":
        board.created_by.is_active = False
        board.created_by.save()
    else:
        board.created_by.set_password("another password of hers")
        board.created_by.save()
    assert seats(Knock(board.pk, key)) == [None]


def test_two_hundred_cost_as_many_queries_as_two(board, django_assert_num_queries):
    knocks = [Knock(board.pk, key_of(joined(board))) for _ in range(12)]
    with django_assert_num_queries(10, exact=False) as few:
        look_up(knocks[:2])
    with django_assert_num_queries(len(few)):
        look_up(knocks)


@pytest.mark.parametrize(
    "cookie", [b"", b"sessionid=", b"sessionid=\x00", b"sessionid=" + b"a" * 41, b"sessionid=A-Z", b"other=abcdefghij"]
)
def test_what_cannot_be_a_session_key_is_none(cookie):
    assert session_key_of([(b"cookie", cookie)]) == ""


def test_the_session_cookie_is_found_among_others():
    headers = [(b"cookie", b"a=b; sessionid=abcdefgh12345678"), (b"origin", b"x")]
    assert session_key_of(headers) == "abcdefgh12345678"
