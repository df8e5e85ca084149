"""What people send about a subject: a voice, a reference, and the owner's outcome."""

import uuid
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.enums import OutcomeKind
from codesign.forms.fields import PlainText, SummarisedForm
from codesign.forms.words import WordsForm, fit_field, kind_field, visibility_field
from codesign.models import Passage, Subject
from people.models import Dimension
from people.vault.store import Statement

SILENCE = "none"


class VoiceForm(WordsForm):
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

    def __init__(self, *args, subject: Subject, language: str, asks_about_you: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        self._barriers = {str(barrier.pk): barrier for barrier in subject.barriers.all()}
        self.fields["barriers"].choices = [(key, each.name_in(language)) for key, each in self._barriers.items()]  # type: ignore[attr-defined]
        asked = subject.asked_dimensions.prefetch_related("segments") if asks_about_you else []
        self.dimensions = {f"about_{dimension.pk}": dimension for dimension in asked}
        for name, dimension in self.dimensions.items():
            self.fields[name] = self._field_about(dimension)

    def _field_about(self, dimension: Dimension) -> forms.Field:
        groups = [(str(segment.pk), segment.name_in(self.language)) for segment in dimension.segments.all()]
        return forms.MultipleChoiceField(
            choices=[*groups, (SILENCE, _("I prefer not to say"))],
            required=False,
            label=dimension.name_in(self.language),
            help_text=dimension.reason_in(self.language),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "invalid_choice": _("One of the groups is no longer on this page. Choose again."),
            },
        )

    @cached_property
    def fields_about_you(self) -> list[forms.BoundField]:
        return [self[name] for name in self.dimensions]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        for name in self.dimensions:
            chosen = said.get(name, [])
            if SILENCE in chosen and len(chosen) > 1:
                self.add_error(name, _("You ticked a group and “I prefer not to say”. Keep one of the two."))
        tried = {"fit", "barriers", "body"} & self.errors.keys()
        if not tried and not any(said.get(name) for name in ("fit", "barriers", "body")):
            self.add_error("fit", _("Choose Yes, Partly or No, tick a box, or write something. Then press Send."))
        return said

    def new_seat_id(self, subject: Subject) -> uuid.UUID:
        return uuid.uuid5(self.cleaned_data["send_key"], str(subject.pk))

    @property
    def chosen_barriers(self) -> list:
        return [self._barriers[key] for key in self.cleaned_data["barriers"]]

    @property
    def statements(self) -> list[Statement]:
        """What was said about oneself; a dimension that was left alone is left out."""
        said = ((dimension, self.cleaned_data[name]) for name, dimension in self.dimensions.items())
        return [
            Statement(dimension.pk, frozenset(int(key) for key in chosen if key != SILENCE))
            for dimension, chosen in said
            if chosen
        ]

    @property
    def consent_text(self) -> str:
        """The words at the fields that were filled in: these are what the person agreed to."""
        answered = [bound for bound in self.fields_about_you if self.cleaned_data[bound.name]]
        return "\n".join([about_you_promise(), *(f"{bound.label}: {bound.help_text}" for bound in answered)])


def about_you_promise() -> str:
    return _(
        "You need not say anything about yourself. If you do, we use it only to see which groups have been heard. "
        "It is stored apart from your words, and you can have it forgotten at any time."
    )


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
