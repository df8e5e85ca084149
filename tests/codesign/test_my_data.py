"""What somebody may do with their own data: see it, take it along, withdraw it, and have it erased everywhere."""

import json
import uuid

import pytest
from django.core import management
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.urls import reverse

from codesign.actions.ballots import cast_ballot
from codesign.actions.moderation import appeal_hide, hide_words, lift_hide, report_voice
from codesign.actions.privacy import erase_seat, release_words, withdraw_words
from codesign.actions.reactions import NotToReactTo, react
from codesign.actions.rounds import close_round, settle_round
from codesign.actions.seats import take_advocate_seat, take_seat, take_staff_seat
from codesign.actions.statements import accept_statement, suggest_statement
from codesign.actions.voices import NotToReplyTo, edit_voice, show_voice
from codesign.enums import Fit, Stage, Visibility, VoiceKind
from codesign.models import Ballot, NoteText, Reaction, SealedEntry, Seat, Statement, Voice, VoiceWording, Voted
from codesign.permissions import voices_for_everyone
from people import audit
from people.holdings import Holding, everything_of, hold
from people.models import AuditEntry
from people.vault import store
from tests.codesign.boards.verbs import add
from tests.codesign.pages import answer, words_of
from tests.codesign.round_steps import make_open_round
from tests.codesign.test_moderation import make_moderator
from tests.factories import make_barrier, make_board, make_dimension, make_participant, make_seat, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
CANARY = "canary-7f3a"


def path_of(name, reference, *more):
    return reverse(name, args=[reference, *more])


def declared(seat):
    dimension = make_dimension("Countryside")
    said = [store.Statement(dimension.pk, frozenset({dimension.segments.get().pk}))]
    store.declare(seat_id=seat.pk, statements=said, consent_text="We use it only so.", language="en")


@pytest.fixture
def person():
    """Somebody who did everything that can be done, each time with the canary in their words."""
    round_ = make_open_round(takes_statements=True)
    subject = round_.subject
    seat, reference = take_seat(subject=subject)
    voice = make_voice(seat, body=f"{CANARY} first", fit=Fit.NO, barriers=[make_barrier(subject)])
    edit_voice(voice=voice, body=f"{CANARY} second")
    show_voice(voice=voice, shown_by=subject.owner)
    other = show_voice(voice=make_voice(make_seat(subject), body="Of another"), shown_by=subject.owner)
    show_voice(voice=make_voice(seat, body=f"{CANARY} reply", reply_to=other), shown_by=subject.owner)
    react(voice=other, seat=seat, kind="agree", wording=other.wording)
    cast_ballot(round_=round_, seat=seat, statement=round_.statements.first(), choice="agree")
    suggest_statement(round_=round_, seat=seat, body=f"{CANARY} suggestion", language="en", send_key=uuid.uuid4())
    declared(seat)
    return seat, reference, round_


def dump() -> str:
    """Every row of both databases as text."""
    found = []
    for alias in connections:
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_everything_is_told(client, person):
    _seat, reference, _round = person
    words = words_of(client.get(path_of("my_data", reference)))
    for said in ("first", "second", "reply", "suggestion"):
        assert f"{CANARY} {said}" in words
    for said in ("Of another", "Countryside", "You chose: Agree", "Fingerprint of the words you agreed to"):
        assert said in words


def test_the_file_says_the_same(client, person):
    seat, reference, _round = person
    response = client.get(path_of("my_data_json", reference))
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert response["Cache-Control"] == "private, no-store"
    told = json.loads(response.content)
    assert told.keys() == everything_of(seat.pk).keys()
    assert [voice["words"] for voice in told["voices"]] == [f"{CANARY} second", f"{CANARY} reply"]
    assert told["voices"][0]["earlier_words"] == [f"{CANARY} first"]


def test_erased_nothing_is_left_in_any_row(client, person):
    seat, reference, _round = person
    assert CANARY in dump()
    assert client.post(path_of("erase", reference)).status_code == 303
    left = dump()
    assert CANARY not in left
    assert reference not in left
    assert store.me(seat.pk) == []
    assert store.consents(seat.pk) == []


def test_erased_counts_and_the_chain_stay(person):
    seat, _reference, _round = person
    before = (Voice.objects.count(), Seat.objects.count(), AuditEntry.objects.count())
    erase_seat(seat=seat)
    assert (Voice.objects.count(), Seat.objects.count(), AuditEntry.objects.count() - 1) == before
    assert audit.first_broken_entry() is None
    assert AuditEntry.objects.order_by("number").last().action == "codesign.seat.erased"


def test_erased_no_reference_and_no_session_opens_it(client, person):
    seat, reference, _round = person
    session = client.session
    session["seats"], session["references"] = {str(seat.subject_id): str(seat.pk)}, {str(seat.subject_id): reference}
    session.save()
    client.post(path_of("erase", reference))
    assert client.session["seats"] == {}
    for name in ("thread", "my_data", "my_data_json", "erase"):
        assert Client().get(path_of(name, reference)).status_code == 404


def test_erasing_twice_at_once_is_erasing_once(person):
    seat, _reference, _round = person
    erase_seat(seat=seat)
    erase_seat(seat=seat)
    assert CANARY not in dump()


def test_ballots_of_an_open_round_go_and_those_of_a_counted_one_lead_nowhere(person):
    seat, _reference, round_ = person
    erase_seat(seat=seat)
    assert not Ballot.objects.exists()
    assert not Voted.objects.filter(seat=seat).exists()
    other = make_seat(round_.subject)
    cast_ballot(round_=round_, seat=other, statement=round_.statements.first(), choice="agree")
    settle_round(close_round(round_=round_, closed_by=round_.subject.owner))
    erase_seat(seat=other)
    assert Ballot.objects.count() == 1
    told = everything_of(other.pk)["rounds"]
    assert "Nothing leads from a choice to you" in told[0]["choices"]


def test_a_statement_that_others_are_asked_about_stays_as_nobodys(person):
    seat, _reference, _round = person
    statement = Statement.objects.get(seat=seat)
    accept_statement(statement=statement, accepted_by=statement.subject.owner)
    erase_seat(seat=seat)
    statement.refresh_from_db()
    assert (statement.seat, statement.send_key) == (None, None)


def test_what_was_written_on_boards_goes_also_what_is_sealed_still():
    board = make_board(Stage.DISCUSS)
    seat = make_participant(board)
    add(board, seat, f"{CANARY} note")
    erase_seat(seat=seat)
    assert set(NoteText.objects.values_list("body", "salt")) == {("", "")}
    assert board.ops.order_by("seq").last().kind == "redacted"
    sealed = make_board(Stage.WRITE_ALONE)
    alone = make_participant(sealed)
    add(sealed, alone, f"{CANARY} alone")
    assert CANARY in dump()
    erase_seat(seat=alone)
    assert CANARY not in dump()
    assert SealedEntry.objects.get(seat=alone).withdrawn_at is not None


def test_an_erased_voice_keeps_a_place_only_where_others_replied(client, subject):
    alone = show_voice(voice=make_voice(make_seat(subject)), shown_by=subject.owner)
    answered = show_voice(voice=make_voice(make_seat(subject), body="Gone"), shown_by=subject.owner)
    reply = make_voice(make_seat(subject), body="A reply", reply_to=answered)
    show_voice(voice=reply, shown_by=subject.owner)
    for voice in (alone, answered):
        erase_seat(seat=voice.seat)
    assert list(voices_for_everyone(subject)) == [answered]
    words = words_of(client.get(reverse("voice", args=[answered.key])))
    assert "had it erased" in words
    assert "A reply" in words
    assert "Gone" not in words
    answered.refresh_from_db()
    with pytest.raises(NotToReactTo):
        react(voice=answered, seat=make_seat(subject), kind="agree", wording=answered.wording)
    with pytest.raises(NotToReplyTo):
        make_voice(make_seat(subject), reply_to=answered)


def test_nobody_waits_for_an_outcome_of_what_was_erased(subject):
    erase_seat(seat=make_voice(make_seat(subject)).seat)
    assert not type(subject).objects.with_voices_due().exists()


@pytest.mark.parametrize("take", [take_staff_seat, lambda **about: (take_advocate_seat(**about), "")])
def test_what_staff_say_is_the_record_of_an_office_and_stays(subject, take):
    seat, _reference = take(subject=subject, holder=make_user())
    make_voice(seat, kind=VoiceKind.SUGGESTION)
    with pytest.raises(PermissionDenied):
        erase_seat(seat=seat)
    assert Voice.objects.get().body


def test_a_colleague_who_tries_is_told(client, subject):
    seat, reference = take_staff_seat(subject=subject, holder=make_user())
    make_voice(seat)
    client.post(path_of("erase", reference))
    assert "part of the record of an office" in words_of(client.get(path_of("thread", reference)))


def test_where_one_part_fails_nothing_is_erased(person, monkeypatch):
    seat, _reference, _round = person

    def fail(_seat_id):
        raise ConnectionError

    monkeypatch.setattr(store, "erase", fail)
    with pytest.raises(ConnectionError):
        erase_seat(seat=seat)
    assert VoiceWording.objects.exists()
    assert Reaction.objects.exists()


def test_a_part_is_registered_once():
    with pytest.raises(ValueError, match="registered already"):
        hold(Holding("voices", list, print))


@pytest.mark.parametrize("name", ["my_data", "my_data_json", "erase"])
@pytest.mark.parametrize("reference", ["KX4-72P-Q9M-T", "nothing", "9" * 500])
def test_there_is_nothing_behind_another_reference(client, name, reference):
    assert client.get(path_of(name, reference)).status_code == 404


def test_words_are_withdrawn_and_released(client, subject):
    seat, reference = take_seat(subject=subject)
    voice = show_voice(voice=make_voice(seat, body="Mine"), shown_by=subject.owner)
    client.post(path_of("voice_visibility", reference, voice.key))
    voice.refresh_from_db()
    assert (voice.visibility, voice.shown_at) == (Visibility.STAFF_ONLY, None)
    assert not voices_for_everyone(subject).exists()
    client.post(path_of("voice_visibility", reference, voice.key))
    voice.refresh_from_db()
    assert (voice.visibility, voice.shown_at) == (Visibility.WITHOUT_NAME, None)


def test_nobody_withdraws_the_words_of_somebody_else(client, subject):
    _seat, reference = take_seat(subject=subject)
    voice = show_voice(voice=make_voice(make_seat(subject)), shown_by=subject.owner)
    assert client.post(path_of("voice_visibility", reference, voice.key)).status_code == 404
    assert voices_for_everyone(subject).exists()


def test_withdrawing_and_releasing_again_change_nothing(subject):
    voice = make_voice(make_seat(subject), visibility=Visibility.STAFF_ONLY)
    assert withdraw_words(voice=voice).visibility == Visibility.STAFF_ONLY
    assert release_words(voice=release_words(voice=voice)).visibility == Visibility.WITHOUT_NAME


def test_the_outcome_stays_with_what_was_withdrawn(client, subject):
    seat, reference = take_seat(subject=subject)
    voice = make_voice(seat)
    answer(seat)
    client.post(path_of("voice_visibility", reference, voice.key))
    assert voice.outcomes.count() == 1


@pytest.fixture
def erased(subject, tmp_path):
    """A seat that was erased, and the file that says so, which is kept beside the backups."""
    seat = make_voice(make_seat(subject), body=CANARY).seat
    erase_seat(seat=seat)
    ledger = tmp_path / "erased.txt"
    with ledger.open("w") as file:
        management.call_command("erased_seats", stdout=file)
    return seat, ledger


def test_after_a_backup_came_back_what_was_erased_is_erased_again(erased):
    seat, ledger = erased
    Voice.objects.filter(seat=seat).update(body=CANARY, erased_on=None)
    management.call_command("erased_seats", again=str(ledger))
    assert CANARY not in dump()


@pytest.mark.parametrize("content", ["no key\n", "\x00\n"])
def test_a_ledger_that_cannot_be_read_erases_nothing(tmp_path, content):
    ledger = tmp_path / "erased.txt"
    ledger.write_text(content)
    with pytest.raises(management.CommandError, match="Line 1"):
        management.call_command("erased_seats", again=str(ledger))


def test_seats_that_the_backup_does_not_have_are_passed_over(tmp_path, capsys):
    ledger = tmp_path / "erased.txt"
    ledger.write_text(f"{uuid.uuid4()}\n")
    management.call_command("erased_seats", again=str(ledger))
    assert "Erased again: 0 of 1." in capsys.readouterr().out


def test_the_author_of_a_hidden_voice_takes_it_from_everyone_and_gives_it_back_hidden(client, subject):
    seat, reference = take_seat(subject=subject)
    voice = show_voice(voice=make_voice(seat, body="Rude words"), shown_by=subject.owner)
    hide = hide_words(words=voice, reason="insult", hidden_by=make_moderator())
    press = path_of("voice_visibility", reference, voice.key)
    assert "From now on only staff read these words." in words_of(client.post(press, follow=True))
    voice.refresh_from_db()
    assert (voice.visibility, voice.hidden_at) == (Visibility.STAFF_ONLY, None)
    client.post(press)
    voice.refresh_from_db()
    assert (voice.visibility, voice.hidden_at, voice.shown_at) == (Visibility.WITHOUT_NAME, hide.hidden_at, None)


def test_what_its_author_withdrew_is_not_shown_when_the_hide_is_lifted(subject):
    seat, _reference = take_seat(subject=subject)
    voice = show_voice(voice=make_voice(seat), shown_by=subject.owner)
    hide = hide_words(words=voice, reason="insult", hidden_by=make_moderator())
    withdraw_words(voice=voice)
    lift_hide(hide=hide, lifted_by=make_moderator())
    voice.refresh_from_db()
    assert (voice.shown_at, voice.hidden_at) == (None, None)


def test_sent_again_for_staff_only_a_hidden_voice_goes_to_staff(subject):
    seat, key = make_seat(subject), uuid.uuid4()
    voice = show_voice(voice=make_voice(seat, send_key=key), shown_by=subject.owner)
    hide_words(words=voice, reason="insult", hidden_by=make_moderator())
    make_voice(seat, send_key=key, visibility=Visibility.STAFF_ONLY)
    voice.refresh_from_db()
    assert (voice.visibility, voice.hidden_at) == (Visibility.STAFF_ONLY, None)


def test_appeals_reports_and_hides_are_told_and_an_appeal_is_erased(client, subject):
    seat, reference = take_seat(subject=subject)
    voice = show_voice(voice=make_voice(seat, body="Rude words"), shown_by=subject.owner)
    hide = hide_words(words=voice, reason="insult", because="Said so", hidden_by=make_moderator())
    appeal_hide(hide=hide, seat=seat, body=f"{CANARY} appeal")
    other = show_voice(voice=make_voice(make_seat(subject), body="Of another"), shown_by=subject.owner)
    report_voice(voice=other, seat=seat, reason="threat")
    words = words_of(client.get(path_of("my_data", reference)))
    for said in (f"{CANARY} appeal", "It threatens somebody", "It insults people", "Said so", "Of another"):
        assert said in words, said
    erase_seat(seat=seat)
    assert CANARY not in dump()


def test_what_one_reacted_to_or_reported_is_not_told_once_others_may_not_read_it(client, subject):
    seat, reference = take_seat(subject=subject)
    other = show_voice(voice=make_voice(make_seat(subject), body=f"{CANARY} of another"), shown_by=subject.owner)
    react(voice=other, seat=seat, kind="agree", wording=other.wording)
    report_voice(voice=other, seat=seat, reason="threat")
    hide_words(words=other, reason="threat", hidden_by=make_moderator())
    for name in ("my_data", "my_data_json"):
        assert CANARY not in words_of(client.get(path_of(name, reference))), name
