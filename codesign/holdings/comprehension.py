"""What one seat responded where a text was tested."""

import uuid

from codesign.models import Response
from people.holdings import Facts, Holding

NO_WORDS = "–"


def _tell(seat_id: uuid.UUID) -> Facts:
    responses = Response.objects.filter(seat=seat_id).select_related("item", "option").order_by("id")
    return [
        {
            "asked": each.item.scenario,
            "choice": each.option.text if each.option else None,
            "words": each.body,
        }
        for each in responses
    ]


def _erase(seat_id: uuid.UUID) -> None:
    """What was chosen counts on and leads to nobody; own words go."""
    Response.objects.filter(seat=seat_id).exclude(body="").update(body=NO_WORDS)


RESPONSES = Holding("responses", _tell, _erase)
