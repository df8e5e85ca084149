import pytest
from django.db import connection, transaction

from people import audit
from people.models import AuditEntry, AuditHead, User

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def chain():
    """Three entries about one account."""
    user = User.objects.create_user("ben@example.org")
    return [audit.record(action=f"people.test.act{n}", target=user, actor=user, data={"n": n}) for n in range(3)]


def behind_the_models_back(statement: str, *values) -> None:
    """Write as somebody with a database shell would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_chain_is_whole(chain):
    assert audit.first_broken_entry() is None
    assert [entry.number for entry in AuditEntry.objects.all()] == [1, 2, 3]


def test_an_empty_chain_is_whole():
    assert audit.first_broken_entry() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("action", "people.test.other"), ("target", "people.user:999"), ("data", '{"n": 9}'), ("hash", "0" * 64)],
)
def test_a_changed_entry_is_found(chain, column, value):
    behind_the_models_back(f"UPDATE people_auditentry SET {column} = %s WHERE number = 2", value)  # noqa: S608
    assert audit.first_broken_entry() == 2


def test_a_removed_entry_is_found(chain):
    behind_the_models_back("DELETE FROM people_auditentry WHERE number = 2")
    assert audit.first_broken_entry() == 2


def test_a_truncated_chain_is_found_through_its_head(chain):
    behind_the_models_back("DELETE FROM people_auditentry WHERE number = 3")
    assert audit.first_broken_entry() == 3


def test_swapped_entries_are_found(chain):
    behind_the_models_back("UPDATE people_auditentry SET number = 99 WHERE number = 2")
    behind_the_models_back("UPDATE people_auditentry SET number = 2 WHERE number = 3")
    behind_the_models_back("UPDATE people_auditentry SET number = 3 WHERE number = 99")
    assert audit.first_broken_entry() == 2


def test_entries_cannot_be_changed_or_deleted_through_the_model(chain):
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(action="x")
    with pytest.raises(TypeError):
        chain[0].delete()
    chain[0].action = "people.test.rewritten"
    with pytest.raises(TypeError):
        chain[0].save()


def test_an_act_that_fails_leaves_no_entry(chain):
    with transaction.atomic():
        audit.record(action="people.test.failed", target=chain[0].actor, actor=None)
        transaction.set_rollback(True)
    assert AuditHead.objects.get().number == 3
    assert audit.first_broken_entry() is None


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    user = User.objects.create_user("ana@example.org")
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(action="people.test.loose", target=user, actor=None)
