"""Who may stand in for a chair, who may not, and until when."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from codesign.enums import Provenance
from codesign.models import Seat
from measures.representation import Hearing
from people.enums import Role
from people.models import AuditEntry, StaffPost
from personas.actions.advocacies import CannotAdvocate, end_advocacy, log_contact
from personas.enums import ChairState
from personas.models import Advocacy, Chair
from tests.factories import make_text
from tests.personas.steps import conclude, make_staff

TODAY = timezone.localdate


def test_an_appointment_takes_a_labelled_seat_and_is_on_record(cast):
    advocacy = cast.appoint()
    assert advocacy.seat.provenance == Provenance.ADVOCATE
    assert advocacy.seat.holder == cast.advocate
    assert Chair.objects.with_advocates().get(pk=cast.chair.pk).state is ChairState.ADVOCATED
    assert AuditEntry.objects.get(action="personas.advocacy.appointed").actor == cast.lead


def test_an_advocate_s_seat_is_never_somebody_who_was_heard(cast):
    assert cast.appoint().seat not in Seat.objects.of_people_heard()


@pytest.mark.parametrize("who", ["advocate", "owner", "approver", "outsider"])
def test_only_the_lead_appoints(cast, who):
    with pytest.raises(PermissionDenied):
        cast.appoint(appointed_by=getattr(cast, who))
    assert not Advocacy.objects.exists()


@pytest.mark.parametrize("who", ["owner", "outsider", "approver", "lead"])
def test_only_somebody_on_the_list_of_advocates_stands_in(cast, who):
    with pytest.raises(CannotAdvocate):
        cast.appoint(advocate=getattr(cast, who))


def test_the_owner_does_not_stand_in_even_when_on_the_list(cast):
    cast.subject.owner = cast.advocate
    cast.subject.save()
    with pytest.raises(CannotAdvocate, match="owns"):
        cast.appoint()


def test_an_author_of_the_text_does_not_stand_in(cast):
    make_text(cast.subject, "Mine.", submitted_by=cast.advocate)
    with pytest.raises(CannotAdvocate, match="wrote"):
        cast.appoint()


@pytest.mark.parametrize(("ended", "is_refused"), [(None, True), (timedelta(0), True), (timedelta(days=1), False)])
def test_who_reports_to_the_owner_today_does_not_stand_in(cast, ended, is_refused):
    StaffPost.objects.create(
        user=cast.advocate,
        title="Field officer",
        unit="East",
        manager=cast.owner,
        started_date=TODAY() - timedelta(days=400),
        ended_date=None if ended is None else TODAY() - ended,
    )
    if not is_refused:
        assert cast.appoint().pk
        return
    with pytest.raises(CannotAdvocate, match="reports"):
        cast.appoint()


@pytest.mark.parametrize("hearing", [Hearing.UNDER_HEARD, Hearing.THIN, Hearing.NOBODY])
def test_a_chair_that_is_not_heard_can_be_stood_in_for(cast, hearing):
    Chair.objects.update(hearing=hearing)
    assert cast.appoint().pk


def test_nobody_stands_in_where_real_people_speak(cast):
    Chair.objects.update(hearing=Hearing.HEARD)
    with pytest.raises(CannotAdvocate, match="Real people"):
        cast.appoint()


def test_nobody_stands_in_at_a_removed_chair(cast):
    Chair.objects.update(removed_at=timezone.now(), removal_reason="Not concerned.")
    with pytest.raises(CannotAdvocate, match="taken from the table"):
        cast.appoint()


@pytest.mark.parametrize("days", [-1, 0, 185, 4000])
def test_a_term_outside_six_months_is_refused(cast, days):
    with pytest.raises(CannotAdvocate, match="six months"):
        cast.appoint(ends_on=TODAY() + timedelta(days=days))


def test_the_same_person_stands_in_once(cast):
    cast.appoint()
    with pytest.raises(CannotAdvocate, match="already"):
        cast.appoint()


def test_after_the_last_day_the_same_person_can_be_appointed_again(cast):
    first = cast.appoint()
    Advocacy.objects.update(started_on=TODAY() - timedelta(days=90), ends_on=TODAY() - timedelta(days=1))
    second = cast.appoint()
    assert list(Advocacy.objects.current()) == [second]
    assert first.seat == second.seat


@pytest.mark.parametrize(
    ("who", "may"), [("lead", True), ("advocate", True), ("owner", False), ("approver", False), ("outsider", False)]
)
def test_the_lead_and_the_advocate_end_an_advocacy(cast, who, may):
    advocacy = cast.appoint()
    if may:
        assert end_advocacy(advocacy=advocacy, ended_by=getattr(cast, who)).ended_at
        return
    with pytest.raises(PermissionDenied):
        end_advocacy(advocacy=advocacy, ended_by=getattr(cast, who))


def test_a_finding_is_on_one_exact_text(cast):
    advocacy = cast.appoint()
    assert conclude(cast, advocacy).text_version == cast.passage.text_version


def test_a_finding_on_a_text_that_changed_is_refused(cast):
    advocacy, old = cast.appoint(), cast.passage.text_version
    cast.change_text()
    with pytest.raises(CannotAdvocate, match="changed"):
        conclude(cast, advocacy, text_version=old)


@pytest.mark.parametrize("who", ["owner", "lead", "approver", "outsider"])
def test_nobody_else_concludes_for_a_chair(cast, who):
    with pytest.raises(PermissionDenied):
        conclude(cast, cast.appoint(), recorded_by=getattr(cast, who))


def test_another_advocate_does_not_conclude_for_this_chair(cast):
    with pytest.raises(PermissionDenied):
        conclude(cast, cast.appoint(), recorded_by=make_staff("Lin", Role.ADVOCATE))


def test_nobody_concludes_after_the_last_day(cast):
    advocacy = cast.appoint()
    end_advocacy(advocacy=advocacy, ended_by=cast.lead)
    with pytest.raises(CannotAdvocate, match="over"):
        conclude(cast, advocacy)


@pytest.mark.parametrize("days", [1, -400])
def test_a_conversation_in_the_future_or_long_ago_is_refused(cast, days):
    day = TODAY() + timedelta(days=days)
    with pytest.raises(CannotAdvocate, match="day of the conversation"):
        log_contact(advocacy=cast.appoint(), held_on=day, how="Visit", learned="x", logged_by=cast.advocate)


def test_a_conversation_is_logged_by_the_advocate_only(cast):
    advocacy = cast.appoint()
    said = {"advocacy": advocacy, "held_on": TODAY(), "how": "Visit", "learned": "Nobody gets letters."}
    log_contact(**said, logged_by=cast.advocate)
    with pytest.raises(PermissionDenied):
        log_contact(**said, logged_by=cast.lead)
    assert advocacy.contacts.count() == 1
