"""What people send about a subject: a voice, a reference, and the owner's outcome."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.enums import OutcomeKind
from codesign.forms.about import AboutYouForm
from codesign.forms.fields import PlainText, SummarisedForm
from codesign.forms.words import WordsForm, fit_field, kind_field, visibility_field
from codesign.models import Passage, Subject


class VoiceForm(AboutYouForm, WordsForm):
    """Would this work for you? Everything is optional, as long as something is said."""

    fit = fit_field()
    barriers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("One of the boxes is no longer on this page. Tick the boxes again."),
        },
    )
    body = PlainText(required=False)
    kind = kind_field(required=False)
    visibility = visibility_field()

    def __init__(self, *args, subject: Subject, language: str, **kwargs):
        super().__init__(*args, subject=subject, language=language, **kwargs)
        self._barriers = {str(barrier.pk): barrier for barrier in subject.barriers.all()}
        self.fields["barriers"].choices = [(key, each.name_in(language)) for key, each in self._barriers.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        tried = {"fit", "barriers", "body"} & self.errors.keys()
        if not tried and not any(said.get(name) for name in ("fit", "barriers", "body")):
            self.add_error("fit", _("Choose Yes, Partly or No, tick a box, or write something. Then press Send."))
        return said

    @property
    def chosen_barriers(self) -> list:
        return [self._barriers[key] for key in self.cleaned_data["barriers"]]


class ReferenceForm(SummarisedForm):
    reference = forms.CharField(
        label=gettext_lazy("Your reference"),
        max_length=40,
        error_messages={
            "required": gettext_lazy("Type your reference. It looks like KX4-72P-Q9M-T."),
            "max_length": gettext_lazy("This is too long for a reference. It looks like KX4-72P-Q9M-T."),
        },
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class OutcomeForm(SummarisedForm):
    """The owner's outcome of a voice."""

    kind = forms.ChoiceField(
        choices=OutcomeKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what happened."),
            "invalid_choice": gettext_lazy("Choose what happened."),
        },
    )
    because = PlainText(error_messages={"required": gettext_lazy("Say why. The person reads it.")})
    passage = forms.ChoiceField(
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("This passage is no longer in the newest text. Choose again.")},
    )

    def __init__(self, *args, passages: list[Passage], **kwargs):
        super().__init__(*args, **kwargs)
        self._passages = {str(passage.pk): passage for passage in passages}
        named = [(key, str(passage)) for key, passage in self._passages.items()]
        self.fields["passage"].choices = [("", _("No passage")), *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen and written, as the actions take it."""
        return self.cleaned_data | {"passage": self._passages.get(self.cleaned_data["passage"])}
