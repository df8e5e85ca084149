"""A test that commits leaves what migrations made, and nothing else."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from wagtail.models import Locale, Site

from people.models import User
from people.vault.models import Consent
from tests.factories import make_closed_subject, make_user
from tests.migrated import MigratedRows, _filled, _rows, _tables

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])


def everything():
    return {
        (alias, table): _rows(connections[alias], table)
        for alias in connections
        for table in _filled(connections[alias], _tables(connections[alias]))
    }


@pytest.mark.parametrize("time", [1, 2])
def test_every_test_that_commits_begins_with_what_migrations_made(time):
    assert not User.objects.exists()
    assert not Consent.objects.exists()
    assert Site.objects.count() == 1
    make_closed_subject(owner=make_user())


def test_rows_that_came_changed_or_went_are_put_back():
    before = everything()
    kept = MigratedRows()
    make_closed_subject(owner=make_user())
    Consent.objects.create(seat_id="0" * 32, purpose="?", given_at="2026-01-01T00:00Z")
    Permission.objects.filter(codename__startswith="add").delete()
    Site.objects.update(hostname="changed.example")
    Locale.objects.create(language_code="fr")
    assert everything() != before
    kept.put_back({"default", "vault"})
    assert everything() == before


def test_what_did_not_change_is_not_written_again(django_assert_num_queries):
    kept = MigratedRows()
    reads = 1 + len(kept.rows["default"])
    with django_assert_num_queries(reads + 2):  # and a transaction around them
        kept.put_back({"default"})
