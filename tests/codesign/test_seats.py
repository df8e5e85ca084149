import uuid

import pytest
from django.http import Http404

from codesign import permissions
from codesign.actions.seats import take_seat, take_staff_seat
from codesign.enums import Provenance
from codesign.models import Seat
from codesign.permissions import TooManyLookUps, get_thread, seat_of_session
from codesign.references import hash_reference, new_reference
from people.models import Attempt
from tests.factories import make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
HERE = "192.0.2.7"


def test_a_seat_names_nobody_and_stores_no_reference():
    seat, reference = take_seat(subject=make_subject())
    assert (seat.provenance, seat.holder) == (Provenance.SELF, None)
    assert seat.reference_hash == hash_reference(reference)
    stored = [str(value) for value in Seat.objects.values_list().get()]
    assert not any(reference in value for value in stored)


def test_the_same_seat_taken_again_is_one_seat_and_only_its_new_reference_works():
    subject, seat_id = make_subject(), uuid.uuid4()
    first, old = take_seat(subject=subject, seat_id=seat_id)
    second, new = take_seat(subject=subject, seat_id=seat_id)
    assert first == second
    assert get_thread(new, HERE, {}) == first
    with pytest.raises(Http404):
        get_thread(old, HERE, {})


def test_a_member_of_staff_has_one_seat_which_is_not_heard():
    subject, user = make_subject(), make_user()
    assert take_staff_seat(subject=subject, holder=user)[0] == take_staff_seat(subject=subject, holder=user)[0]
    assert not Seat.objects.of_people_heard().exists()


def test_pseudonyms_at_one_subject_differ():
    subject = make_subject()
    assert len({take_seat(subject=subject)[0].pseudonym for _ in range(40)}) == 40


def test_a_session_opens_its_own_seat_at_that_subject_only():
    subject, other = make_subject(), make_subject()
    seat, _reference = take_seat(subject=subject)
    assert seat_of_session({"seats": {str(subject.pk): str(seat.pk)}}, subject) == seat
    assert seat_of_session({"seats": {str(other.pk): str(seat.pk)}}, other) is None
    assert seat_of_session({}, subject) is None


def test_a_reference_opens_its_seat_and_no_other():
    seat, reference = take_seat(subject=make_subject())
    take_seat(subject=seat.subject)
    assert get_thread(reference.lower(), HERE, {}) == seat


@pytest.mark.parametrize("typed", ["", "nothing", "KX4-72P-Q9M-0"])
def test_a_slip_of_the_pen_is_not_found_and_not_counted(typed):
    with pytest.raises(Http404):
        get_thread(typed, HERE, {})
    assert not Attempt.objects.exists()


def fail(times, address=HERE):
    for _ in range(times):
        with pytest.raises(Http404):
            get_thread(new_reference(), address, {})


def test_after_ten_failures_an_address_waits_even_with_the_right_reference():
    _seat, reference = take_seat(subject=make_subject())
    fail(10)
    with pytest.raises(TooManyLookUps):
        get_thread(reference, HERE, {})
    assert get_thread(reference, "192.0.2.8", {})


def test_a_session_opens_its_own_thread_though_the_limit_is_spent():
    seat, reference = take_seat(subject=make_subject())
    fail(10)
    assert get_thread(reference, HERE, {"references": {"subject": reference}}) == seat


def test_the_reference_of_another_thread_opens_nothing_more():
    _seat, reference = take_seat(subject=make_subject())
    _own, own = take_seat(subject=make_subject())
    fail(10)
    with pytest.raises(TooManyLookUps):
        get_thread(reference, HERE, {"references": {"subject": own}})


def test_failures_are_limited_in_total(monkeypatch):
    monkeypatch.setattr(permissions, "LOOK_UPS_IN_TOTAL", permissions.Limit("test.total", count=3, seconds=3600))
    for number in range(3):
        fail(1, address=f"192.0.2.{number}")
    with pytest.raises(TooManyLookUps):
        get_thread(new_reference(), "198.51.100.1", {})


def test_limits_store_no_address():
    fail(1)
    assert not any(HERE in str(value) for row in Attempt.objects.values_list() for value in row)
