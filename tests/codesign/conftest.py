"""Fixtures of participation."""

import pytest

from codesign.actions.seats import take_seat
from tests.factories import (
    make_subject,
    make_voice,
)


@pytest.fixture
def subject():
    return make_subject()


@pytest.fixture
def held(subject):
    """A seat with one voice, and its reference."""
    seat, reference = take_seat(subject=subject)
    make_voice(seat)
    return seat, reference
