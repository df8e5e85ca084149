"""Who helped the holder of a seat, and that a guardian agreed."""

import uuid

from django.utils.translation import gettext as _

from codesign.models import AssistedRecord
from people.holdings import Facts, Holding


def _tell(seat_id: uuid.UUID) -> Facts:
    return [
        {
            "helped_by": str(each.helper or ""),
            "consent": each.get_consent_display(),
            "interpreter": each.interpreter,
            "guardian_agreed": _("Yes") if each.guardian_agreed else "",
            "read_back_on": each.read_back_on,
        }
        for each in AssistedRecord.objects.filter(seat=seat_id).select_related("helper")
    ]


def _erase(seat_id: uuid.UUID) -> None:
    """Who helped is the record of an office, and stays; a language may point to a person."""
    AssistedRecord.objects.filter(seat=seat_id).update(interpreter="")


ASSISTED = Holding("help", _tell, _erase)
