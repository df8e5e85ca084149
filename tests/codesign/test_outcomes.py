import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from codesign.actions.outcomes import OutcomeElsewhere, record_outcome, record_told
from codesign.enums import OutcomeKind
from codesign.models import Outcome, Told
from people.models import AuditEntry
from tests.factories import make_owner, make_seat, make_subject, make_text, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def answer(*voices, by=None, **fields):
    said = {"kind": OutcomeKind.CHANGED, "because": "You were right."} | fields
    return record_outcome(voices=voices, recorded_by=by or voices[0].subject.owner, **said)


def test_an_outcome_answers_voices_and_the_chain_holds_no_words():
    seat = make_seat()
    voices = [make_voice(seat), make_voice(make_seat(seat.subject))]
    outcome = answer(*voices)
    assert set(outcome.voices.all()) == set(voices)
    entry = AuditEntry.objects.get()
    assert entry.action == "codesign.outcome.recorded"
    assert entry.data == {"kind": "changed", "voices": sorted(voice.pk for voice in voices)}


def test_the_same_answer_twice_is_one_outcome():
    voice = make_voice()
    assert answer(voice) == answer(voice)
    assert AuditEntry.objects.count() == 1


def test_a_later_answer_stands_beside_the_first():
    voice = make_voice()
    answer(voice, kind=OutcomeKind.NOT_CHANGED, because="Not this year.")
    answer(voice)
    assert voice.outcomes.count() == 2


@pytest.mark.parametrize("make", [make_user, make_owner], ids=["no owner", "owner of another subject"])
def test_only_the_subjects_owner_answers(make):
    with pytest.raises(PermissionDenied):
        answer(make_voice(), by=make())
    assert not Outcome.objects.exists()
    assert not AuditEntry.objects.exists()


def test_voices_of_two_subjects_are_not_answered_at_once():
    owner = make_owner()
    voices = [make_voice(make_seat(make_subject(owner=owner))) for _ in range(2)]
    with pytest.raises(OutcomeElsewhere):
        answer(*voices)


def test_a_passage_of_another_subject_is_refused():
    elsewhere = make_text(make_subject(), "Elsewhere.").passages.get()
    with pytest.raises(OutcomeElsewhere):
        answer(make_voice(), passage=elsewhere)


def test_no_voices_have_no_outcome():
    with pytest.raises(OutcomeElsewhere):
        record_outcome(voices=[], kind=OutcomeKind.CHANGED, because="Why.", recorded_by=make_owner())


def test_an_outcome_without_a_reason_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(make_voice(), because="")


def test_people_are_told_once():
    voice = make_voice()
    outcome = answer(voice)
    record_told(seat=voice.seat, outcomes=[outcome])
    record_told(seat=voice.seat, outcomes=[outcome])
    assert Told.objects.count() == 1
