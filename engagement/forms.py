"""What staff fill in about what was done around participation."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from codesign.forms import SummarisedForm
from engagement.enums import OutreachMethod


class DayField(forms.DateField):
    """A day, as every browser sends it."""

    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class AttemptForm(SummarisedForm):
    """That somebody tried to reach a segment."""

    method = forms.ChoiceField(
        label=_("How did you try?"),
        choices=OutreachMethod.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you tried to reach them."),
            "invalid_choice": _("Choose how you tried to reach them."),
        },
    )
    attempted_on = DayField(
        label=_("On which day?"),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day as year-month-day: 2026-05-31.")},
    )
    place = forms.CharField(
        label=_("Where? (optional)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={"max_length": _("Shorten the place to at most 120 characters.")},
    )
    result = forms.CharField(
        label=_("What came of it?"),
        max_length=300,
        help_text=_("One sentence; nothing that points to a person."),
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={
            "required": _("Say what came of it, even if it was nothing."),
            "max_length": _("Shorten this to at most 300 characters."),
        },
    )

    def clean_attempted_on(self):
        day = self.cleaned_data["attempted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come. Log an attempt once it was made."))
        return day
