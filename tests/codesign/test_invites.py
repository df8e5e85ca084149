"""A code lets one person in, once, and nothing leads from it to that person."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from codesign.actions.ballots import NeedsCode, cast_ballot
from codesign.actions.invites import (
    MOST_CODES,
    BatchWasMade,
    InviteExpired,
    InviteRefused,
    InviteRevoked,
    InviteUsed,
    issue_batch,
    revoke_batch,
)
from codesign.actions.statements import suggest_statement
from codesign.enums import CODED_WAYS, Admission, Choice, Provenance, Way
from codesign.models import Ballot, Invite, InviteBatch, Seat, Subject
from codesign.permissions import SubjectNotOpen
from codesign.references import parse_invite_code
from people import audit
from people.models import AuditEntry
from people.vault import store
from tests.codesign.invite_steps import come_in, expire, invite_of, make_attested_batch, make_batch
from tests.codesign.round_steps import make_open_round, statements_of
from tests.codesign.test_ballots import at_once
from tests.factories import make_closed_subject, make_owner, make_seat, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_codes_are_returned_once_and_stored_as_hashes_only():
    batch, codes = make_batch(size=5)
    assert len({parse_invite_code(code) for code in codes}) == batch.size == 5
    stored = [str(value) for row in [*Invite.objects.values(), *InviteBatch.objects.values()] for value in row.values()]
    told = [str(entry.data) for entry in AuditEntry.objects.about(audit.name_of(batch))]
    for code in codes:
        assert not any(code in text or code.replace("-", "") in text for text in [*stored, *told])


def test_the_place_of_a_code_on_the_sheet_is_not_its_place_in_the_database():
    _batch, codes = make_batch(size=40)
    stored = list(Invite.objects.order_by("pk").values_list("pk", flat=True))
    assert [invite_of(code).pk for code in codes] != stored


def test_a_code_takes_a_seat_of_its_way():
    _batch, codes = make_batch()
    seat = come_in(codes[0])
    assert (seat.way, seat.provenance, seat.holder) == (Way.INVITED, Provenance.SELF, None)
    assert invite_of(codes[0]).redeemed_on is not None
    assert invite_of(codes[1]).redeemed_on is None


def test_nothing_stored_leads_from_a_code_to_a_seat():
    batch, codes = make_batch()
    seat = come_in(codes[0])
    row = [str(value) for value in Invite.objects.filter(pk=invite_of(codes[0]).pk).values()[0].values()]
    assert not any(str(seat.pk) in value or seat.pk.hex in value for value in row)
    assert {field.name for field in Invite._meta.get_fields()} == {"id", "batch", "code_hash", "redeemed_on"}
    assert not {field.related_model for field in Seat._meta.get_fields()} & {Invite, InviteBatch}
    assert [entry.action for entry in AuditEntry.objects.about(audit.name_of(batch))] == ["codesign.invites.issued"]


def test_a_code_works_once():
    _batch, codes = make_batch()
    come_in(codes[0])
    with pytest.raises(InviteUsed):
        come_in(codes[0])
    assert Seat.objects.count() == 1


def test_the_same_form_sent_twice_is_one_seat():
    _batch, codes = make_batch()
    form = uuid.uuid4()
    assert come_in(codes[0], form) == come_in(codes[0], form)
    assert Seat.objects.count() == 1


def test_a_used_code_does_not_open_a_seat_of_another_way():
    batch, codes = make_batch()
    come_in(codes[0])
    with pytest.raises(InviteUsed):
        come_in(codes[0], make_seat(batch.subject).pk)


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_of_many_who_come_at_once_with_one_code_one_gets_a_seat():
    _batch, codes = make_batch()
    refused = []

    def try_it():
        try:
            come_in(codes[0])
        except InviteUsed:
            refused.append(1)

    at_once([try_it] * 6)
    assert (Seat.objects.count(), len(refused)) == (1, 5)


def taken_back(batch):
    revoke_batch(batch=batch, revoked_by=batch.subject.owner)


def closed(batch):
    Subject.objects.filter(pk=batch.subject_id).update(closes_at=batch.made_at)


@pytest.mark.parametrize(
    ("happened", "refusal"), [(taken_back, InviteRevoked), (expire, InviteExpired), (closed, SubjectNotOpen)]
)
def test_a_code_whose_time_is_over_lets_nobody_in(happened, refusal):
    batch, codes = make_batch()
    happened(batch)
    with pytest.raises(refusal):
        come_in(codes[0])
    assert not Seat.objects.exists()
    assert invite_of(codes[0]).redeemed_on is None


def test_who_came_in_keeps_their_seat_when_codes_are_taken_back():
    batch, codes = make_batch()
    form = uuid.uuid4()
    seat = come_in(codes[0], form)
    taken_back(batch)
    assert come_in(codes[0], form) == seat
    with pytest.raises(InviteRefused):
        come_in(codes[1])


@pytest.mark.parametrize("person", [make_owner, make_user, lambda: make_user(is_superuser=True)])
def test_nobody_but_the_owner_gives_codes_out_or_takes_them_back(person):
    batch, _codes = make_batch()
    with pytest.raises(PermissionDenied):
        make_batch(batch.subject, made_by=person())
    with pytest.raises(PermissionDenied):
        revoke_batch(batch=batch, revoked_by=person())
    assert InviteBatch.objects.get().revoked_at is None


def test_to_a_subject_that_is_closed_nobody_is_invited():
    with pytest.raises(SubjectNotOpen):
        make_batch(make_closed_subject())


@pytest.mark.parametrize("size", [0, -1, MOST_CODES + 1])
def test_a_batch_has_a_size(size):
    with pytest.raises(ValueError, match=str(size)):
        make_batch(size=size)


def test_the_same_form_makes_one_batch():
    batch, _codes = make_batch()
    with pytest.raises(BatchWasMade) as refused:
        make_batch(batch.subject, send_key=batch.send_key)
    assert refused.value.batch == batch
    assert Invite.objects.count() == batch.size


@pytest.mark.parametrize("way", CODED_WAYS)
def test_a_batch_attests_one_segment_with_an_organisation_or_none(way):
    batch, _codes = make_attested_batch() if way == Way.INVITED else make_batch()
    with pytest.raises(IntegrityError), transaction.atomic():
        InviteBatch.objects.filter(pk=batch.pk).update(way=way)


def test_an_attested_segment_is_declared_as_attested(django_capture_on_commit_callbacks):
    batch, codes = make_attested_batch()
    with django_capture_on_commit_callbacks(execute=True):
        seat = come_in(codes[0])
    attested = store.Statement(batch.segment.dimension_id, frozenset({batch.segment_id}), is_attested=True)
    assert store.me(seat.pk) == [attested]
    assert seat.way == Way.ATTESTED


def test_a_batch_without_a_segment_declares_nothing(django_capture_on_commit_callbacks):
    _batch, codes = make_batch()
    with django_capture_on_commit_callbacks(execute=True):
        seat = come_in(codes[0])
    assert store.me(seat.pk) == []


def seat_of(way, subject):
    seat = make_seat(subject)
    seat.way = way
    seat.save()
    return seat


@pytest.mark.parametrize("admission", Admission)
@pytest.mark.parametrize("way", Way)
def test_a_round_takes_ballots_and_statements_of_those_it_admits(admission, way):
    round_ = make_open_round(admission=admission, takes_statements=True)
    seat = seat_of(way, round_.subject)
    said = {"body": "The forms are long.", "language": "en", "send_key": uuid.uuid4()}
    acts = [
        lambda: cast_ballot(round_=round_, seat=seat, statement=statements_of(round_)[0], choice=Choice.AGREE),
        lambda: suggest_statement(round_=round_, seat=seat, **said),
    ]
    for act in acts:
        if admission == Admission.OPEN or way in CODED_WAYS:
            act()
        else:
            with pytest.raises(NeedsCode):
                act()
    is_admitted = admission == Admission.OPEN or way in CODED_WAYS
    assert Ballot.objects.count() == (1 if is_admitted else 0)


def test_one_code_is_one_ballot_where_a_code_is_needed():
    round_ = make_open_round(admission=Admission.INVITED)
    statement = statements_of(round_)[0]
    _batch, codes = make_batch(round_.subject)
    cast_ballot(round_=round_, seat=come_in(codes[0]), statement=statement, choice=Choice.AGREE)
    with pytest.raises(InviteUsed):
        come_in(codes[0])
    with pytest.raises(NeedsCode):
        cast_ballot(round_=round_, seat=make_seat(round_.subject), statement=statement, choice=Choice.AGREE)
    assert Ballot.objects.count() == 1


def test_making_codes_asks_as_often_for_many_as_for_one(django_assert_max_num_queries):
    subject = make_subject()
    with django_assert_max_num_queries(16):
        make_batch(subject, size=MOST_CODES)


def test_a_batch_is_in_the_chain():
    batch, _codes = make_attested_batch()
    taken_back(batch)
    entries = AuditEntry.objects.about(audit.name_of(batch)).order_by("number")
    assert [(each.action, each.data) for each in entries] == [
        ("codesign.invites.issued", {"size": 3, "way": "attested"}),
        ("codesign.invites.revoked", {}),
    ]


def test_issuing_takes_its_words_by_name_only():
    with pytest.raises(TypeError):
        issue_batch(make_subject())
