"""What the engagement lead fills in to appoint an advocate."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from codesign.forms import PlainText, SummarisedForm
from engagement.forms import DayField
from people.models import User
from personas.permissions import staff_advocates

USUAL_TERM = timedelta(days=182)
MOST_CHARACTERS = 1000


def usual_end():
    return timezone.localdate() + USUAL_TERM


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class AppointmentForm(SummarisedForm):
    """Who stands in, what they know, what could bias them, and until when."""

    advocate = PersonField(
        label=_("Who stands in?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person from the list.")},
    )
    basis = PlainText(
        most=MOST_CHARACTERS,
        label=_("What does this person know of the group, and from where?"),
        error_messages={"required": _("Say what this person knows of the group, and from where.")},
    )
    conflicts = PlainText(
        most=MOST_CHARACTERS,
        label=_("Conflicts of interest"),
        help_text=_("Write “none” if there are none."),
        error_messages={"required": _("Declare conflicts of interest, or write “none”.")},
    )
    ends_on = DayField(
        label=_("Until which day?"),
        help_text=_("At most six months. It ends sooner when real people of the group are heard."),
        initial=usual_end,
        error_messages={"required": _("Give the day."), "invalid": _("Give the day as year-month-day: 2026-05-31.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["advocate"].queryset = staff_advocates()  # type: ignore[attr-defined]
