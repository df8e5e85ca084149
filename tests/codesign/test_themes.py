"""Themes: voices that one outcome answers together, and outcomes that a later one corrects."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from codesign.actions.outcomes import correct_outcome
from codesign.actions.themes import (
    NothingWaits,
    ThemeElsewhere,
    ThemeExists,
    answer_later_voices,
    answer_theme,
    gather,
    rename,
    take_out,
)
from codesign.enums import OutcomeKind
from codesign.models import Outcome, Theme
from people.models import AuditEntry
from tests.codesign.pages import answer
from tests.factories import make_owner, make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def make_voices(subject, count=2):
    return [make_voice(make_seat(subject), body=f"Voice {number}") for number in range(count)]


def gathered(subject, voices, name="Opening hours"):
    return gather(subject=subject, name=name, voices=voices, gathered_by=subject.owner)


def answered(theme, **fields):
    said = {"kind": OutcomeKind.CHANGED, "because": "We open at seven.", "answered_by": theme.subject.owner} | fields
    return answer_theme(theme=theme, **said)


@pytest.fixture
def voices(subject):
    return make_voices(subject)


@pytest.fixture
def theme(subject, voices):
    return gathered(subject, voices)


def test_voices_are_put_into_a_theme_and_the_chain_holds_no_words(theme, voices):
    assert set(theme.voices.all()) == set(voices)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == ("codesign.theme.gathered", {"voices": [voice.pk for voice in voices]})


@pytest.mark.parametrize("name", ["Opening hours", "opening HOURS"])
def test_a_theme_of_this_name_is_used_again(subject, theme, name):
    assert gathered(subject, make_voices(subject, 1), name) == theme
    assert theme.voices.count() == 3


def test_sent_twice_it_is_gathered_once(subject, theme, voices):
    assert gathered(subject, voices) == theme
    assert AuditEntry.objects.count() == 1


def test_two_subjects_may_have_themes_of_one_name(theme):
    assert gathered(make_subject(), []) != theme


def test_a_voice_is_in_one_theme(subject, theme, voices):
    other = gathered(subject, voices[:1], "Travel")
    assert (list(other.voices.all()), list(theme.voices.all())) == (voices[:1], voices[1:])


def test_voices_of_another_subject_stay_where_they_are(subject):
    elsewhere = make_voice()
    with pytest.raises(ThemeElsewhere):
        gathered(subject, [elsewhere])
    assert not Theme.objects.exists()


def test_the_database_keeps_one_theme_of_a_name(theme):
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.create(subject=theme.subject, name="OPENING HOURS", made_by=theme.made_by)


ACTS = {
    "gather": lambda theme, by: gather(subject=theme.subject, name="X", voices=theme.voices.all(), gathered_by=by),
    "take out": lambda theme, by: take_out(theme=theme, voices=theme.voices.all(), taken_out_by=by),
    "rename": lambda theme, by: rename(theme=theme, name="X", renamed_by=by),
    "answer": lambda theme, by: answered(theme, answered_by=by),
    "answer later": lambda theme, by: answer_later_voices(theme=theme, outcome=Outcome(theme=theme), answered_by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "make",
    [make_user, make_owner, lambda: make_user(is_superuser=True)],
    ids=["no owner", "owner of another subject", "superuser"],
)
def test_only_the_subjects_owner_works_with_themes(theme, act, make):
    with pytest.raises(PermissionDenied):
        ACTS[act](theme, make())
    assert theme.voices.count() == 2
    assert not Outcome.objects.exists()


def test_taken_out_a_voice_is_in_no_theme_and_keeps_its_outcome(theme, voices):
    answered(theme)
    take_out(theme=theme, voices=voices[:1], taken_out_by=theme.made_by)
    assert list(theme.voices.all()) == voices[1:]
    assert voices[0].outcomes.exists()


def test_a_voice_of_another_theme_is_not_taken_out(subject, theme):
    other = gathered(subject, make_voices(subject, 1), "Travel")
    take_out(theme=theme, voices=other.voices.all(), taken_out_by=subject.owner)
    assert other.voices.count() == 1


def test_a_theme_gets_another_name(theme):
    assert rename(theme=theme, name="Hours", renamed_by=theme.made_by).name == "Hours"
    assert Theme.objects.get().name == "Hours"


def test_a_theme_may_change_the_case_of_its_name(theme):
    assert rename(theme=theme, name="OPENING hours", renamed_by=theme.made_by).name == "OPENING hours"


def test_a_theme_does_not_take_the_name_of_another(subject, theme):
    gathered(subject, [], "Travel")
    with pytest.raises(ThemeExists):
        rename(theme=theme, name="travel", renamed_by=subject.owner)


def test_one_outcome_answers_all_that_wait(subject, theme, voices):
    alone = answer(voices[0].seat)
    outcome = answered(theme)
    assert list(outcome.voices.all()) == voices[1:]
    assert outcome.theme == theme
    assert list(voices[0].outcomes.all()) == [alone]


def test_the_same_answer_sent_twice_is_one_outcome(theme):
    assert answered(theme) == answered(theme)
    assert Outcome.objects.count() == 1


def test_what_comes_later_waits_until_somebody_says_that_it_is_answered(subject, theme):
    outcome = answered(theme)
    late = make_voices(subject, 1)
    gathered(subject, late)
    assert answered(theme) == outcome
    assert not late[0].outcomes.exists()
    answer_later_voices(theme=theme, outcome=outcome, answered_by=subject.owner)
    assert list(late[0].outcomes.all()) == [outcome]
    assert AuditEntry.objects.latest("number").data == {"voices": [late[0].pk]}


def test_an_outcome_of_another_theme_answers_nothing_here(subject, theme):
    other = answered(gathered(subject, make_voices(subject, 1), "Travel"))
    with pytest.raises(ThemeElsewhere):
        answer_later_voices(theme=theme, outcome=other, answered_by=subject.owner)


def test_where_nothing_waits_there_is_nothing_to_answer(subject, theme):
    outcome = answered(theme)
    with pytest.raises(NothingWaits):
        answered(theme, because="Another reason.")
    with pytest.raises(NothingWaits):
        answer_later_voices(theme=theme, outcome=outcome, answered_by=subject.owner)
    with pytest.raises(NothingWaits):
        answered(gathered(subject, [], "Empty"))


def test_a_refusal_needs_a_reason(theme):
    with pytest.raises(IntegrityError), transaction.atomic():
        answered(theme, kind=OutcomeKind.NOT_CHANGED, because="")


def corrected(outcome, **fields):
    said = {"kind": OutcomeKind.PARTLY, "because": "On Thursdays only.", "corrected_by": outcome.subject.owner} | fields
    return correct_outcome(outcome=outcome, **said)


def test_a_later_outcome_corrects_an_earlier_one_for_the_same_voices(theme, voices):
    outcome = answered(theme)
    correction = corrected(outcome)
    assert (correction.corrects, correction.theme) == (outcome, theme)
    assert set(correction.voices.all()) == set(voices)
    outcome.refresh_from_db()
    assert outcome.because == "We open at seven."
    assert list(Outcome.objects.standing()) == [correction]


def test_an_outcome_is_corrected_once_and_then_its_correction(theme):
    first = answered(theme)
    second = corrected(first)
    assert corrected(first, because="Something else.") == second
    assert corrected(second, because="Something else.").corrects == second


@pytest.mark.parametrize("make", [make_user, make_owner], ids=["no owner", "owner of another subject"])
def test_only_the_subjects_owner_corrects(theme, make):
    outcome = answered(theme)
    with pytest.raises(PermissionDenied):
        corrected(outcome, corrected_by=make())
    assert Outcome.objects.count() == 1
