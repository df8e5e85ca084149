"""Being told by e-mail: who is told what and when, once, also where a worker dies in between."""

import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from codesign.actions import telling
from codesign.actions.ballots import cast_ballot
from codesign.actions.contacts import remove_contact, stop_news
from codesign.actions.moderation import appeal_hide, decide_appeal, hide_words
from codesign.actions.outcomes import correct_outcome, record_outcome
from codesign.actions.rounds import close_round, settle_round
from codesign.actions.telling import MOST_REFUSALS, ask_for_messages, send, tell, who_waits
from codesign.actions.voices import show_voice
from codesign.enums import AppealDecision, HideReason, OutcomeKind, Visibility
from codesign.models import Message, Seat, Told
from codesign.news.outcomes import OUTCOMES
from codesign.querysets.telling import LEASE
from people.enums import Means, Role
from people.notifications import Pace
from people.vault import contacts
from tests.codesign.pages import answer
from tests.codesign.round_steps import make_open_round
from tests.codesign.telling_steps import ADDRESS, make_told_seat, write_down
from tests.factories import make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    def make(*args, **said):
        return make_told_seat(django_capture_on_commit_callbacks, *args, **said)[0]

    return make


def run(pace=Pace.AT_ONCE) -> list:
    """What the clock and the worker do; return the messages that were sent."""
    mail.outbox.clear()
    tell(pace=pace)
    ask_for_messages()
    return list(mail.outbox)


def later(**age):
    """Let time pass for messages that are not done."""
    before = timezone.now() - timedelta(**age)
    Message.objects.not_done().update(asked_at=before)
    Message.objects.not_done().exclude(claimed_at=None).update(claimed_at=before)


def digested(seat):
    Message.objects.filter(seat=seat, pace="digest").update(made_on=timezone.localdate() - timedelta(days=8))


def html_of(message) -> str:
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


def test_an_outcome_is_told_at_once_with_its_text_and_the_way_to_the_thread(told):
    seat = told()
    answer(seat, because="The law sets this date.")
    [message] = run()
    reference = contacts.contact_for([seat.pk])[seat.pk].reference
    for words in (message.body, html_of(message)):
        for said in ("Claims by phone", "Not changed", "The law sets this date.", reverse("thread", args=[reference])):
            assert said in words
        assert "The line is always busy." not in words
    assert message.to == [ADDRESS]
    assert "Claims" not in message.subject
    assert Told.objects.reached().get().channel == "email"


def test_a_mail_program_can_stop_it_with_one_press(told):
    seat = told()
    answer(seat)
    headers = run()[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/stop/" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe"].strip("<>") in mail.outbox[0].body
    assert contacts.contact_for([seat.pk])[seat.pk].reference not in headers["List-Unsubscribe"]


def test_what_was_told_is_not_told_again(told):
    answer(told())
    assert len(run()) == 1
    assert run() == []


def test_without_something_new_nobody_is_asked_for(told):
    told()
    assert run() == []
    assert not Message.objects.exists()


@pytest.mark.parametrize("why", ["read", "removed", "stopped", "no contact", "corrected before"])
def test_who_is_not_to_be_told_is_not(client, told, why):
    seat = make_seat() if why == "no contact" else told()
    if why == "no contact":
        make_voice(seat)
    outcome = answer(seat)
    if why == "read":
        Told.objects.create(outcome=outcome, seat=seat, channel="thread")
    elif why == "removed":
        remove_contact(seat=seat, opened_by="")
    elif why == "stopped":
        stop_news(seat_id=seat.pk)
    elif why == "corrected before":
        correct_outcome(outcome=outcome, kind="changed", because="We were wrong.", corrected_by=seat.subject.owner)
    assert run() == []


@pytest.mark.parametrize("change", ["stopped", "removed"])
def test_who_stops_after_it_was_written_down_is_not_written_to(told, change):
    seat = told()
    answer(seat)
    tell(pace=Pace.AT_ONCE)
    if change == "stopped":
        stop_news(seat_id=seat.pk)
    else:
        remove_contact(seat=seat, opened_by="")
    ask_for_messages()
    assert mail.outbox == []
    assert not Message.objects.exists()
    assert not Told.objects.exists()


@pytest.mark.parametrize("kept", ["staff only", "hidden"])
def test_of_private_words_a_message_says_only_that_there_is_an_answer(told, kept):
    seat = told(visibility=Visibility.STAFF_ONLY) if kept == "staff only" else told()
    if kept == "hidden":
        voice = show_voice(voice=seat.voices.get(), shown_by=seat.subject.owner)
        hide_words(words=voice, reason=HideReason.PRIVATE, hidden_by=make_user(Role.MODERATOR))
    answer(seat, because="Because your brother took it.")
    [message] = run()
    for words in (message.body, html_of(message)):
        assert "brother" not in words
        assert "There is an answer." in words


def test_it_is_in_the_language_of_the_voice(told):
    seat = told(language="ar")
    answer(seat)
    [message] = run()
    assert 'dir="rtl"' in html_of(message)
    assert "/ar/t/" in message.body
    assert "/ar/stop/" in message.extra_headers["List-Unsubscribe"]


def test_a_language_we_do_not_speak_is_told_in_the_one_that_was_chosen(told):
    seat = told(language="de")
    answer(seat)
    assert 'lang="en"' in html_of(run()[0])


def test_markup_in_a_reason_is_text(told):
    seat = told(subject=make_subject(title="<b>Claims</b>"))
    answer(seat, because="<script>alert(1)</script>")
    [message] = run()
    assert "<script>" not in html_of(message)
    assert "<b>Claims" not in html_of(message)
    assert "<script>alert(1)</script>" in message.body


def test_a_correction_waits_for_the_digest(told):
    seat = told()
    outcome = answer(seat)
    run()
    correct_outcome(outcome=outcome, kind="changed", because="We were wrong.", corrected_by=seat.subject.owner)
    assert run() == []
    [message] = run(Pace.DIGEST)
    assert "We corrected an answer: Changed" in message.body
    assert "We were wrong." in message.body


def test_a_decision_on_an_appeal_waits_for_the_digest_and_says_no_reason(told):
    seat = told()
    voice = show_voice(voice=seat.voices.get(), shown_by=seat.subject.owner)
    hide = hide_words(words=voice, reason=HideReason.INSULT, because="Rude words.", hidden_by=make_user(Role.MODERATOR))
    appeal = appeal_hide(hide=hide, seat=seat, body="I meant it well.")
    assert run(Pace.DIGEST) == []
    judge = make_user(Role.MODERATOR)
    decide_appeal(appeal=appeal, decision=AppealDecision.KEPT, because="Still rude.", decided_by=judge)
    [message] = run(Pace.DIGEST)
    assert "It stays hidden." in message.body
    for kept in ("Rude words.", "Still rude.", "I meant it well.", "always busy"):
        assert kept not in message.body


def test_the_result_of_a_round_waits_until_it_is_public(told):
    round_ = make_open_round()
    seat = told(subject=round_.subject)
    cast_ballot(round_=round_, seat=seat, statement=round_.statements.first(), choice="agree")
    assert run(Pace.DIGEST) == []
    settle_round(close_round(round_=round_, closed_by=round_.subject.owner))
    [message] = run(Pace.DIGEST)
    assert f"The result of “{round_.title}” is public" in message.body
    assert round_.statements.first().body in message.body


def test_there_is_one_digest_a_week_and_nothing_is_missed(told):
    seat = told()
    outcome = answer(seat)
    run()
    owner = seat.subject.owner
    second = correct_outcome(outcome=outcome, kind="changed", because="First.", corrected_by=owner)
    assert len(run(Pace.DIGEST)) == 1
    correct_outcome(outcome=second, kind="partly", because="Second.", corrected_by=owner)
    assert run(Pace.DIGEST) == []
    digested(seat)
    [message] = run(Pace.DIGEST)
    assert "Second." in message.body
    assert "First." not in message.body


def test_seats_at_one_address_get_one_message_grouped_by_subject(told):
    seats = [told(subject=make_subject(title=title)) for title in ("Claims by phone", "Plain letters")]
    for seat in seats:
        answer(seat)
    [message] = run()
    assert message.body.index("Claims by phone") != message.body.index("Plain letters")
    assert Message.objects.filter(sent_on__isnull=False).count() == 2


def test_one_outcome_on_many_own_voices_is_one_piece_of_news(told):
    seat = told()
    make_voice(seat, body="Another")
    answer(seat, because="Only once.")
    [message] = run()
    assert message.body.count("Only once.") == 1


class Dies(BaseException):
    """As where the machine loses its power."""


def killed_while(monkeypatch, where: str):
    """Let the worker die right before or right after a message leaves."""
    send_news = telling.send_news

    def dying(**said):
        if where == "after sending":
            send_news(**said)
        raise Dies

    monkeypatch.setattr(telling, "send_news", dying)
    with pytest.raises(Dies):
        send(message_ids=[Message.objects.get().pk])
    monkeypatch.setattr(telling, "send_news", send_news)


@pytest.mark.parametrize(("where", "arrived"), [("before sending", 1), ("after sending", 2)])
def test_a_worker_that_dies_is_followed_once_with_the_same_message(told, monkeypatch, where, arrived):
    write_down(seat := told(), answer(seat))
    killed_while(monkeypatch, where)
    ask_for_messages()
    assert Message.objects.get().sent_on is None  # its claim is not old yet
    later(minutes=11)
    for _ in range(3):
        ask_for_messages()
        later(minutes=11)
    assert len(mail.outbox) == arrived
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert Message.objects.get().sent_on


def test_where_it_dies_twice_it_is_given_up_and_never_sent_a_third_time(told, monkeypatch):
    write_down(seat := told(), answer(seat))
    for _ in range(2):
        killed_while(monkeypatch, "after sending")
        later(minutes=11)
    for _ in range(3):
        ask_for_messages()
        later(minutes=11)
    assert len(mail.outbox) == 2
    assert Message.objects.get().given_up_on
    assert not Told.objects.reached().exists()


def test_two_workers_send_one_message(told):
    message = write_down(seat := told(), answer(seat))
    for _ in range(2):
        send(message_ids=[message.pk])
    assert len(mail.outbox) == 1


def test_who_sends_it_keeps_it_until_the_claim_is_old(told):
    message = write_down(seat := told(), answer(seat))
    Message.objects.update(claimed_at=timezone.now() - LEASE + timedelta(minutes=1), claims=1)
    send(message_ids=[message.pk])
    assert mail.outbox == []


def test_the_database_refuses_to_tell_twice(told):
    outcome = answer(seat := told())
    write_down(seat, outcome)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_down(seat, outcome)


@pytest.mark.parametrize("row", ["nothing", "two things"])
def test_the_database_refuses_what_is_not_one_piece_of_news(row):
    seat = make_seat()
    make_voice(seat)
    said = {} if row == "nothing" else {"outcome": answer(seat), "round": make_open_round(subject=seat.subject)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.create(seat=seat, channel="thread", **said)


class Refusing:
    """A mail server that refuses."""

    def __init__(self, refusal: Exception):
        self.refusal = refusal

    def __call__(self, **said):
        raise self.refusal


NOBODY = smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"No such user ana@example.org")})
BUSY = smtplib.SMTPRecipientsRefused({ADDRESS: (451, b"Busy")})


@pytest.mark.parametrize("refusal", [OSError("Connection refused"), smtplib.SMTPServerDisconnected(), BUSY])
def test_what_a_server_refuses_is_tried_again_and_told_once(told, monkeypatch, caplog, refusal):
    write_down(seat := told(), answer(seat))
    with monkeypatch.context() as patch:
        patch.setattr("codesign.actions.telling.send_news", Refusing(refusal))
        ask_for_messages()
    assert not Told.objects.reached().exists()
    assert ADDRESS not in caplog.text
    later(minutes=11)
    ask_for_messages()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("refusal", "times"), [(NOBODY, 1), (BUSY, MOST_REFUSALS)])
def test_what_is_refused_for_good_is_given_up(told, monkeypatch, refusal, times):
    write_down(seat := told(), answer(seat))
    monkeypatch.setattr("codesign.actions.telling.send_news", Refusing(refusal))
    for _ in range(MOST_REFUSALS + 2):
        ask_for_messages()
        later(minutes=11)
    message = Message.objects.get()
    assert (message.refusals, message.given_up_on) == (times, timezone.localdate())


def test_texts_and_letters_do_not_go_out_by_themselves(told):
    for means in (Means.TEXT, Means.LETTER):
        answer(told(means))
    assert run() == []
    assert not Message.objects.exists()


def test_who_waits_is_one_question_for_each_sort_however_many(told):
    subject = make_subject()

    def questions():
        with CaptureQueriesContext(connection) as asked:
            waiting = who_waits(Seat.objects.filter(subject=subject), list(Pace))
        return len(waiting), len(asked)

    answer(told(subject=subject))
    assert questions() == (1, 4)
    others = [told(subject=subject, address=f"{number}@example.org") for number in range(3)]
    record_outcome(
        voices=[voice for seat in others for voice in seat.voices.all()],
        kind=OutcomeKind.CHANGED,
        because="All of you.",
        recorded_by=subject.owner,
    )
    assert questions() == (4, 4)


def test_a_message_that_is_asked_for_is_not_asked_for_again_at_once(told, monkeypatch):
    write_down(seat := told(), answer(seat))
    asked = []
    monkeypatch.setattr("codesign.actions.telling.send_messages", SimpleNamespace(enqueue=asked.append))
    for _ in range(3):
        ask_for_messages()
    assert len(asked) == 1


def test_keys_of_a_message_are_of_its_sort_only(told):
    message = write_down(seat := told(), answer(seat))
    assert OUTCOMES.keys_of(message) == [Told.objects.get().outcome_id]
