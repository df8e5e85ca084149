"""Where news of one seat goes, as its thread says it: never whole, because others may look at the screen."""

from dataclasses import dataclass

from django.utils.functional import Promise

from codesign.models import Seat
from people.enums import Means
from people.vault import contacts

SHOWN_DIGITS = 3


@dataclass(frozen=True)
class Where:
    """How news is sent, a hint of where to, and what keeps it from being sent."""

    means: str | Promise
    hint: str
    is_confirmed: bool
    is_stopped: bool


def told_where(seat: Seat) -> Where | None:
    reach = contacts.contact_for([seat.pk]).get(seat.pk)
    if reach is None:
        return None
    return Where(reach.means.label, _hint(reach.means, reach.address), reach.is_confirmed, reach.is_stopped)


def _hint(means: Means, address: str) -> str:
    if means == Means.EMAIL:
        local, _at, domain = address.rpartition("@")
        return f"{local[:1]}…@{domain}"
    return f"…{address[-SHOWN_DIGITS:]}" if means == Means.TEXT else ""
