"""Who takes part, as an owner chooses it."""

from django import forms
from django.utils.translation import gettext_lazy

from codesign.enums import SubjectMode
from codesign.forms.fields import SummarisedForm


class ModeForm(SummarisedForm):
    mode = forms.ChoiceField(
        label=gettext_lazy("Who takes part here?"),
        choices=SubjectMode.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who takes part."),
            "invalid_choice": gettext_lazy("Choose who takes part."),
        },
    )
