"""Fixtures that every test may use. Both databases are real files or servers; nothing is mocked."""

import os
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from wagtail.models import Site

from tests.live import LiveServer
from tests.personas.steps import make_cast
from tests.rows import Beginnings, Rows

DATABASE_FIXTURES = {"db", "transactional_db", "live", "django_db_setup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run long tests with their full counts")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what meets no database, so that one run checks it for both."""
    for item in items:
        if not item.get_closest_marker("django_db") and DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("no_database")


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--long"))


@pytest.fixture(autouse=True)
def first_language():
    """Begin each test in the site's first language: a request for an Arabic page leaves its language active."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_root_of_another_test():
    """Wagtail keeps in the cache where each site begins; the page that was there in another test is gone."""
    Site.clear_site_root_paths_cache()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """Begin with copies of files that are migrated already, where whoever started us made some."""
    migrated = os.environ.get("MIGRATED_FILES")
    for alias in connections if migrated else ():
        shutil.copyfile(f"{migrated}/{alias}.sqlite3", connections[alias].settings_dict["TEST"]["NAME"])
    return django_db_keepdb or bool(migrated)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Migrate the vault as well where both aliases share one PostgreSQL database; keep what migrations made for all.

    Django makes one test database for the two and migrates only the alias it met first. At the end it drops it over the
    one alias while the other may still be connected, which PostgreSQL refuses.
    """
    with django_db_blocker.unblock():
        if connections["vault"].vendor == "postgresql":
            call_command("migrate", database="vault", verbosity=0)
        rows = Rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: rows.put_back(set(test.databases)))
        yield
    with django_db_blocker.unblock():
        end_what_killed_servers_left()
        connections.close_all()


def end_what_killed_servers_left():
    """Their sessions end by themselves, but the databases go at once."""
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = current_user"
                    " AND datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(scope="session")
def live_server_process(django_db_setup, django_db_blocker, tmp_path_factory):
    server = LiveServer(tmp_path_factory.mktemp("live") / "server.log")
    with django_db_blocker.unblock():
        server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def beginnings():
    return Beginnings()


@pytest.fixture
def live(live_server_process, transactional_db):
    return live_server_process


@pytest.fixture
def cast(db):
    """A table with its people: see tests/personas/steps.py."""
    return make_cast()
