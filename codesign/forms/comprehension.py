"""What people respond to a comprehension item, what its owner writes, and how own words are marked."""

import uuid

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.enums import ItemKind, Understanding
from codesign.forms.fields import PlainText, SummarisedForm, key_of_form
from codesign.forms.words import WordsForm
from codesign.models import (
    MOST_SCENARIO_CHARACTERS,
    MOST_SENTENCE_CHARACTERS,
    ComprehensionItem,
    Option,
    Passage,
)

MOST_WRONG = 5


def shown_field() -> forms.ModelChoiceField:
    """Which passage somebody had in front of them: while they read, the text may change."""
    sentence = gettext_lazy("The form was damaged on its way to us. Read the text again, then respond.")
    return forms.ModelChoiceField(
        queryset=Passage.objects.all(),
        widget=forms.HiddenInput,
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


class ChoiceForm(SummarisedForm):
    """One press on a sentence. `send_key` makes a form that is sent twice one seat."""

    option = forms.ModelChoiceField(
        queryset=Option.objects.none(),
        error_messages={
            "required": gettext_lazy("Choose one of the sentences."),
            "invalid_choice": gettext_lazy("Choose one of the sentences."),
        },
    )
    shown = shown_field()
    send_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, item: ComprehensionItem, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = item.passage_id
        self.fields["option"].queryset = item.options.all()  # type: ignore[attr-defined]

    def clean_send_key(self) -> uuid.UUID:
        return key_of_form(self, "send_key")


class OwnWordsForm(WordsForm):
    """What somebody would do, in their own words."""

    shown = shown_field()

    def __init__(self, *args, item: ComprehensionItem, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = item.passage_id


class PassageChoice(forms.ModelChoiceField):
    def label_from_instance(self, passage: Passage) -> str:
        return passage.title or Truncator(passage.text).words(8)


class ItemForm(SummarisedForm):
    """A new item: about which right or obligation, in which passage, and how people respond."""

    passage = PassageChoice(
        queryset=Passage.objects.none(),
        label=gettext_lazy("Which passage says it?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose the passage that says it."),
            "invalid_choice": gettext_lazy("This passage is not in the text any more. Choose one that is."),
        },
    )
    about = PlainText(
        most=MOST_SENTENCE_CHARACTERS,
        label=gettext_lazy("The right or obligation, in one sentence"),
        help_text=gettext_lazy(
            "People read it after they responded, such as: “You have 30 days to object, from the day of the letter.”"
        ),
        widget=forms.Textarea(attrs={"class": "input", "rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write the right or the obligation as one sentence.")},
    )
    scenario = PlainText(
        most=MOST_SCENARIO_CHARACTERS,
        label=gettext_lazy("A short story that ends with a question"),
        help_text=gettext_lazy("Such as: “Ana got the letter on 3 May. Until when can she object?”"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 4, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write a short story that ends with a question.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How do people respond?"),
        choices=ItemKind.choices,
        widget=forms.Select(attrs={"class": "input"}),
    )
    right = PlainText(
        most=MOST_SENTENCE_CHARACTERS,
        required=False,
        label=gettext_lazy("If they choose: the right sentence"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 2, "dir": "auto"}),
    )
    wrong = PlainText(
        most=MOST_WRONG * MOST_SENTENCE_CHARACTERS,
        required=False,
        label=gettext_lazy("If they choose: wrong sentences that somebody could believe"),
        help_text=gettext_lazy("One per line. The order in which people see the sentences is left to chance."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "dir": "auto"}),
    )
    rubric = PlainText(
        most=MOST_SCENARIO_CHARACTERS,
        required=False,
        label=gettext_lazy("If they use their own words: what these must say to count as understood"),
        help_text=gettext_lazy("Two colleagues read each response beside this, each alone."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args, passages: QuerySet[Passage], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passage"].queryset = passages  # type: ignore[attr-defined]

    def clean_wrong(self) -> list[str]:
        sentences = [line.strip() for line in self.cleaned_data["wrong"].splitlines() if line.strip()]
        if len(sentences) > MOST_WRONG:
            counts = {"count": len(sentences), "most": MOST_WRONG}
            raise forms.ValidationError(_("These are %(count)s sentences. Give at most %(most)s.") % counts)
        if any(len(sentence) > MOST_SENTENCE_CHARACTERS for sentence in sentences):
            most = {"most": MOST_SENTENCE_CHARACTERS}
            raise forms.ValidationError(_("Shorten each sentence to at most %(most)s characters.") % most)
        return sentences

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == ItemKind.OWN_WORDS:
            if not said.get("rubric") and "rubric" not in self.errors:
                self.add_error("rubric", _("Say what the words must say to count as understood."))
            return said | {"right": "", "wrong": []}
        if not said.get("right") and "right" not in self.errors:
            self.add_error("right", _("Write the right sentence."))
        if "wrong" not in self.errors:
            self._check_wrong(said)
        return said | {"rubric": ""}

    def _check_wrong(self, said: dict) -> None:
        if not said.get("wrong"):
            self.add_error("wrong", _("Write at least one wrong sentence."))
        elif said.get("right") in said["wrong"]:
            self.add_error("wrong", _("The right sentence stands among the wrong ones. Take it out."))


class MarkForm(SummarisedForm):
    """What own words show. One press."""

    understanding = forms.ChoiceField(
        choices=Understanding.choices,
        error_messages={
            "required": gettext_lazy("Choose one of the three."),
            "invalid_choice": gettext_lazy("Choose one of the three."),
        },
    )
