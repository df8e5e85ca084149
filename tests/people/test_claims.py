"""Which account keeps which seat: in the vault only, one account for a seat, one seat at each subject."""

import threading
import uuid

import pytest
from django.db import ProgrammingError, connections, transaction

from people.holdings import everything_of
from people.vault import claims, mailed, store
from people.vault.models import Link, MailedLink, MailedSeat
from tests.factories import make_seat

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
TABLES = [Link, MailedSeat, MailedLink]


def claim(account=None, seat=None, subject=None):
    account, seat = account or uuid.uuid4(), seat or uuid.uuid4()
    claims.claim(account=account, seat_id=seat, subject_id=subject or uuid.uuid4())
    return account, seat


def test_claiming_twice_is_claiming_once():
    account, seat, subject = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for _ in range(2):
        claim(account, seat, subject)
    assert [held.seat_id for held in claims.held_by(account)] == [seat]


def test_a_seat_of_one_account_is_refused_to_another():
    account, seat = claim()
    with pytest.raises(claims.HeldByAnother):
        claim(seat=seat)
    assert claims.holder_of(seat) == account


def test_an_account_keeps_one_seat_at_each_subject():
    account, subject = uuid.uuid4(), uuid.uuid4()
    claim(account, subject=subject)
    with pytest.raises(claims.HoldsOneHere):
        claim(account, subject=subject)
    claim(account)
    assert len(claims.held_by(account)) == 2


def test_a_seat_that_was_let_go_can_be_kept_by_another():
    account, seat = claim()
    claims.release(account=uuid.uuid4(), seat_id=seat)
    assert claims.holder_of(seat) == account
    claims.release(account=account, seat_id=seat)
    assert claims.holder_of(seat) is None
    claim(seat=seat)


def test_erasing_forgets_account_and_mailbox_and_withdrawing_does_not():
    account, seat = claim()
    secret = mailed.issue(subject_id=uuid.uuid4(), address="nadia@example.org")
    store.withdraw(seat)
    assert claims.holder_of(seat) == account
    store.erase(seat)
    assert claims.holder_of(seat) is None
    store.erase(MailedSeat.objects.get().seat_id)
    with pytest.raises(mailed.LinkUnknown):
        mailed.subject_of(secret)


def test_what_is_held_of_a_seat_says_that_an_account_keeps_it_and_not_which():
    seat = make_seat()
    assert everything_of(seat.pk)["account"] == []
    account, _seat = claim(seat=seat.pk, subject=seat.subject_id)
    assert list(everything_of(seat.pk)["account"][0]) == ["since"]
    assert str(account) not in str(everything_of(seat.pk))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("act", ["SELECT * FROM", "DELETE FROM"])
def test_the_role_of_everything_else_cannot_touch_what_links_people_to_seats(model, act):
    """P1: on PostgreSQL the web role has no grant; on SQLite the table is in another file."""
    table = model._meta.db_table
    if connections["default"].vendor != "postgresql":
        with connections["default"].cursor() as cursor, pytest.raises(Exception, match="no such table"):
            cursor.execute(f"{act} {table}")
        return
    with transaction.atomic(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connections["default"].cursor().execute(f"{act} vault.{table}")


@pytest.mark.django_db(databases=["default", "vault"], transaction=True, serialized_rollback=True)
def test_of_two_accounts_at_the_same_moment_one_keeps_the_seat():
    seat, subject, start, outcomes = uuid.uuid4(), uuid.uuid4(), threading.Barrier(2), []

    def try_it():
        start.wait()
        try:
            claim(seat=seat, subject=subject)
            outcomes.append("kept")
        except claims.HeldByAnother:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "refused"]
    assert Link.objects.count() == 1
