"""What people may say about themselves, for the vault alone."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext as _

from codesign.forms.fields import SummarisedForm
from codesign.models import Subject
from people.models import Dimension
from people.vault.store import Statement

SILENCE = "none"


class AboutYouForm(SummarisedForm):
    """To which groups somebody belongs, as far as the subject asks. All of it may stay empty."""

    def __init__(self, *args, subject: Subject, language: str, asks_about_you: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
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
        return said

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
    def about_in_words(self) -> list[tuple[str, list[str]]]:
        """What was said about oneself, as it is read aloud."""
        chosen = {bound: self.cleaned_data[bound.name] for bound in self.fields_about_you}
        return [
            (str(bound.label), [str(label) for key, label in bound.field.choices if key in keys])  # type: ignore[attr-defined]
            for bound, keys in chosen.items()
            if keys
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
