"""What every form has in which a participant writes: the words, a trap for machines, a key, and a warning."""

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.enums import CHOSEN_KINDS, Fit, ReactionKind, Visibility
from codesign.forms.fields import PlainText, SummarisedForm, key_of_form, put_into
from codesign.models import Voice
from codesign.personal_data import Finding, digest_of, find_personal_data
from codesign.stamps import new_stamp, seconds_since


def kind_field(*, required: bool = True) -> forms.ChoiceField:
    sentence = gettext_lazy("Choose what it is: a need, an idea, a concern or a question.")
    return forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in CHOSEN_KINDS],
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


def fit_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=Fit.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose Yes, Partly or No.")},
    )


def visibility_field() -> forms.ChoiceField:
    sentence = gettext_lazy("Choose who can read it.")
    return forms.ChoiceField(
        choices=Visibility.choices,
        initial=Visibility.WITHOUT_NAME,
        widget=forms.RadioSelect,
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


class WordsForm(SummarisedForm):
    """Words, with a warning before they are sent where they point to a person. The writer decides."""

    body = PlainText(error_messages={"required": gettext_lazy("Write something, then press Send.")})
    keeps = forms.CharField(required=False, max_length=40)
    website = forms.Field(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    send_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    stamp = forms.Field(required=False, widget=forms.HiddenInput, initial=new_stamp)
    # What work.js does in a guest's browser while far more comes in than usual. Nothing is refused for it.
    challenge = forms.Field(required=False, widget=forms.HiddenInput)
    solution = forms.Field(required=False, widget=forms.HiddenInput)

    personal_data: list[Finding] = []
    send_again = gettext_lazy("Then press Send.")

    def full_clean(self) -> None:
        """Look at the time last: whoever has something to put right is told of that alone."""
        super().full_clean()
        if self.is_bound and "stamp" in self.fields:
            self._see_that_it_took_time()

    def _see_that_it_took_time(self) -> None:
        age = seconds_since(self.data.get("stamp", ""))
        if age >= settings.SHORTEST_SECONDS_TO_WRITE:
            return
        if not age:
            put_into(self, "stamp", new_stamp())
        if not self.errors:
            self.add_error(None, _("That was quick, and we did not take it yet. Nothing is lost: press Send again."))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the field “Website” empty. It is there to catch machines."))
        return ""

    def clean_send_key(self) -> uuid.UUID:
        return key_of_form(self, "send_key")

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        self.personal_data = find_personal_data(said.get("body", ""))
        if self.personal_data and said.get("keeps") != self.keeps_value:
            self.add_error("body", self._warning())
        return said

    @property
    def keeps_value(self) -> str:
        """What the box sends by which somebody leaves in what was found; other findings need another leave."""
        return digest_of(self.personal_data)

    def _warning(self) -> str:
        named = [
            _("“%(text)s” looks like %(kind)s.") % {"text": each.text, "kind": each.kind.label}
            for each in self.personal_data
        ]
        return " ".join([*named, _("Take it out, or tick “Leave it in”."), str(self.send_again)])


class EditForm(WordsForm):
    """Other words in place of those that were sent, and another answer where one was given."""

    fit = fit_field()

    field_order = ["fit", "body"]

    def __init__(self, *args, voice: Voice, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"body": voice.body, "fit": voice.fit}
        self.fields["body"].required = not (voice.fit or voice.barriers.exists())
        if not voice.fit:
            del self.fields["fit"]
        self._said = {"body": voice.body, "fit": voice.fit}

    @property
    def says_the_same(self) -> bool:
        """Whether what was sent is what stands there already."""
        said = self.cleaned_data
        return {"body": said["body"], "fit": said.get("fit") or self._said["fit"]} == self._said


class ReplyForm(WordsForm):
    """A reply to what somebody said, for everyone to read."""


class PassageForm(WordsForm):
    """What somebody says about one passage."""

    kind = kind_field(required=False)
    visibility = visibility_field()

    field_order = ["kind", "body"]


class TapForm(SummarisedForm):
    """One press. `seat_key` makes a form that is sent twice one seat."""

    seat_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    take_back = forms.BooleanField(required=False)

    def clean_seat_key(self) -> uuid.UUID:
        return key_of_form(self, "seat_key")


class ReactionForm(TapForm):
    kind = forms.ChoiceField(choices=ReactionKind.choices)
    wording = forms.CharField(required=False, max_length=16)
