"""What the tests of this folder have in common: what they do, and what they need."""

import pytest
from django.db import connection

on_a_server = [
    pytest.mark.fault,
    pytest.mark.socket,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
needs_services = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL and Redis")
