"""A test that commits leaves what migrations made, and nothing else."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from wagtail.models import Locale, Site

from people.models import User
from people.vault.models import Consent
from tests.factories import make_closed_subject, make_user
from tests.rows import Beginnings, Rows, _filled, _rows, _tables

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
    kept = Rows()
    make_closed_subject(owner=make_user())
    Consent.objects.create(seat_id="0" * 32, purpose="?", given_at="2026-01-01T00:00Z")
    Permission.objects.filter(codename__startswith="add").delete()
    Site.objects.update(hostname="changed.example")
    Locale.objects.create(language_code="fr")
    assert everything() != before
    kept.put_back({"default", "vault"})
    assert everything() == before


def test_what_did_not_change_is_not_written_again(django_assert_num_queries):
    kept = Rows()
    reads = 1 + len(kept.rows["default"])
    with django_assert_num_queries(reads + 2):  # and a transaction around them
        kept.put_back({"default"})


def test_a_beginning_is_made_once_and_is_the_same_for_all():
    made = []

    def one_user():
        made.append(make_user())

    beginnings = Beginnings()
    beginnings.begin_with(one_user)
    before = everything()
    make_closed_subject(owner=make_user())
    User.objects.filter(pk=made[0].pk).update(display_name="Changed")
    beginnings.begin_with(one_user)
    assert len(made) == 1
    assert everything() == before
