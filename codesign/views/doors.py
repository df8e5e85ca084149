"""Codes of three sorts look alike: who types one at another door is shown the right one."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from codesign.forms import SummarisedForm
from codesign.references import Door, door_of

DOORS = {
    Door.THREAD: (gettext_lazy("This is a reference. It opens your thread."), gettext_lazy("Open my thread")),
    Door.INVITE: (gettext_lazy("This is a personal code. It lets you in."), gettext_lazy("Come in with this code")),
    Door.WORKSHOP: (gettext_lazy("This is the code of a workshop."), gettext_lazy("Go to the workshop")),
}


class OtherDoor(NamedTuple):
    sentence: str
    label: str
    url: str


def other_door(request: HttpRequest, form: SummarisedForm, field: str, here: Door) -> OtherDoor | None:
    """The door that what was typed opens, where it is not this one; then the form says so instead of "check yours"."""
    found = door_of(request.POST.get(field, "")) if request.method == "POST" else None
    if found is None or found[0] == here:
        return None
    sentence, label = DOORS[found[0]]
    form.errors.pop(field, None)
    form.add_error(field, sentence)
    return OtherDoor(str(sentence), str(label), reverse(found[0].value, args=[found[1]]))
