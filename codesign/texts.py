"""Texts for the gateway of the institution: one line for each, a number and what is sent to it."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from codesign import links
from codesign.actions.handing_over import Addressed

MOST_CHARACTERS = 160
HEADER = ("number", "text")
# A sheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_file(addressed: Iterable[Addressed]) -> bytes:
    """The lines as CSV. Numbers are international and carry no plus sign: a sheet would calculate with it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADER)
    for each in addressed:
        writer.writerow([_harmless(each.reach.address.lstrip("+")), _harmless(text_of(each))])
    return written.getvalue().encode("utf-8")


def text_of(each: Addressed) -> str:
    """What one person reads on a locked screen, where others read it too: that there is news, and the two links."""
    with override(each.language):
        thread, stop = links.to_thread(each.reach.reference), links.to_stop(each.message.seat_id)
        text = _("News about what you told us: %(thread)s To stop: %(stop)s") % {"thread": thread, "stop": stop}
        return text if len(text) <= MOST_CHARACTERS else f"{thread} {stop}"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
