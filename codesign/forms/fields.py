"""What forms of this project have in common: fields for text, and errors that are listed at the top."""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.models import Subject

MOST_CHARACTERS = 1500


class PlainText(forms.CharField):
    """Text as people type it: a line break counts once, and what cannot be stored is refused in words."""

    widget = forms.Textarea(attrs={"class": "input", "rows": 5})
    default_error_messages = {
        "too_long": gettext_lazy("This text has %(length)s characters. Shorten it to at most %(most)s."),
        "unreadable": gettext_lazy(
            "There are characters in this text that we cannot store. Remove them, or type the text again."
        ),
    }

    def __init__(self, *, most: int = MOST_CHARACTERS, **kwargs):
        self.most = most
        super().__init__(**kwargs)
        self.validators = [self._check_length]

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        return text

    def _check_length(self, text: str) -> None:
        if len(text) > self.most:
            counts = {"length": len(text), "most": self.most}
            raise forms.ValidationError(self.error_messages["too_long"], code="too_long", params=counts)


class SummarisedForm(forms.Form):
    """A form whose errors are also listed at its top, each with a link to its field."""

    @property
    def error_links(self) -> list[tuple[str, str]]:
        return [
            (self._anchor(name), str(sentence)) for name, sentences in self.errors.items() for sentence in sentences
        ]

    def _anchor(self, name: str) -> str:
        if name not in self.fields:
            name = next(iter(self.fields))
        grouped = isinstance(self.fields[name].widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
        return f"{self[name].auto_id}_0" if grouped else self[name].auto_id


def key_of_form(form: forms.Form, name: str) -> uuid.UUID:
    """Read the key that came with a form. One that was damaged is replaced, and the form asks to be sent again."""
    try:
        return uuid.UUID(form.cleaned_data[name] or "")
    except ValueError:
        put_into(form, name, str(uuid.uuid4()))
        raise forms.ValidationError(
            _("The form was damaged on its way to us. Nothing you wrote is lost: send it again.")
        ) from None


def put_into(form: forms.Form, name: str, value: str) -> None:
    """Replace what came in a hidden field, so that the form that is given back can be sent."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[name] = value
    form.data = data


class SubjectChoice(forms.ModelChoiceField):
    """Subjects of one lineage often have nearly the same title. A key that cannot be one is no choice, in our words."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None

    def label_from_instance(self, subject: Subject) -> str:
        return f"{subject.title} ({subject.get_kind_display()})"
