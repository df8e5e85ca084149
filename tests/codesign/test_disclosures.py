"""Who may look at who stands behind words: a table of role × time × allowed. It takes two, once, and is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from codesign.actions.disclosures import NotNow, ask_disclosure, decide_disclosure, open_disclosure
from codesign.actions.hides import NoReason
from codesign.actions.moderation import hide_words
from codesign.actions.privacy import erase_seat
from codesign.actions.seats import give_reference, take_staff_seat
from codesign.models import Disclosure
from people import audit
from people.enums import Role
from people.holdings import everything_of
from people.models import AuditEntry
from people.vault import store
from tests.codesign.pages import client_of, words_of
from tests.codesign.test_moderation import WHO, fresh, make_lead, make_moderator, shown_voice
from tests.factories import make_dimension, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
SEGMENT = "Remote hamlet"
WHY = {"reason": "It threatens a colleague.", "legal_basis": "Police Act, article 12"}


@pytest.fixture
def voice():
    """Words whose author said something about themselves."""
    voice = shown_voice(body="I know where she lives.")
    place = make_dimension(SEGMENT)
    said = [store.Statement(place.pk, frozenset({place.segments.get().pk}))]
    store.declare(seat_id=voice.seat_id, statements=said, consent_text="Yes", language="en")
    return voice


def make_administrator():
    return make_user(is_superuser=True)


@pytest.fixture
def lead():
    return make_lead()


def asked_by(user, voice, **fields):
    return ask_disclosure(voice=voice, asked_by=user, **WHY | fields)


def agreed(disclosure, by=None):
    return decide_disclosure(disclosure=disclosure, decision="agreed", decided_by=by or make_administrator())


def opened(lead, voice, **fields):
    disclosure = agreed(asked_by(lead, voice, **fields))
    return open_disclosure(disclosure=disclosure, opened_by=lead)


def earlier(disclosure, **moved):
    """As if this had been so long ago."""
    for field, ago in moved.items():
        Disclosure.objects.filter(pk=disclosure.pk).update(**{field: timezone.now() - ago})
    return fresh(disclosure)


MAY = {"the lead", "a superuser"}
ROLES = [who for who in WHO if who != "a moderator who said it"]  # of words of staff everybody reads whose they are


@pytest.mark.parametrize("who", ROLES)
def test_the_lead_and_administrators_ask_and_nobody_else(voice, who):
    user = WHO[who](voice)
    if who in MAY:
        assert asked_by(user, voice).asked_by == user
        return
    with pytest.raises(PermissionDenied):
        asked_by(user, voice)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("who", ROLES)
def test_the_lead_and_administrators_agree_and_nobody_else(voice, who):
    disclosure = asked_by(make_administrator(), voice)
    user = WHO[who](voice)
    if who in MAY:
        assert agreed(disclosure, user).decided_by == user
        return
    with pytest.raises(PermissionDenied):
        agreed(disclosure, user)


def test_nobody_agrees_with_themselves_and_the_database_holds_it(voice, lead):
    disclosure = asked_by(lead, voice)
    with pytest.raises(PermissionDenied):
        agreed(disclosure, lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.update(decision="agreed", decided_by=lead, decided_at=timezone.now())


def test_who_judged_the_words_is_a_party(voice):
    judge = make_moderator()
    judge.is_superuser = True
    judge.save()
    hide_words(words=voice, reason="threat", hidden_by=fresh(judge))
    with pytest.raises(PermissionDenied):
        asked_by(fresh(judge), voice)
    with pytest.raises(PermissionDenied):
        agreed(asked_by(make_administrator(), voice), fresh(judge))


@pytest.mark.parametrize(("hours", "is_taken"), [(0, True), (23.9, True), (24.1, False), (72, False)])
def test_somebody_agrees_within_a_day(voice, lead, hours, is_taken):
    disclosure = earlier(asked_by(lead, voice), asked_at=timedelta(hours=hours))
    if is_taken:
        assert agreed(disclosure).is_agreed
        return
    with pytest.raises(NotNow):
        agreed(disclosure)


@pytest.mark.parametrize(("hours", "is_taken"), [(0, True), (23.9, True), (24.1, False)])
def test_the_look_is_within_a_day_of_agreeing(voice, lead, hours, is_taken):
    disclosure = earlier(agreed(asked_by(lead, voice)), decided_at=timedelta(hours=hours))
    if is_taken:
        assert open_disclosure(disclosure=disclosure, opened_by=lead).is_open
        return
    with pytest.raises(NotNow):
        open_disclosure(disclosure=disclosure, opened_by=lead)


@pytest.mark.parametrize("decision", ["", "refused"])
def test_without_agreement_nobody_looks(voice, lead, decision):
    disclosure = asked_by(lead, voice)
    if decision:
        decide_disclosure(disclosure=disclosure, decision=decision, decided_by=make_administrator())
    with pytest.raises(NotNow):
        open_disclosure(disclosure=disclosure, opened_by=lead)
    assert SEGMENT not in words_of(client_of(lead).get(reverse("disclosure", args=[disclosure.pk])))


def test_only_who_asked_looks_and_once(voice, lead):
    other = make_administrator()
    disclosure = agreed(asked_by(lead, voice), other)
    with pytest.raises(PermissionDenied):
        open_disclosure(disclosure=disclosure, opened_by=other)
    open_disclosure(disclosure=disclosure, opened_by=lead)
    with pytest.raises(NotNow):
        open_disclosure(disclosure=disclosure, opened_by=lead)


@pytest.mark.parametrize(("minutes", "is_seen"), [(0, True), (14.9, True), (15.1, False), (600, False)])
def test_the_page_says_it_for_fifteen_minutes_and_to_who_asked_only(voice, lead, minutes, is_seen):
    disclosure = earlier(opened(lead, voice), opened_at=timedelta(minutes=minutes))
    address = reverse("disclosure", args=[disclosure.pk])
    assert (SEGMENT in words_of(client_of(lead).get(address))) is is_seen
    for other in (disclosure.decided_by, make_administrator()):
        assert SEGMENT not in words_of(client_of(other).get(address))


def test_who_lost_the_role_does_not_look(voice, lead):
    disclosure = agreed(asked_by(lead, voice))
    lead.tenures.update(ended_at=timezone.now())
    with pytest.raises(PermissionDenied):
        open_disclosure(disclosure=disclosure, opened_by=fresh(lead))


@pytest.mark.parametrize("missing", ["reason", "legal_basis"])
def test_nothing_is_asked_without_a_reason_and_a_law(voice, lead, missing):
    with pytest.raises(NoReason):
        asked_by(lead, voice, **{missing: "  "})


@pytest.mark.parametrize(("days", "because", "error"), [(3, "", NoReason), (31, "Evidence", ValueError)])
def test_telling_waits_for_a_reason_and_thirty_days_at_most(voice, lead, days, because, error):
    with pytest.raises(error):
        asked_by(lead, voice, tell_after_days=days, tell_later_because=because)


@pytest.mark.parametrize(("delay", "ago", "is_told"), [(0, 0, True), (7, 6, False), (7, 7, True), (30, 29, False)])
def test_the_person_is_told_in_their_thread_at_once_or_later(client, voice, lead, delay, ago, is_told):
    disclosure = opened(lead, voice, tell_after_days=delay, tell_later_because="It would warn them." if delay else "")
    earlier(disclosure, opened_at=timedelta(days=ago))
    words = words_of(client.get(reverse("thread", args=[give_reference(seat=voice.seat)])))
    assert ("we looked at what you told us about yourself" in words) is is_told
    assert (WHY["reason"] in words) is is_told
    assert bool(everything_of(voice.seat_id)["disclosures"]) is is_told


def test_where_nobody_looked_nothing_is_told(client, voice, lead):
    agreed(asked_by(lead, voice))
    words = words_of(client.get(reverse("thread", args=[give_reference(seat=voice.seat)])))
    assert "we looked at" not in words


def test_every_step_is_in_the_chain_which_holds_neither_reason_nor_segment(voice, lead):
    opened(lead, voice)
    entries = list(AuditEntry.objects.order_by("-number")[:3])
    assert [entry.action for entry in entries[::-1]] == [
        "codesign.disclosure.asked",
        "codesign.disclosure.agreed",
        "codesign.disclosure.opened",
    ]
    assert audit.first_broken_entry() is None
    assert not [each for each in entries if WHY["reason"] in str(each.data) or SEGMENT in str(each.data)]


def test_asked_twice_while_it_waits_is_asked_once(voice, lead):
    assert asked_by(lead, voice) == asked_by(lead, voice)


def test_erased_there_is_nothing_to_look_at_and_no_reason_left(voice, lead):
    disclosure = agreed(asked_by(lead, voice))
    erase_seat(seat=voice.seat)
    with pytest.raises(NotNow):
        open_disclosure(disclosure=disclosure, opened_by=lead)
    assert WHY["reason"] not in fresh(disclosure).reason


def test_words_of_staff_and_words_that_are_not_there_have_no_page(voice, lead):
    seat = take_staff_seat(subject=voice.subject, holder=make_user())[0]
    for key in (make_voice(seat, kind="suggestion").key, "00000000-0000-4000-8000-000000000000"):
        assert client_of(lead).get(reverse("disclosure_new", args=[key])).status_code == 404


@pytest.mark.parametrize("role", [Role.OWNER, Role.MODERATOR, Role.EDITOR, Role.FACILITATOR])
def test_the_pages_are_shut_to_others(voice, role):
    desk = client_of(make_user(role))
    for address in (reverse("disclosures"), reverse("disclosure_new", args=[voice.key])):
        assert desk.get(address).status_code == 403


def test_asking_agreeing_and_looking_by_forms(voice, lead):
    desk, other = client_of(lead), client_of(make_administrator())
    address = reverse("disclosure_new", args=[voice.key])
    refused = desk.post(address, {"reason": "Because", "legal_basis": "", "tell_after_days": "99"})
    words = words_of(refused)
    assert refused.status_code == 422
    for sentence in ("Name the law", "a number of days from 0 to 30", "Because"):
        assert sentence in words
    desk.post(address, WHY | {"tell_after_days": "0"})
    disclosure = Disclosure.objects.get()
    assert other.post(reverse("disclosure_agree", args=[disclosure.pk])).status_code == 303
    assert SEGMENT not in words_of(desk.get(reverse("disclosure", args=[disclosure.pk])))
    desk.post(reverse("disclosure_look", args=[disclosure.pk]))
    assert SEGMENT in words_of(desk.get(reverse("disclosure", args=[disclosure.pk])))


def test_the_list_asks_as_often_for_many_as_for_one(voice, lead, django_assert_max_num_queries):
    for _ in range(5):
        asked_by(make_administrator(), voice)
    desk = client_of(lead)
    with django_assert_max_num_queries(8):
        desk.get(reverse("disclosures"))
