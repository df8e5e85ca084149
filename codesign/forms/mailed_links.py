"""The address to which a link is sent."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy

from codesign.forms.fields import PlainText, SummarisedForm

MOST_OF_AN_ADDRESS = 254
NO_ADDRESS = gettext_lazy("This is no e-mail address. It looks like name@example.org.")


class MailedLinkForm(SummarisedForm):
    address = PlainText(
        most=MOST_OF_AN_ADDRESS,
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send you one mail and do not keep your address."),
        widget=forms.TextInput(
            attrs={"class": "input", "type": "email", "dir": "ltr", "autocomplete": "email", "autocapitalize": "none"}
        ),
        error_messages={
            "required": gettext_lazy("Type your e-mail address, such as name@example.org."),
            "too_long": NO_ADDRESS,
            "unreadable": NO_ADDRESS,
        },
    )

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"].strip()
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError(NO_ADDRESS) from None
        return typed
