"""What advocates and owners send: a challenge, a reply, a verdict, a conversation, a finding."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.forms import PlainText, SummarisedForm
from codesign.models import Passage, TextVersion
from people.models import Office
from personas.enums import Basis, ChallengeKind, FindingKind, ReplyKind
from personas.models import Challenge, Reply
from personas.refusals import Refused

YES, NO = "yes", "no"
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
PASSAGE_GONE = gettext_lazy("This passage is no longer in the newest text. Choose again.")
CHANGES = {ReplyKind.CHANGED, ReplyKind.PARTLY}


def carried_out(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do what a valid form asks. A refusal is said at the form, which keeps all that was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


class Words(PlainText):
    """Running text in any script, in a box of its own height."""

    def __init__(self, *, rows: int = 5, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"class": "input", "rows": rows, "dir": "auto"}), **kwargs)


class Day(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "input", "type": "date"})
    default_error_messages = {"invalid": gettext_lazy("Type the day like this: 2026-12-31.")}

    def __init__(self, **kwargs):
        super().__init__(input_formats=DAY_FORMATS, **kwargs)


def _one_of(choices: list, label: Any, sentence: Any) -> forms.ChoiceField:
    """A question with radio buttons; a missing and an unknown choice get the same sentence."""
    messages = {"required": sentence, "invalid_choice": sentence}
    return forms.ChoiceField(choices=choices, label=label, widget=forms.RadioSelect, error_messages=messages)


class ChallengeForm(SummarisedForm):
    """What is wrong with a passage, on which basis, and what would settle it."""

    passage = forms.ChoiceField(
        label=gettext_lazy("The passage"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose the passage that you challenge."),
            "invalid_choice": PASSAGE_GONE,
        },
    )
    kind = _one_of(
        ChallengeKind.choices, gettext_lazy("What is wrong with it?"), gettext_lazy("Choose what is wrong with it.")
    )
    basis = _one_of(
        [
            (value, gettext_lazy("Assumption (weak: nobody of this group told you)"))
            if value == Basis.ASSUMPTION
            else (value, label)
            for value, label in Basis.choices
        ],
        gettext_lazy("On what does this rest?"),
        gettext_lazy("Choose on what your challenge rests."),
    )
    body = Words(
        most=3000,
        rows=7,
        label=gettext_lazy("Your challenge"),
        help_text=gettext_lazy("What would this passage do to this group? In plain words, at most 3000 characters."),
        error_messages={"required": gettext_lazy("Write your challenge.")},
    )
    would_change_my_mind = Words(
        most=1000,
        rows=3,
        label=gettext_lazy("What would change your mind?"),
        help_text=gettext_lazy("A change or a fact that would settle it, at most 1000 characters."),
        error_messages={"required": gettext_lazy("Say what would change your mind, so that the owner can answer.")},
    )

    def __init__(self, *args, passages: list[Passage], **kwargs):
        super().__init__(*args, **kwargs)
        self._passages = {str(passage.pk): passage for passage in passages}
        named = [(key, str(passage)) for key, passage in self._passages.items()]
        self.fields["passage"].choices = [("", _("Choose a passage")), *named]  # type: ignore[attr-defined]

    @property
    def chosen_passage(self) -> Passage:
        return self._passages[self.cleaned_data["passage"]]

    @property
    def quoted_passage(self) -> Passage | None:
        """The passage that is selected now, to be read beside the form."""
        return self._passages.get(str(self["passage"].value()))

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"passage": self.chosen_passage}


class ReplyForm(SummarisedForm):
    """The owner's reply to a challenge. Passages are those of the newest submitted text."""

    kind = _one_of(ReplyKind.choices, gettext_lazy("What happened?"), gettext_lazy("Choose what happened."))
    because = Words(
        most=3000,
        label=gettext_lazy("Because"),
        help_text=gettext_lazy("In plain words, at most 3000 characters. It is kept in the record of the proposal."),
        error_messages={"required": gettext_lazy("Say why. The challenger judges it.")},
    )
    changed_passage = forms.ChoiceField(
        required=False,
        label=gettext_lazy("If it was changed: the passage that shows it"),
        help_text=gettext_lazy("Change the text and submit it first, then choose the passage here."),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": PASSAGE_GONE},
    )
    deferred_until = Day(
        required=False,
        label=gettext_lazy("If it is deferred: until which day"),
        help_text=gettext_lazy("A day after today, such as 2026-12-31."),
    )
    deferred_to = forms.ChoiceField(
        required=False,
        label=gettext_lazy("If it is deferred: the office that is responsible"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("Choose an office of the list.")},
    )

    def __init__(self, *args, passages: list[Passage], offices: list[Office], **kwargs):
        super().__init__(*args, **kwargs)
        self._passages = {str(passage.pk): passage for passage in passages}
        self._offices = {str(office.pk): office for office in offices}
        self._offer("changed_passage", _("No passage"), self._passages)
        self._offer("deferred_to", _("No office"), self._offices)

    def _offer(self, name: str, nothing: str, objects: dict) -> None:
        named = [(key, str(each)) for key, each in objects.items()]
        self.fields[name].choices = [("", nothing), *named]  # type: ignore[attr-defined]

    @property
    def chosen_passage(self) -> Passage | None:
        return self._passages.get(self.cleaned_data["changed_passage"])

    @property
    def chosen_office(self) -> Office | None:
        return self._offices.get(self.cleaned_data["deferred_to"])

    @property
    def said(self) -> dict[str, Any]:
        """What belongs to the chosen kind: a passage to a change, a day and an office to a deferral."""
        said = {"kind": self.cleaned_data["kind"], "because": self.cleaned_data["because"]}
        if said["kind"] in CHANGES:
            return said | {"changed_passage": self.chosen_passage}
        if said["kind"] == ReplyKind.DEFERRED:
            return said | {
                "deferred_until": self.cleaned_data["deferred_until"],
                "deferred_to": self.chosen_office,
            }
        return said


class VerdictForm(SummarisedForm):
    """Does this answer it? The form names the reply that was read, so that no newer one is judged unread."""

    reply = forms.ModelChoiceField(
        queryset=Reply.objects.none(),
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Read the newest reply on this page, then judge it.")
        ),
    )
    is_answered = _one_of(
        [(YES, gettext_lazy("Yes, it is answered")), (NO, gettext_lazy("No, because"))],
        gettext_lazy("Does this answer it?"),
        gettext_lazy("Choose Yes or No."),
    )
    because = Words(
        required=False,
        most=1500,
        rows=4,
        label=gettext_lazy("Because"),
        help_text=gettext_lazy("Needed for a “no”: it is printed with the proposal. At most 1500 characters."),
    )

    def __init__(self, *args, challenge: Challenge, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply"].queryset = challenge.replies.all()  # type: ignore[attr-defined]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("is_answered") == NO and not said.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say why the reply does not answer your challenge."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"is_answered": self.cleaned_data["is_answered"] == YES}


class WithdrawForm(SummarisedForm):
    because = Words(
        most=300,
        rows=3,
        label=gettext_lazy("Why do you withdraw it?"),
        help_text=gettext_lazy("At most 300 characters. The challenge stays on record with your reason."),
        error_messages={"required": gettext_lazy("Say why you withdraw your challenge.")},
    )


class ContactForm(SummarisedForm):
    """A direct conversation with someone of the segment."""

    held_on = Day(
        label=gettext_lazy("On which day?"),
        error_messages={"required": gettext_lazy("Give the day of the conversation.")},
    )
    how = PlainText(
        most=120,
        label=gettext_lazy("How did you meet?"),
        help_text=gettext_lazy("Such as: visit to a shelter, phone call."),
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say how you met, such as: visit to a shelter.")},
    )
    learned = Words(
        most=1000,
        rows=4,
        label=gettext_lazy("What did you learn?"),
        help_text=gettext_lazy("Nothing that points to a person. At most 1000 characters."),
        error_messages={"required": gettext_lazy("Write what you learned.")},
    )


class FindingForm(SummarisedForm):
    """The conclusion for a chair. The form names the text that was read."""

    text_version = forms.ModelChoiceField(
        queryset=TextVersion.objects.none(),
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Read the newest text on this page, then conclude on it.")
        ),
    )
    kind = _one_of(
        FindingKind.choices, gettext_lazy("What do you conclude?"), gettext_lazy("Choose what you conclude.")
    )
    reason = Words(
        most=1500,
        label=gettext_lazy("Because"),
        help_text=gettext_lazy("In plain words, at most 1500 characters. It is printed with the proposal."),
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, *args, subject, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text_version"].queryset = TextVersion.objects.filter(subject=subject)  # type: ignore[attr-defined]
