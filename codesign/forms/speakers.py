"""What is asked of somebody who does not only speak for themselves: a guardian, a representative, a person helped."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from codesign.enums import ConversationConsent, Provenance, SpeaksFor
from codesign.forms.fields import PlainText
from codesign.forms.voices import VoiceForm
from codesign.models import Subject

PROVENANCE_OF = {
    SpeaksFor.SELF: Provenance.SELF,
    SpeaksFor.CHILD: Provenance.ASSISTED,
    SpeaksFor.ORGANISATION: Provenance.REPRESENTATIVE,
}
SENTENCE_WHO = gettext_lazy("Choose who answers.")
SENTENCE_WHOM = gettext_lazy("Choose for whom you answer.")


def one_line(label: Any, most: int, help_text: Any = "", required: bool = False, **errors: Any) -> PlainText:
    widget = forms.TextInput(attrs={"class": "input", "dir": "auto", "autocomplete": "off"})
    return PlainText(
        most=most, label=label, help_text=help_text, required=required, widget=widget, error_messages=errors
    )


class GuestVoiceForm(VoiceForm):
    """The same of somebody who has no seat yet, and says for whom they answer before they take one."""

    speaks_for = forms.ChoiceField(
        label=gettext_lazy("For whom do you answer?"),
        choices=SpeaksFor.choices,
        initial=SpeaksFor.SELF,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": SENTENCE_WHOM},
    )
    guardian_agrees = forms.BooleanField(
        label=gettext_lazy("I am this child’s parent or guardian, and I agree that this is used."), required=False
    )
    organisation = one_line(
        gettext_lazy("Name of the organisation"),
        120,
        gettext_lazy("Everyone reads it beside what you say. Do not name a person."),
    )

    def clean(self) -> dict:
        said = super().clean()
        whom = said.get("speaks_for") or SpeaksFor.SELF
        if whom == SpeaksFor.CHILD and not said.get("guardian_agrees"):
            self.add_error(
                "guardian_agrees", _("Only a parent or guardian answers for a child. Tick that you are and agree.")
            )
        if whom == SpeaksFor.ORGANISATION and not said.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Name the organisation that you speak for."))
        return said

    @property
    def speaker(self) -> dict[str, Any]:
        """How the seat is taken. The name of an organisation is kept of its representative only."""
        provenance = PROVENANCE_OF[SpeaksFor(self.cleaned_data["speaks_for"] or SpeaksFor.SELF)]
        is_body = provenance == Provenance.REPRESENTATIVE
        return {"provenance": provenance, "organisation": self.cleaned_data["organisation"] if is_body else ""}

    @property
    def is_open(self) -> bool:
        """Whether something other than speaking for oneself was chosen or is to be put right."""
        names = ("speaks_for", "guardian_agrees", "organisation")
        return any(self[name].errors for name in names) or self["speaks_for"].value() not in ("", None, SpeaksFor.SELF)


class AssistedForm(VoiceForm):
    """What a member of staff fills in beside somebody: how they agreed, and then what they say."""

    website = None  # type: ignore[assignment]  # staff are signed in: no trap for machines
    speaks_for = forms.ChoiceField(
        label=gettext_lazy("Who answers?"),
        choices=[
            (SpeaksFor.SELF.value, gettext_lazy("The person, for themselves")),
            (SpeaksFor.CHILD.value, gettext_lazy("A parent or guardian, for a child")),
        ],
        initial=SpeaksFor.SELF,
        widget=forms.RadioSelect,
        error_messages={"required": SENTENCE_WHO, "invalid_choice": SENTENCE_WHO},
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("How did they agree that you write this down?"),
        choices=ConversationConsent.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Say how they agreed. If they did not, stop here."),
            "invalid_choice": gettext_lazy("Say how they agreed. If they did not, stop here."),
        },
    )
    interpreter = one_line(
        gettext_lazy("Does somebody interpret? Into which language?"),
        60,
        gettext_lazy("Leave it empty if nobody does."),
    )

    @property
    def hidden_fields_of_all(self) -> list[str]:
        """Everything that was filled in, to be sent again with the next press."""
        return [self[name].as_hidden() for name in self.fields]

    @property
    def is_for_child(self) -> bool:
        return bool(self.cleaned_data["speaks_for"] == SpeaksFor.CHILD)

    @property
    def said(self) -> dict[str, Any]:
        """The words, as the action takes them."""
        names = ("send_key", "fit", "body", "visibility", "consent", "interpreter")
        return {name: self.cleaned_data[name] for name in names} | {
            "kind": self.cleaned_data["kind"],
            "barriers": self.chosen_barriers,
            "statements": self.statements,
            "consent_text": self.consent_text,
            "is_for_child": self.is_for_child,
            "language": get_language() or "",
        }


def seat_key_of(send_key: uuid.UUID, subject: Subject, provenance: Provenance | str) -> uuid.UUID:
    """The key of a new seat: sent twice, a form is one seat; sent again for somebody else, it is another."""
    name = str(subject.pk) if provenance == Provenance.SELF else f"{subject.pk} {provenance}"
    return uuid.uuid5(send_key, name)
