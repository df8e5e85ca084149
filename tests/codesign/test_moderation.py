"""Who may hide, lift and decide, and when: a table of role × time × allowed, and what the database itself holds."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from codesign.actions.moderation import (
    AlreadyAppealed,
    AlreadyDecided,
    NoReason,
    NotHidden,
    NotShown,
    appeal_hide,
    decide_appeal,
    hide_many,
    hide_words,
    keep_words,
    lift_hide,
    report_voice,
)
from codesign.actions.outcomes import record_outcome
from codesign.actions.seats import take_staff_seat
from codesign.actions.switches import set_switches
from codesign.actions.voices import (
    Elsewhere,
    IsHidden,
    NotForEveryone,
    NotToReplyTo,
    TooMany,
    TooSoon,
    edit_voice,
    show_voice,
    tap_unclear,
)
from codesign.enums import HideReason, ModerationState, Visibility, Way
from codesign.models import Appeal, Hide, ModerationCase, Seat, Voice
from codesign.permissions.moderation import queue_for_moderator
from codesign.velocity import rushes
from people.actions import appoint_to_office
from people.enums import OfficeKind, Role
from people.models import AuditEntry, Office
from tests.factories import make_owner, make_passage, make_seat, make_subject, make_text, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def make_moderator(*roles):
    return make_user(Role.MODERATOR, *roles)


def make_lead():
    office = Office.objects.create(code="lead", kind=OfficeKind.ENGAGEMENT_LEAD, name="Lead")
    user = make_user()
    appoint_to_office(office=office, user=user, appointed_by=None)
    return user


def shown_voice(subject=None, **fields):
    subject = subject or make_subject()
    voice = make_voice(fields.pop("seat", None) or make_seat(subject), **fields)
    return show_voice(voice=voice, shown_by=subject.owner)


def hidden_voice(by=None, **fields):
    voice = shown_voice(**fields)
    return hide_words(words=voice, reason=HideReason.INSULT, hidden_by=by or make_moderator())


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def owner_who_moderates(voice):
    voice.subject.owner.groups.add(make_moderator().groups.get())
    return type(voice.subject.owner).objects.get(pk=voice.subject.owner_id)


def moderator_of_the_words(voice):
    """A moderator who said it."""
    moderator = make_moderator()
    Seat.objects.filter(pk=voice.seat_id).update(provenance="staff", holder=moderator)
    return moderator


WHO = {
    "a moderator": lambda voice: make_moderator(),
    "the owner of the subject": lambda voice: voice.subject.owner,
    "the owner, who is a moderator too": owner_who_moderates,
    "a moderator who said it": moderator_of_the_words,
    "another owner": lambda voice: make_owner(),
    "an editor": lambda voice: make_user(Role.EDITOR),
    "the lead": lambda voice: make_lead(),
    "a superuser": lambda voice: make_user(is_superuser=True),
    "somebody without a role": lambda voice: make_user(),
}


@pytest.mark.parametrize("state", ["waits", "shown", "closed"])
@pytest.mark.parametrize("who", WHO)
def test_a_moderator_hides_and_nobody_about_their_own_office_or_words(who, state):
    subject = make_subject()
    voice = make_voice(make_seat(subject))
    if state != "waits":
        show_voice(voice=voice, shown_by=subject.owner)
    if state == "closed":
        subject.closes_at = timezone.now() - timedelta(hours=1)
        subject.save()
    user = WHO[who](fresh(voice))
    if who == "a moderator":
        assert hide_words(words=voice, reason="insult", hidden_by=user).hidden_by == user
        assert fresh(voice).hidden_at
        return
    for act in (
        lambda: hide_words(words=voice, reason="insult", hidden_by=user),
        lambda: hide_many(words=[voice], reason="insult", hidden_by=user),
        lambda: keep_words(words=voice, kept_by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Hide.objects.exists()


@pytest.mark.parametrize("who", WHO)
def test_who_lifts_what_is_hidden(who):
    hide = hidden_voice()
    user = WHO[who](fresh(hide.voice))
    if who == "a moderator":
        assert lift_hide(hide=hide, lifted_by=user).lifted_by == user
        assert fresh(hide.voice).shown_at
        return
    with pytest.raises(PermissionDenied):
        lift_hide(hide=hide, lifted_by=user)
    assert fresh(hide.voice).hidden_at


@pytest.mark.parametrize("decision", ["kept", "lifted"])
@pytest.mark.parametrize("who", [*WHO, "who hid it"])
def test_somebody_else_than_who_hid_it_decides_an_appeal(who, decision):
    moderator = make_moderator()
    hide = hidden_voice(by=moderator)
    appeal = appeal_hide(hide=hide, seat=hide.voice.seat, body="It is true.")
    user = moderator if who == "who hid it" else WHO[who](fresh(hide.voice))
    if who in ("a moderator", "the lead"):
        decide_appeal(appeal=appeal, decision=decision, because="Read again.", decided_by=user)
        assert bool(fresh(hide.voice).shown_at) is (decision == "lifted")
        assert bool(fresh(hide.voice).hidden_at) is (decision == "kept")
        return
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal=appeal, decision=decision, because="Read again.", decided_by=user)
    assert fresh(appeal).decided_at is None


def test_a_lead_who_hid_it_as_a_moderator_does_not_decide():
    lead = make_lead()
    lead.groups.add(make_moderator().groups.get())
    hide = hidden_voice(by=fresh(lead))
    appeal = appeal_hide(hide=hide, seat=hide.voice.seat, body="Why?")
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal=appeal, decision="kept", because="So.", decided_by=fresh(lead))


def test_where_an_appeal_waits_nobody_lifts_past_it():
    hide = hidden_voice()
    appeal_hide(hide=hide, seat=hide.voice.seat, body="Why?")
    with pytest.raises(AlreadyAppealed):
        lift_hide(hide=hide, lifted_by=hide.hidden_by)


def test_an_author_appeals_once_also_where_it_is_hidden_again():
    hide = hidden_voice()
    seat = hide.voice.seat
    appeal = appeal_hide(hide=hide, seat=seat, body="Why?")
    with pytest.raises(AlreadyAppealed):
        appeal_hide(hide=hide, seat=seat, body="Again.")
    decide_appeal(appeal=appeal, decision="lifted", because="You are right.", decided_by=make_moderator())
    again = hide_words(words=hide.voice, reason="threat", hidden_by=make_moderator())
    with pytest.raises(AlreadyAppealed):
        appeal_hide(hide=again, seat=seat, body="And again.")
    assert Appeal.objects.count() == 1


def test_nobody_appeals_for_another_or_about_what_is_shown():
    hide = hidden_voice()
    with pytest.raises(PermissionDenied):
        appeal_hide(hide=hide, seat=make_seat(hide.voice.subject), body="Why?")
    lift_hide(hide=hide, lifted_by=make_moderator())
    with pytest.raises(NotHidden):
        appeal_hide(hide=hide, seat=hide.voice.seat, body="Why?")
    assert not Appeal.objects.exists()


def test_an_appeal_is_decided_once_and_with_a_reason():
    hide = hidden_voice()
    appeal = appeal_hide(hide=hide, seat=hide.voice.seat, body="Why?")
    other = make_moderator()
    for because in ("", "  \n"):
        with pytest.raises(NoReason):
            decide_appeal(appeal=appeal, decision="kept", because=because, decided_by=other)
    with pytest.raises(ValueError, match="ignored"):
        decide_appeal(appeal=appeal, decision="ignored", because="So.", decided_by=other)
    decide_appeal(appeal=appeal, decision="kept", because="So.", decided_by=other)
    with pytest.raises(AlreadyDecided):
        decide_appeal(appeal=appeal, decision="lifted", because="Or not.", decided_by=make_moderator())
    assert fresh(appeal).decision == "kept"


def test_hidden_twice_is_hidden_once_and_another_reason_needs_words():
    hide = hidden_voice()
    assert hide_words(words=hide.voice, reason="threat", hidden_by=make_moderator()) == hide
    with pytest.raises(NoReason):
        hide_words(words=shown_voice(), reason="other", hidden_by=make_moderator(), because=" ")
    with pytest.raises(ValueError, match="boring"):
        hide_words(words=shown_voice(), reason="boring", hidden_by=make_moderator())


def test_what_only_staff_read_or_was_tapped_is_not_hidden():
    subject = make_subject()
    private = make_voice(make_seat(subject), visibility=Visibility.STAFF_ONLY)
    passage = make_passage(make_text(subject))
    for voice in (private, tap_unclear(seat=make_seat(subject), passage=passage, language="en")):
        with pytest.raises(NotForEveryone):
            hide_words(words=voice, reason="insult", hidden_by=make_moderator())
        with pytest.raises(NotForEveryone):
            keep_words(words=voice, kept_by=make_moderator())


def test_many_are_hidden_for_one_reason_or_none():
    mine = make_moderator(Role.OWNER)
    voices = [shown_voice(), shown_voice(), shown_voice(make_subject(owner=mine))]
    with pytest.raises(PermissionDenied):
        hide_many(words=voices, reason="repeated", hidden_by=mine)
    assert not Hide.objects.exists()
    assert len(hide_many(words=voices[:2], reason="repeated", hidden_by=mine)) == 2


def test_an_owner_does_not_show_what_a_moderator_hid():
    hide = hidden_voice()
    with pytest.raises(IsHidden):
        show_voice(voice=hide.voice, shown_by=hide.voice.subject.owner)
    with pytest.raises(IsHidden):
        keep_words(words=hide.voice, kept_by=make_moderator())


def test_what_is_hidden_takes_no_replies_and_stays_hidden_when_it_is_changed():
    hide = hidden_voice()
    with pytest.raises(NotToReplyTo):
        make_voice(make_seat(hide.voice.subject), reply_to=fresh(hide.voice))
    edit_voice(voice=hide.voice, body="Kinder words.")
    assert (fresh(hide.voice).shown_at, bool(fresh(hide.voice).hidden_at)) == (None, True)


def test_what_is_hidden_still_gets_its_outcome():
    hide = hidden_voice()
    owner = hide.voice.subject.owner
    outcome = record_outcome(voices=[hide.voice], kind="changed", because="You were right.", recorded_by=owner)
    assert list(outcome.voices.all()) == [hide.voice]


def test_reported_once_from_a_seat_and_by_nobody_about_their_own_words():
    voice = shown_voice()
    reader = make_seat(voice.subject)
    assert report_voice(voice=voice, seat=reader, reason="threat") == report_voice(
        voice=voice, seat=reader, reason="insult"
    )
    with pytest.raises(NotShown):
        report_voice(voice=voice, seat=voice.seat, reason="threat")
    with pytest.raises(Elsewhere):
        report_voice(voice=voice, seat=make_seat(), reason="threat")
    with pytest.raises(NotShown):
        report_voice(voice=make_voice(make_seat(voice.subject)), seat=reader, reason="threat")
    assert ModerationCase.objects.count() == 1


def test_a_report_takes_nothing_off_the_page():
    voice = shown_voice()
    for _reader in range(20):
        report_voice(voice=voice, seat=make_seat(voice.subject), reason="insult")
    assert fresh(voice).shown_at


@pytest.mark.parametrize(("hides", "state"), [(True, ModerationState.HIDDEN), (False, ModerationState.SHOWN)])
def test_a_look_closes_what_was_reported(hides, state):
    voice, moderator = shown_voice(), make_moderator()
    case = report_voice(voice=voice, seat=make_seat(voice.subject), reason="insult")
    assert list(queue_for_moderator(moderator)) == [voice]
    if hides:
        hide_words(words=voice, reason="insult", hidden_by=moderator)
    else:
        keep_words(words=voice, kept_by=moderator)
    assert (fresh(case).state, fresh(case).closed_by) == (state, moderator)
    assert not queue_for_moderator(moderator)


def test_the_queue_has_reports_first_then_what_was_held_then_words_nobody_read():
    moderator = make_moderator(Role.OWNER)
    waiting = make_voice(make_seat())
    held = coded_voice(body="Call 0171 234567.")
    reported = shown_voice()
    report_voice(voice=reported, seat=make_seat(reported.subject), reason="insult")
    make_voice(make_seat(), body="", fit="yes")
    make_voice(make_seat(), visibility=Visibility.STAFF_ONLY)
    make_voice(make_seat(make_subject(owner=moderator)))
    colleague, _reference = take_staff_seat(subject=make_subject(), holder=moderator)
    make_voice(colleague)
    hidden_voice()
    assert list(queue_for_moderator(moderator)) == [reported, held, waiting]


def coded_voice(*, way=Way.INVITED, subject=None, **fields):
    seat = make_seat(subject or make_subject(reads_first=False))
    seat.way = way
    seat.save(update_fields=["way"])
    return make_voice(seat, **fields)


@pytest.mark.parametrize("way", [Way.INVITED, Way.ATTESTED])
def test_with_the_switch_off_words_of_people_with_a_code_are_shown_at_once(way):
    voice = coded_voice(way=way)
    assert voice.shown_at
    assert not ModerationCase.objects.exists()
    assert edit_voice(voice=voice, body="Other words.").shown_at


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": "Write to ann@example.org"}, HideReason.PRIVATE),
        ({"body": "Call 0171 234567."}, HideReason.PRIVATE),
        ({"body": "See https://win.example/"}, HideReason.ADVERTISING),
        ({"body": "See www.win.example"}, HideReason.ADVERTISING),
        ({"body": "Go to CHEAP-LOANS.COM now"}, HideReason.ADVERTISING),
        ({"way": Way.OPEN_LINK}, None),
        ({"visibility": Visibility.STAFF_ONLY}, None),
        ({"subject": "on"}, None),
    ],
)
def test_everything_else_waits_for_a_look(fields, reason):
    if fields.get("subject"):
        fields = {"subject": make_subject()}
    voice = coded_voice(**fields)
    assert voice.shown_at is None
    assert [case.reason for case in voice.cases.all()] == ([reason] if reason else [])


def test_words_changed_into_something_to_hold_are_held():
    voice = edit_voice(voice=coded_voice(), body="See https://win.example/")
    assert voice.shown_at is None
    assert voice.cases.get().reason == HideReason.ADVERTISING


@pytest.mark.parametrize("who", ["a moderator", "the owner of the subject"])
def test_a_moderator_and_the_owner_set_the_switches(who):
    voice = make_voice()
    user = WHO[who](voice)
    set_switches(subject=voice.subject, reads_first=False, slow_minutes=5, set_by=user)
    assert (fresh(voice.subject).reads_first, fresh(voice.subject).slow_minutes) == (False, 5)
    assert AuditEntry.objects.get().data == {"reads_first": False, "slow_minutes": 5}
    set_switches(subject=voice.subject, reads_first=False, slow_minutes=5, set_by=user)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("who", ["another owner", "an editor", "the lead", "a superuser", "somebody without a role"])
def test_nobody_else_sets_them(who):
    voice = make_voice()
    with pytest.raises(PermissionDenied):
        set_switches(subject=voice.subject, reads_first=False, slow_minutes=5, set_by=WHO[who](voice))


@pytest.mark.parametrize("minutes", [-1, 1, 60, 10**9])
def test_slow_mode_has_the_paces_that_are_offered(minutes):
    subject = make_subject()
    with pytest.raises(ValueError, match=str(minutes)):
        set_switches(subject=subject, reads_first=True, slow_minutes=minutes, set_by=subject.owner)


def sent_ago(voice, minutes):
    Voice.objects.filter(pk=voice.pk).update(editable_until=timezone.now() + timedelta(minutes=15 - minutes))


@pytest.mark.parametrize(("pace", "ago", "is_taken"), [(2, 1, False), (2, 3, True), (15, 14, False), (15, 16, True)])
def test_in_slow_mode_a_seat_sends_one_voice_in_so_many_minutes(pace, ago, is_taken):
    seat = make_seat(make_subject(slow_minutes=pace))
    sent_ago(make_voice(seat), ago)
    if is_taken:
        assert make_voice(seat, body="More.")
        return
    with pytest.raises(TooSoon):
        make_voice(seat, body="More.")
    assert make_voice(make_seat(seat.subject))
    assert seat.voices.count() == 1


def test_in_slow_mode_one_form_sent_twice_is_one_voice_and_with_other_words_too_soon():
    seat, key = make_seat(make_subject(slow_minutes=5)), uuid.uuid4()
    assert make_voice(seat, send_key=key) == make_voice(seat, send_key=key)
    with pytest.raises(TooSoon):
        make_voice(seat, send_key=key, body="Other words.")


def test_a_seat_sends_no_more_in_ten_minutes_than_a_person_writes():
    seat = make_seat()
    key = uuid.uuid4()
    for number in range(30):
        last = make_voice(seat, send_key=key if number == 29 else uuid.uuid4(), body=f"Words {number}")
    with pytest.raises(TooMany):
        make_voice(seat, body="More.")
    assert make_voice(seat, send_key=key, body="Words 29") == last
    assert make_voice(make_seat(seat.subject))
    Voice.objects.update(editable_until=timezone.now() + timedelta(minutes=4))
    assert make_voice(seat, body="More.")


def test_what_staff_say_is_under_no_pace():
    subject = make_subject(slow_minutes=15)
    seat, _reference = take_staff_seat(subject=subject, holder=make_user())
    for number in range(31):
        make_voice(seat, body=f"Words {number}")
    assert seat.voices.count() == 31


def voices_today(subject, count):
    return [make_voice(make_seat(subject)) for _number in range(count)]


@pytest.mark.parametrize(
    ("count", "before", "is_rush"), [(19, 0, False), (20, 0, True), (20, 79, True), (20, 80, False)]
)
def test_far_more_than_usual_is_more_than_a_quarter_of_the_busiest_day(count, before, is_rush):
    subject = make_subject()
    seat = make_seat(subject)
    day = timezone.localdate() - timedelta(days=3)
    said = {"subject": subject, "language": "en", "sent_on": day}
    Voice.objects.bulk_create(Voice(seat=seat, send_key=uuid.uuid4(), **said) for _number in range(before))
    voices_today(subject, count)
    assert [(rush.subject, rush.voices) for rush in rushes()] == ([(subject, count)] if is_rush else [])


def test_what_came_earlier_or_was_only_tapped_is_no_rush():
    subject = make_subject()
    voices_today(subject, 20)
    Voice.objects.update(editable_until=timezone.now() + timedelta(minutes=4))
    assert rushes() == []


def test_every_act_is_in_the_chain_and_holds_no_words():
    voice, moderator = shown_voice(body="Secret words"), make_moderator()
    report_voice(voice=voice, seat=make_seat(voice.subject), reason="insult")
    hide = hide_words(words=voice, reason="other", because="Secret reason", hidden_by=moderator)
    appeal = appeal_hide(hide=hide, seat=voice.seat, body="Secret appeal")
    decide_appeal(appeal=appeal, decision="lifted", because="Secret verdict", decided_by=make_moderator())
    keep_words(words=voice, kept_by=moderator)
    said = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert said[1:] == [
        "codesign.voice.reported",
        "codesign.voice.hidden",
        "codesign.appeal.made",
        "codesign.hide.lifted",
        "codesign.appeal.decided",
        "codesign.voice.kept",
    ]
    assert "Secret" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_the_database_holds_that_hidden_is_not_shown_and_hidden_once():
    hide = hidden_voice()
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.update(shown_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Hide.objects.create(voice=hide.voice, reason="insult", hidden_by=hide.hidden_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hide.objects.update(reason="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hide.objects.update(lifted_at=timezone.now())
