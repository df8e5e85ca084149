import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils.translation import override

from people.vault.router import VAULT


@pytest.fixture(scope="module")
def institution(django_db_setup, django_db_blocker):
    """The demo institution, loaded once for all tests of a module, because that takes seconds, and undone after them.

    Each test works in a savepoint of its own inside.
    """
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        transaction.atomic(using=VAULT),
        override(settings.LANGUAGE_CODE),
        override_settings(DEMO=True),
    ):
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using=VAULT)
