"""What visitors set on the site itself, and what an approver writes at the gate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.display import Display, Scheme, TextSize
from codesign.forms import PlainText, SummarisedForm


class DisplayForm(SummarisedForm):
    """How pages look on this device."""

    text = forms.TypedChoiceField(
        label=_("Size of text"),
        choices=TextSize.choices,
        coerce=TextSize,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a size of text."),
            "invalid_choice": _("Choose one of the sizes of text."),
        },
    )
    scheme = forms.TypedChoiceField(
        label=_("Colours"),
        choices=Scheme.choices,
        coerce=Scheme,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose light, dark, or as your device is set."),
            "invalid_choice": _("Choose light, dark, or as your device is set."),
        },
    )
    is_calm = forms.BooleanField(label=_("Calm: one colour for all notes, and nothing moves"), required=False)

    @property
    def display(self) -> Display:
        return Display(**self.cleaned_data)


class SendBackForm(SummarisedForm):
    reason = PlainText(
        label=_("What has to be different"),
        error_messages={"required": _("Say what has to be different. The owner reads it.")},
    )
