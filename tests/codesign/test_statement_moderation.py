"""Statements under the same rule as voices: reported, hidden with a reason, told to the author, one appeal."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from codesign.actions.hides import NoReason
from codesign.actions.moderation import (
    AlreadyAppealed,
    NotShown,
    appeal_hide,
    decide_appeal,
    hide_many,
    hide_words,
    keep_words,
    lift_hide,
    report_statement,
)
from codesign.actions.privacy import erase_seat
from codesign.actions.seats import give_reference
from codesign.actions.statements import accept_statement, leave_out_statement, suggest_statement, write_statements
from codesign.actions.voices import Elsewhere, IsHidden
from codesign.enums import Moderation
from codesign.models import Hide, ModerationCase, Statement
from codesign.permissions.moderation import queue_for_moderator
from people.models import AuditEntry
from tests.codesign.pages import client_of, words_of
from tests.codesign.round_steps import make_open_round, make_voter, statements_of
from tests.codesign.test_moderation import WHO, fresh, make_lead, make_moderator, shown_voice
from tests.factories import make_seat

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
BODY = "The letters are too long."


@pytest.fixture
def round_():
    return make_open_round(takes_statements=True)


@pytest.fixture
def suggested(round_):
    said = {"body": BODY, "language": "en", "send_key": uuid.uuid4()}
    return suggest_statement(round_=round_, seat=make_voter(round_), **said)


@pytest.fixture
def asked(suggested):
    return accept_statement(statement=suggested, accepted_by=suggested.subject.owner)


def hidden(statement, by=None):
    return hide_words(words=statement, reason="insult", hidden_by=by or make_moderator())


@pytest.mark.parametrize("who", [who for who in WHO if who != "a moderator who said it"])
def test_a_moderator_hides_a_statement_and_nobody_about_their_own_office(asked, who):
    user = WHO[who](asked)
    if who == "a moderator":
        assert hidden(asked, user).statement == asked
        assert asked not in statements_of(asked.subject.rounds.get())
        return
    for act in (
        lambda: hidden(asked, user),
        lambda: hide_many(words=[asked], reason="insult", hidden_by=user),
        lambda: keep_words(words=asked, kept_by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Hide.objects.exists()


def test_what_a_moderator_hid_the_owner_does_not_bring_back(asked, round_):
    hidden(asked)
    with pytest.raises(IsHidden):
        accept_statement(statement=asked, accepted_by=asked.subject.owner)
    with pytest.raises(IsHidden):
        write_statements(round_=round_, sentences=[BODY], written_by=asked.subject.owner)
    assert fresh(asked).moderation == Moderation.REJECTED


def test_what_the_owner_left_out_is_a_hide_that_the_author_appeals_to_somebody_else(suggested):
    owner = suggested.subject.owner
    leave_out_statement(statement=suggested, because="We ask this already.", left_out_by=owner)
    hide = Hide.objects.get()
    assert (hide.reason, hide.because, hide.hidden_by) == ("other", "We ask this already.", owner)
    appeal = appeal_hide(hide=hide, seat=suggested.seat, body="You do not.")
    with pytest.raises(IsHidden):
        accept_statement(statement=suggested, accepted_by=owner)
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal=appeal, decision="lifted", because="Yes.", decided_by=owner)
    decide_appeal(appeal=appeal, decision="lifted", because="It is new.", decided_by=make_lead())
    assert suggested in statements_of(suggested.subject.rounds.get())


def test_the_owner_undoes_what_the_owner_left_out(suggested):
    owner = suggested.subject.owner
    leave_out_statement(statement=suggested, because="We ask this already.", left_out_by=owner)
    accept_statement(statement=suggested, accepted_by=owner)
    assert Hide.objects.get().lifted_by == owner
    assert fresh(suggested).moderation == Moderation.ACCEPTED


def test_an_author_appeals_once_and_nobody_for_another(asked):
    hide = hidden(asked)
    with pytest.raises(PermissionDenied):
        appeal_hide(hide=hide, seat=make_seat(asked.subject), body="It is mine.")
    appeal_hide(hide=hide, seat=asked.seat, body="It only says what is so.")
    with pytest.raises(AlreadyAppealed):
        appeal_hide(hide=hide, seat=asked.seat, body="Again.")
    with pytest.raises(AlreadyAppealed):
        lift_hide(hide=hide, lifted_by=make_moderator())


def test_reported_once_from_a_seat_by_nobody_about_their_own_and_only_what_is_shown(asked, round_):
    seat = make_voter(round_)
    for _ in range(2):
        report_statement(statement=asked, seat=seat, reason="threat")
    assert ModerationCase.objects.get().statement == asked
    with pytest.raises(NotShown):
        report_statement(statement=asked, seat=asked.seat, reason="threat")
    with pytest.raises(Elsewhere):
        report_statement(statement=asked, seat=make_seat(), reason="threat")
    hidden(asked)
    with pytest.raises(NotShown):
        report_statement(statement=fresh(asked), seat=make_voter(round_), reason="threat")


def test_a_suggestion_that_waits_is_not_reported(suggested, round_):
    with pytest.raises(NotShown):
        report_statement(statement=suggested, seat=make_voter(round_), reason="threat")


def test_the_queue_holds_reported_statements_among_voices_and_keeps_them(asked, round_):
    voice = shown_voice(asked.subject)
    report_statement(statement=asked, seat=make_voter(round_), reason="threat")
    moderator = make_moderator()
    assert list(queue_for_moderator(moderator)) == [asked]
    assert len(queue_for_moderator(asked.subject.owner)) == 0
    keep_words(words=asked, kept_by=moderator)
    assert list(queue_for_moderator(moderator)) == []
    assert fresh(voice).shown_at


def test_another_reason_needs_words(asked):
    with pytest.raises(NoReason):
        hide_words(words=asked, reason="other", hidden_by=make_moderator())


def test_the_database_holds_that_a_case_and_a_hide_are_about_one(asked):
    for fields in ({}, {"statement": asked, "voice": shown_voice(asked.subject)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hide.objects.create(reason="insult", hidden_by=asked.subject.owner, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationCase.objects.create(cause="held", reason="insult", **fields)


def test_readers_see_why_in_its_place_and_the_author_reads_and_appeals(client, asked):
    hidden(asked)
    page = words_of(client.get(reverse("statements", args=[asked.subject.code])))
    assert BODY not in page
    assert "This statement is left out." in page
    assert "It insults people" in page
    assert "1 statement was left out." in page
    reference = give_reference(seat=asked.seat)
    thread = words_of(client.get(reverse("thread", args=[reference])))
    assert BODY in thread
    assert "Your statement was left out on" in thread
    response = client.post(reverse("appeal_hide", args=[reference, asked.key]), {"body": "It only says what is so."})
    assert response.status_code == 303
    lead = client_of(make_lead())
    assert BODY in words_of(lead.get(reverse("appeal", args=[Hide.objects.get().appeal.pk])))


def test_a_reader_reports_a_statement_and_a_moderator_hides_it(client, asked):
    address = reverse("report_statement", args=[asked.subject.code, asked.key])
    assert BODY in words_of(client.get(address))
    assert client.post(address, {"reason": "threat", "seat_key": uuid.uuid4()}).status_code == 303
    desk = client_of(make_moderator())
    assert BODY in words_of(desk.get(reverse("moderation")))
    assert desk.post(reverse("moderation_item", args=[asked.key]), {"reason": "threat"}).status_code == 303
    assert fresh(asked).moderation == Moderation.REJECTED
    assert "A statement" in words_of(desk.get(reverse("moderation_log")))


@pytest.mark.parametrize("key", ["waits", "hidden", "elsewhere"])
def test_what_nobody_may_read_has_no_page_to_report_it(client, suggested, key):
    code = "nothing" if key == "elsewhere" else suggested.subject.code
    if key == "hidden":
        leave_out_statement(statement=suggested, because="No.", left_out_by=suggested.subject.owner)
    assert client.get(reverse("report_statement", args=[code, suggested.key])).status_code == 404


def test_numbers_are_places_without_gaps(client, round_):
    owner = round_.subject.owner
    for place in range(3):
        seat = make_voter(round_)
        said = {"body": f"Suggestion {place}", "language": "en", "send_key": uuid.uuid4()}
        suggestion = suggest_statement(round_=round_, seat=seat, **said)
        if place < 2:
            leave_out_statement(statement=suggestion, because="No.", left_out_by=owner)
        else:
            accept_statement(statement=suggestion, accepted_by=owner)
    words = words_of(client.get(reverse("statements", args=[round_.subject.code])))
    places = [words.index(f"Statement {number}</h2>") for number in range(1, 7)]
    assert places == sorted(places)
    assert places[3] < words.index("Suggestion 2") < places[4]
    assert "Statement 7" not in words


def test_erased_no_word_is_left_and_what_was_counted_is(asked, suggested):
    hide = hidden(asked)
    appeal_hide(hide=hide, seat=asked.seat, body="Please look again.")
    erase_seat(seat=asked.seat)
    left = Statement.objects.get(pk=asked.pk)
    assert (left.body, left.seat) == ("", None)
    assert Hide.objects.get().appeal.body == ""


def test_every_act_is_in_the_chain_and_holds_no_words(asked):
    report_statement(statement=asked, seat=make_seat(asked.subject), reason="threat")
    lift_hide(hide=hidden(asked), lifted_by=make_moderator())
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions[-3:] == ["codesign.statement.reported", "codesign.statement.hidden", "codesign.hide.lifted"]
    assert not [entry for entry in AuditEntry.objects.all() if BODY in str(entry.data)]
