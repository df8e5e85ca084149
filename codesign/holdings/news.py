"""What one seat was told, by which means, and whether it said that this was of use."""

import uuid

from codesign.models import Message, Told, Usefulness
from people.holdings import Facts, Holding


def _tell(seat_id: uuid.UUID) -> Facts:
    told = Told.objects.reached().filter(seat=seat_id).select_related("outcome", "appeal", "round").order_by("id")
    useful = dict(Usefulness.objects.filter(seat=seat_id).values_list("outcome", "is_useful"))
    return [
        {
            "told": str(each.outcome or each.appeal or each.round),
            "by": each.get_channel_display(),
            "on": each.told_on,
            "was_useful": useful.get(each.outcome_id),
        }
        for each in told
    ]


def _erase(seat_id: uuid.UUID) -> None:
    Told.objects.filter(seat=seat_id).delete()
    Message.objects.filter(seat=seat_id).delete()
    Usefulness.objects.filter(seat=seat_id).delete()


NEWS = Holding("news", _tell, _erase)
