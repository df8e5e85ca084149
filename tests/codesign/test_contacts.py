"""Where news may be sent: in the vault only, confirmed, stopped, taken back, removed."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from codesign.actions import contacts as actions
from codesign.actions.contacts import NotThereAnyMore, confirm_contact, remove_contact, resume_news, stop_news
from codesign.actions.privacy import erase_seat
from codesign.actions.seats import take_advocate_seat, take_seat, take_staff_seat
from codesign.models import Seat
from codesign.permissions import get_thread
from codesign.references import hash_reference, seat_of_stop_token, stop_token
from people.enums import Means
from people.holdings import everything_of
from people.vault import contacts, store
from people.vault.models import Consent, Contact
from tests.codesign.telling_steps import ADDRESS, NUMBER, POSTAL, give, link_of, make_told_seat
from tests.factories import make_seat, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def reach_of(seat):
    return contacts.contact_for([seat.pk]).get(seat.pk)


def words_of_default() -> str:
    """Every row of the default database as text."""
    connection, found = connections["default"], []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("means", Means)
def test_no_address_is_in_the_default_database(django_capture_on_commit_callbacks, means):
    seat, _reference = make_told_seat(django_capture_on_commit_callbacks, means)
    kept = words_of_default()
    for secret in (ADDRESS, NUMBER, NUMBER[1:], "Harbour", "Ana Ruiz", reach_of(seat).reference):
        assert secret not in kept
    assert seat.news_by == means


@pytest.mark.parametrize("means", [Means.TEXT, Means.LETTER])
def test_a_number_and_a_letter_need_no_confirming(means):
    seat = make_seat()
    give(seat, means)
    assert reach_of(seat).is_open
    assert mail.outbox == []


def test_an_unconfirmed_address_is_sent_a_link_and_nothing_else(django_capture_on_commit_callbacks):
    seat = make_seat(make_subject(title="Claims by phone"))
    with django_capture_on_commit_callbacks(execute=True):
        give(seat)
    seat.refresh_from_db()
    assert (seat.news_by, reach_of(seat).is_open) == ("", False)
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert "Claims by phone" not in str(message.message())
    confirm_contact(token=link_of(message))
    seat.refresh_from_db()
    assert (seat.news_by, reach_of(seat).is_open) == ("email", True)


def token_of(seat, address=ADDRESS):
    reach = contacts.Reach(Means.EMAIL, address, "", "en", "", is_confirmed=False, is_stopped=False)
    return signing.dumps({"seat": seat.pk.hex, "address": reach.fingerprint}, salt=actions.CONFIRMATION)


@pytest.mark.parametrize(
    "change",
    ["another address since", "removed since", "erased since", "changed on its way", "nonsense", "another key"],
)
def test_a_link_that_does_not_fit_confirms_nothing(change):
    seat = make_seat()
    give(seat)
    token = token_of(seat)
    if change == "another address since":
        give(seat, address="other@example.org")
    elif change == "removed since":
        remove_contact(seat=seat, opened_by="")
    elif change == "erased since":
        erase_seat(seat=seat)
    elif change == "changed on its way":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif change == "nonsense":
        token = "nonsense"
    else:
        token = signing.dumps({"seat": seat.pk.hex, "address": "x"}, salt="another")
    with pytest.raises(NotThereAnyMore):
        confirm_contact(token=token)
    assert not Seat.objects.exclude(news_by="").exists()


def test_a_link_works_for_seven_days(monkeypatch):
    seat = make_seat()
    give(seat)
    token = token_of(seat)
    monkeypatch.setattr(actions, "SECONDS_TO_CONFIRM", -1)
    with pytest.raises(NotThereAnyMore):
        confirm_contact(token=token)


def test_confirmed_twice_is_confirmed_once():
    seat = make_seat()
    give(seat)
    for _ in range(2):
        assert confirm_contact(token=token_of(seat)) == seat
    assert reach_of(seat).is_open


@pytest.mark.parametrize("take", [take_staff_seat, take_advocate_seat], ids=["colleague", "advocate"])
def test_seats_of_staff_are_not_told(take):
    taken = take(subject=make_subject(), holder=make_user())
    seat = taken[0] if isinstance(taken, tuple) else taken
    with pytest.raises(PermissionDenied):
        give(seat, Means.TEXT)
    assert reach_of(seat) is None


def test_an_erased_seat_is_not_told():
    seat = make_seat()
    erase_seat(seat=seat)
    seat.refresh_from_db()
    with pytest.raises(PermissionDenied):
        give(seat, Means.TEXT)


def test_erasing_forgets_where_news_goes_and_the_reference_in_messages():
    seat = make_seat()
    give(seat, Means.TEXT)
    reference = reach_of(seat).reference
    erase_seat(seat=seat)
    seat.refresh_from_db()
    assert (seat.news_by, seat.message_hash) == ("", None)
    assert not Contact.objects.exists()
    assert not Seat.objects.opened_by(hash_reference(reference)).exists()


def test_the_reference_in_messages_opens_the_thread_beside_the_own_one():
    seat, own = take_seat(subject=make_subject())
    give(seat, Means.TEXT)
    for reference in (own, reach_of(seat).reference):
        assert get_thread(reference, "127.0.0.1", {}) == seat


def test_changing_the_address_ends_the_reference_of_the_earlier_one():
    seat = make_seat()
    give(seat, Means.TEXT)
    before = reach_of(seat).reference
    give(seat, Means.TEXT, address="+34600999888")
    assert not Seat.objects.opened_by(hash_reference(before)).exists()
    assert Contact.objects.count() == 1


def test_who_has_only_the_reference_of_messages_never_loses_their_way_in():
    seat = make_seat()
    give(seat, Means.TEXT)
    reference = reach_of(seat).reference
    given = actions.give_contact(
        seat=seat, given=actions.Given(Means.TEXT, NUMBER), language="en", consent_text="So.", opened_by=reference
    )
    assert given != reference
    assert Seat.objects.opened_by(hash_reference(given)).exists()
    remove_contact(seat=seat, opened_by=given)
    assert Seat.objects.opened_by(hash_reference(given)).exists()


def test_removed_with_the_own_reference_the_one_in_messages_ends():
    seat, own = take_seat(subject=make_subject())
    give(seat, Means.TEXT)
    reference = reach_of(seat).reference
    remove_contact(seat=seat, opened_by=own)
    assert reach_of(seat) is None
    assert not Seat.objects.opened_by(hash_reference(reference)).exists()
    assert Seat.objects.opened_by(hash_reference(own)).exists()


def test_consent_is_kept_by_its_words_and_withdrawn_with_the_contact():
    seat = make_seat()
    give(seat, Means.TEXT)
    [agreed] = store.consents(seat.pk)
    assert agreed.purpose == "news"
    remove_contact(seat=seat, opened_by="")
    assert store.consents(seat.pk) == []
    assert Consent.objects.get().withdrawn_at > timezone.now() - timedelta(minutes=1)


def test_a_stop_holds_for_every_seat_at_the_address_and_no_other():
    first, second, other = (make_seat() for _ in range(3))
    give(first, Means.TEXT)
    give(second, Means.TEXT)
    give(other, Means.TEXT, address="+34600999888")
    stop_news(seat_id=first.pk)
    assert [reach_of(seat).is_open for seat in (first, second, other)] == [False, False, True]
    assert set(Seat.objects.exclude(news_by="")) == {other}
    assert store.consents(second.pk) == []


def test_a_stop_is_taken_back_for_one_seat():
    first, second = make_seat(), make_seat()
    for seat in (first, second):
        give(seat, Means.TEXT)
    stop_news(seat_id=first.pk)
    resume_news(seat=first, consent_text="Again.")
    assert [reach_of(seat).is_open for seat in (first, second)] == [True, False]
    assert set(Seat.objects.exclude(news_by="")) == {first}
    assert len(store.consents(first.pk)) == 1


def test_taking_back_a_stop_does_not_confirm_an_address():
    seat = make_seat()
    give(seat)
    stop_news(seat_id=seat.pk)
    resume_news(seat=seat, consent_text="Again.")
    seat.refresh_from_db()
    assert (seat.news_by, reach_of(seat).is_open) == ("", False)


def test_stopping_or_resuming_without_a_contact_does_nothing():
    seat = make_seat()
    stop_news(seat_id=seat.pk)
    stop_news(seat_id=uuid.uuid4())
    resume_news(seat=seat, consent_text="Again.")
    assert store.consents(seat.pk) == []


def test_what_is_held_says_where_news_goes():
    seat = make_seat()
    give(seat, Means.LETTER)
    [fact] = everything_of(seat.pk)["contact"]
    assert (fact["address"], fact["name"]) == (POSTAL, "Ana Ruiz")


def test_seats_at_one_address_are_together():
    first, second, other, none = (make_seat() for _ in range(4))
    give(first, Means.TEXT)
    give(second, Means.TEXT)
    give(other, Means.TEXT, address="+34600999888")
    groups = contacts.together([seat.pk for seat in (first, second, other, none)])
    assert sorted(map(len, groups)) == [1, 2]


def test_the_key_of_a_stop_is_ours_or_nothing():
    seat_id = uuid.uuid4()
    token = stop_token(seat_id)
    assert len(token) == 34
    assert seat_of_stop_token(token) == seat_id
    for wrong in ("", "x", token[:-1], token + "A", "é" * 34, stop_token(uuid.uuid4())[:22] + token[22:], "A" * 5000):
        assert seat_of_stop_token(wrong) is None
