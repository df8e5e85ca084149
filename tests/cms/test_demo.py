"""The demo institution: how much there is of everything, and that loading it again changes nothing."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count

from cms.demo.concepts import LETTERS, ONE_VISIT
from cms.models import ConceptPage, PilotPage, ProgrammePage
from codesign.actions.signs import chart_of_sign
from codesign.enums import OutcomeKind, Provenance
from codesign.models import BreakdownCase, Outcome, Reading, Round, Seat, Subject, Voice
from measures.representation import Hearing
from people.audit import first_broken_entry
from people.models import Dimension, ReferenceCount, Segment
from people.vault.router import VAULT
from personas.actions.tables import current_hearings
from personas.models import Table

pytestmark = pytest.mark.django_db(databases=["default", VAULT])

# What the story needs: who is heard at the concepts that the two proposals grow out of.
HEARINGS = {
    ONE_VISIT: {
        "survivors": Hearing.HEARD,
        "older": Hearing.HEARD,
        "rural": Hearing.THIN,
        "migrants": Hearing.UNDER_HEARD,
        "remote": Hearing.NOBODY,
    },
    LETTERS: {
        "survivors": Hearing.HEARD,
        "retired": Hearing.HEARD,
        "older": Hearing.HEARD,
        "migrants": Hearing.HEARD,
        "remote": Hearing.NOBODY,
    },
}


def everything() -> dict[str, list]:
    """Every row of both databases."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    aliases = {model: VAULT if model._meta.app_label == "vault" else "default" for model in models}
    return {
        model._meta.label: list(model._base_manager.using(alias).order_by("pk").values())
        for model, alias in aliases.items()
    }


def test_a_house_that_is_no_demonstration_gets_none(settings):
    settings.DEMO, before = False, everything()
    with pytest.raises(CommandError):
        call_command("demo", verbosity=0)
    assert everything() == before


def test_loading_it_again_changes_nothing(institution):
    before = everything()
    call_command("demo", verbosity=0)
    assert everything() == before
    assert first_broken_entry() is None


def test_there_is_as_much_as_was_asked_for(institution):
    in_english = {"live": True, "locale__language_code": "en"}
    assert [model.objects.filter(**in_english).count() for model in (ProgrammePage, ConceptPage, PilotPage)] == [
        3,
        4,
        2,
    ]
    assert ConceptPage.objects.get(live=True, locale__language_code="ar").subject.code == ONE_VISIT
    assert Dimension.objects.count() == 10
    assert not Segment.objects.filter(reference_counts=None).exists()
    assert not ReferenceCount.objects.filter(is_invented=False).exists()
    assert not Dimension.objects.exclude(reason_translations__has_key="ar").exists()


def test_each_pilot_has_two_or_three_indicators_with_three_to_six_readings(institution):
    pilots = Subject.objects.filter(kind="pilot").annotate(number=Count("indicators"))
    assert all(2 <= pilot.number <= 3 for pilot in pilots)
    readings = Reading.objects.values("indicator").annotate(number=Count("pk"))
    assert all(3 <= row["number"] <= 6 for row in readings)


def test_people_speak_are_shown_and_are_answered_in_part(institution):
    people = Voice.objects.of_participants()
    assert people.filter(passage=None, reply_to=None).count() == 154
    assert people.taps().count() == 26
    assert people.filter(reply_to__isnull=False).count() == 1
    assert people.shown().count() >= 60
    assert people.filter(language="ar").count() >= 3
    assert people.exclude(body="").values("body").distinct().count() >= 70
    assert Voice.objects.filter(seat__provenance=Provenance.STAFF, shown_at__isnull=False).count() == 4
    assert set(Outcome.objects.values_list("kind", flat=True)) == set(OutcomeKind.values)
    assert Outcome.objects.count() >= 6
    assert sum(subject.due_count for subject in Subject.objects.with_voices_due()) >= 2


def test_everything_was_said_after_its_subject_opened_and_answered_after_it_was_said(institution):
    for voice in Voice.objects.select_related("subject").prefetch_related("outcomes"):
        assert voice.subject.opens_at.date() <= voice.sent_on
        assert all(voice.sent_on <= outcome.recorded_at.date() for outcome in voice.outcomes.all())
    texts = [version for subject in Subject.objects.exclude(kind="proposal") for version in subject.text_versions.all()]
    assert all(version.submitted_at == version.subject.opens_at for version in texts)


def test_a_name_is_the_same_on_every_machine_and_one_persons_alone(institution):
    names = list(Seat.objects.filter(conversation=None).values_list("subject__code", "pseudonym"))
    assert len(names) == len(set(names))
    (together,) = Seat.objects.exclude(conversation=None).values_list("subject__code", "pseudonym").distinct()
    assert together not in names
    first = Voice.objects.filter(subject__code=ONE_VISIT).order_by("sent_on", "pk").first()
    assert (first.seat.pseudonym, str(first.seat_id)) == ("Amber 1", "8d3892a8-8ad2-5ee6-9b7d-dc1a13e2b884")


def test_chairs_are_heard_as_far_as_the_story_needs(institution):
    for code, expected in HEARINGS.items():
        hearings = current_hearings(Table.objects.get(subject__code=code))
        found = {Segment.objects.get(pk=key).code: hearing for key, hearing in hearings.items()}
        assert expected.items() <= found.items()


def test_what_staff_say_counts_at_no_chair(institution):
    table = Table.objects.get(subject__code=ONE_VISIT)
    assert table.people_heard == table.subject.voices.of_participants().values("seat").distinct().count()


def test_a_round_is_open_with_ballots_and_a_suggestion(institution):
    round_ = Round.objects.open().with_people().get()
    assert (round_.people_count, round_.statements.count()) == (14, 3)
    assert round_.subject.statements.waiting().count() == 1


def test_the_case_of_the_letters_that_came_back_can_be_closed(institution):
    case = BreakdownCase.objects.get(sign__reason="returned_post")
    assert chart_of_sign(case.sign).recovery(case.alarm, case.changes.get().changed_on).is_whole
