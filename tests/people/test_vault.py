import uuid

import pytest
from django.db import ProgrammingError, connections, transaction

from people.vault import store
from people.vault.models import Consent, SegmentProfile

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
GEOGRAPHY, RURAL, REMOTE = 1, 11, 12


def question(*, share=None, subtree=(RURAL, REMOTE)):
    return store.SegmentQuestion(RURAL, GEOGRAPHY, frozenset(subtree), share)


def declare(*segments, seat=None):
    seat = seat or uuid.uuid4()
    said = [store.Statement(GEOGRAPHY, frozenset(segments))]
    store.declare(seat_id=seat, statements=said, consent_text="We ask because …", language="en")
    return seat


def state_of(seats, **rule):
    asked = [question(**rule)]
    return store.chair_states(seat_ids=seats, questions=asked, minimum=5, limit=0.8)[RURAL]


@pytest.mark.parametrize(("people", "state"), [(0, "nobody"), (1, "thin"), (4, "thin"), (5, "heard")])
def test_a_chair_is_heard_from_the_minimum_on(people, state):
    assert state_of([declare(RURAL) for _ in range(people)]) == state


def test_a_chair_far_under_its_share_is_under_heard():
    seats = [declare(RURAL) for _ in range(5)] + [declare(99) for _ in range(95)]
    assert state_of(seats, share=0.5) == "under_heard"
    assert state_of(seats, share=0.05) == "heard"


def test_seats_of_another_subject_do_not_count():
    for _ in range(5):
        declare(RURAL)
    assert state_of([declare(RURAL)]) == "thin"


def test_a_person_in_two_sub_segments_counts_once():
    seats = [declare(RURAL, REMOTE) for _ in range(4)]
    assert state_of(seats) == "thin"


def test_those_who_prefer_not_to_say_count_nowhere():
    seats = [declare() for _ in range(5)]
    assert state_of(seats) == "nobody"


def test_declaring_twice_replaces_and_doubles_nothing():
    seat = declare(RURAL)
    declare(REMOTE, seat=seat)
    declare(REMOTE, seat=seat)
    assert store.me(seat) == [store.Statement(GEOGRAPHY, frozenset({REMOTE}))]
    assert Consent.objects.filter(seat_id=seat).count() == 1


def test_preferring_not_to_say_is_no_consent():
    assert not Consent.objects.filter(seat_id=declare()).exists()


def test_erasing_forgets_one_seat_and_no_other():
    seat, other = declare(RURAL), declare(RURAL)
    store.erase(seat)
    assert store.me(seat) == []
    assert store.me(other) != []


def test_the_vault_has_no_table_on_the_default_database():
    tables = connections["default"].introspection.table_names()
    if connections["default"].vendor == "postgresql":
        # One database, two roles: the default role does not even see the other schema's tables.
        assert SegmentProfile._meta.db_table not in tables
    assert SegmentProfile._meta.db_table in connections["vault"].introspection.table_names()


@pytest.mark.parametrize("act", ["SELECT * FROM", "DELETE FROM"])
@pytest.mark.parametrize("table", ["vault_segmentprofile", "vault_contact"])
def test_the_role_of_everything_else_cannot_touch_the_vault(act, table):
    if connections["default"].vendor != "postgresql":
        with connections["default"].cursor() as cursor, pytest.raises(Exception, match="no such table"):
            cursor.execute(f"{act} {table}")
        return
    with transaction.atomic(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connections["default"].cursor().execute(f"{act} vault.{table}")


def test_the_role_of_the_vault_cannot_read_what_was_said():
    if connections["vault"].vendor != "postgresql":
        with connections["vault"].cursor() as cursor, pytest.raises(Exception, match="no such table"):
            cursor.execute("SELECT * FROM codesign_voice")
        return
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="vault"):
        connections["vault"].cursor().execute("SELECT * FROM public.codesign_voice")


def test_more_seats_than_one_question_holds_are_all_counted(monkeypatch):
    monkeypatch.setattr(store, "SEATS_AT_ONCE", 2)
    assert state_of([declare(RURAL) for _ in range(5)]) == "heard"


def attest(seat, *segments):
    attested = [store.Statement(GEOGRAPHY, frozenset(segments), is_attested=True)]
    store.declare(seat_id=seat, statements=attested, consent_text="They say that …", language="en")


def test_what_people_say_and_what_is_attested_of_them_leave_each_other_alone():
    seat = declare(RURAL)
    attest(seat, REMOTE)
    declare(RURAL, seat=seat)
    attest(seat, REMOTE)
    said = [
        store.Statement(GEOGRAPHY, frozenset({RURAL})),
        store.Statement(GEOGRAPHY, frozenset({REMOTE}), is_attested=True),
    ]
    assert store.me(seat) == said


def counts_of(seats, *, is_attested):
    answers = {seat: "agree" if number % 2 else "disagree" for number, seat in enumerate(seats)}
    shown = store.aggregate(
        lineage=uuid.uuid4(),
        series="round",
        seat_ids=seats,
        questions=[question()],
        answers=answers,
        is_attested=is_attested,
    )
    return {answer: shown.values[RURAL, answer] for answer in ("agree", "disagree")}


def test_no_count_is_of_both_what_people_say_and_what_is_attested():
    said = [declare(RURAL) for _ in range(40)]
    attested = [uuid.uuid4() for _ in range(20)]
    for seat in attested:
        attest(seat, RURAL)
    others = [declare(99) for _ in range(40)]
    everybody = [*said, *attested, *others]
    assert counts_of(everybody, is_attested=False) == {"agree": 20, "disagree": 20}
    assert counts_of(everybody, is_attested=True) == {"agree": 10, "disagree": 10}


def test_a_chair_is_heard_by_people_of_whom_it_is_attested():
    seats = [uuid.uuid4() for _ in range(5)]
    for seat in seats:
        attest(seat, RURAL)
    assert state_of(seats) == "heard"


def test_erasing_forgets_what_was_attested():
    seat = uuid.uuid4()
    attest(seat, RURAL)
    store.erase(seat)
    assert store.me(seat) == []
