"""Fixtures of the table, the exchange and the gate."""

import pytest

from tests.personas.steps import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()
