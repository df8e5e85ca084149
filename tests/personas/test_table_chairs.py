"""Laying a table, taking a chair away and putting it back."""

import pytest
from django.core.exceptions import PermissionDenied

from people.enums import Role
from people.models import AuditEntry
from personas.actions.tables import ReasonMissing, lay_table, remove_chair, restore_chair
from personas.models import Chair
from tests.factories import make_owner, make_subject, make_user
from tests.personas.table_steps import chair_of, make_lead, make_segments, make_table

pytestmark = pytest.mark.django_db


def actions() -> list[str]:
    return list(AuditEntry.objects.values_list("action", flat=True))


def test_chairs_stand_in_the_order_of_dimensions_and_segments():
    subject = make_subject()
    later, earlier = make_segments("C", "D", position=9), make_segments("A", "B", position=1)
    table = lay_table(subject=subject, segments=[*reversed(later), *reversed(earlier)], laid_by=subject.owner)
    assert [chair.segment.name for chair in table.chairs.all()] == ["A", "B", "C", "D"]


def test_laying_again_adds_what_was_missing_and_nothing_twice():
    table = make_table("Rural", "Deaf")
    segments = [chair.segment for chair in table.chairs.all()] + make_segments("Refugees")
    for _ in range(2):
        assert lay_table(subject=table.subject, segments=segments, laid_by=table.subject.owner) == table
    assert table.chairs.count() == 3
    assert actions() == ["personas.table.laid"] * 2


def test_laying_again_leaves_a_removed_chair_removed():
    table = make_table("Rural")
    chair = remove_chair(chair=table.chairs.get(), reason="Not concerned.", removed_by=table.subject.owner)
    lay_table(subject=table.subject, segments=[chair.segment], laid_by=table.subject.owner)
    assert not table.chairs.seated().exists()


LAYERS = [
    (make_lead, True),
    (make_owner, True),
    (lambda: make_user(Role.EDITOR), True),
    (lambda: make_user(is_superuser=True), True),
    (lambda: make_user(Role.ADVOCATE), False),
    (lambda: make_user(Role.APPROVER), False),
    (lambda: make_user(Role.FACILITATOR), False),
    (make_user, False),
]


@pytest.mark.parametrize(("make", "is_allowed"), LAYERS)
def test_whoever_may_edit_the_page_lays_its_table(make, is_allowed):
    subject, segments, person = make_subject(), make_segments("Rural"), make()
    if is_allowed:
        assert lay_table(subject=subject, segments=segments, laid_by=person).chairs.count() == 1
        return
    with pytest.raises(PermissionDenied):
        lay_table(subject=subject, segments=segments, laid_by=person)
    assert not Chair.objects.exists()


def test_a_chair_leaves_with_its_reason_and_comes_back_once():
    table = make_table("Rural")
    owner, chair = table.subject.owner, table.chairs.get()
    for _ in range(2):
        remove_chair(chair=chair, reason=" Nobody there is paid this. ", removed_by=owner)
    assert chair_of(table, "Rural").removal_reason == "Nobody there is paid this."
    for _ in range(2):
        restore_chair(chair=chair, restored_by=owner)
    assert table.chairs.seated().get().removal_reason == ""
    assert actions() == ["personas.table.laid", "personas.chair.removed", "personas.chair.restored"]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_chair_without_a_reason_stays(reason):
    table = make_table("Rural")
    with pytest.raises(ReasonMissing):
        remove_chair(chair=table.chairs.get(), reason=reason, removed_by=table.subject.owner)
    assert table.chairs.seated().exists()


@pytest.mark.parametrize("make", [make_lead, make_owner, make_user], ids=["lead", "another owner", "staff"])
def test_nobody_but_the_owner_takes_a_chair_away_or_puts_it_back(make):
    table, person = make_table("Rural", "Deaf"), make()
    rural, deaf = table.chairs.all()
    remove_chair(chair=deaf, reason="Not concerned.", removed_by=table.subject.owner)
    with pytest.raises(PermissionDenied):
        remove_chair(chair=rural, reason="It is in the way.", removed_by=person)
    with pytest.raises(PermissionDenied):
        restore_chair(chair=deaf, restored_by=person)
    assert list(table.chairs.seated()) == [rural]
