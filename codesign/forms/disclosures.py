"""What somebody writes who asks to look at who stands behind words."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.forms.fields import PlainText, SummarisedForm
from codesign.models import MOST_DAYS_BEFORE_TELLING

MOST_LEGAL_BASIS_CHARACTERS = 300
MOST_LATER_CHARACTERS = 500


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": rows, "dir": "auto"})


class DisclosureForm(SummarisedForm):
    reason = PlainText(
        label=gettext_lazy("Why must this be? The person reads it."),
        help_text=gettext_lazy("Write it so that somebody who knows nothing of it can decide."),
        widget=_area(4),
        error_messages={"required": gettext_lazy("Write why this must be. Another person decides by it.")},
    )
    legal_basis = PlainText(
        most=MOST_LEGAL_BASIS_CHARACTERS,
        label=gettext_lazy("Which law allows it?"),
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Name the law and its article that allow this.")},
    )
    tell_after_days = forms.IntegerField(
        label=gettext_lazy("Tell the person after how many days?"),
        help_text=gettext_lazy("0 is at once, and that is the rule. At most 30."),
        min_value=0,
        max_value=MOST_DAYS_BEFORE_TELLING,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "input"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Write a number of days from 0 to 30.")
        ),
    )
    tell_later_because = PlainText(
        most=MOST_LATER_CHARACTERS,
        required=False,
        label=gettext_lazy("If not at once: what would telling harm?"),
        widget=_area(2),
    )

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("tell_after_days") and not said.get("tell_later_because") and not self.errors:
            self.add_error("tell_later_because", _("Say what telling at once would harm, or write 0 days."))
        return said
