"""What people send. Import from the package."""

from codesign.forms.about import SILENCE, AboutYouForm, about_you_promise
from codesign.forms.comprehension import ChoiceForm, ItemForm, MarkForm, OwnWordsForm
from codesign.forms.conversations import ConversationForm, HeadcountForm
from codesign.forms.disclosures import DisclosureForm
from codesign.forms.fields import MOST_CHARACTERS, PlainText, SummarisedForm
from codesign.forms.inbox import ANSWER, GATHER, SHOW, ChosenForm, FilterForm, RenameForm, SelectionForm
from codesign.forms.invites import BatchForm, InviteCodeForm
from codesign.forms.moderation import (
    AnswerDaysForm,
    AppealForm,
    BulkForm,
    DecisionForm,
    HideForm,
    ReportForm,
    SwitchesForm,
)
from codesign.forms.news import ContactForm, consent_text
from codesign.forms.rounds import BallotForm, LeaveOutForm, MoreStatementsForm, RoundForm, SuggestionForm
from codesign.forms.signs import CaseChangeForm, ReadingForm, ReadingsForm
from codesign.forms.voices import OutcomeForm, ReferenceForm, VoiceForm
from codesign.forms.words import EditForm, PassageForm, ReactionForm, ReplyForm, TapForm, WordsForm
from codesign.forms.workshops import JoinForm, WorkshopCodeForm, WorkshopForm

__all__ = [
    "ANSWER",
    "AnswerDaysForm",
    "AboutYouForm",
    "AppealForm",
    "BallotForm",
    "BatchForm",
    "BulkForm",
    "CaseChangeForm",
    "ChoiceForm",
    "ChosenForm",
    "ContactForm",
    "ConversationForm",
    "DecisionForm",
    "DisclosureForm",
    "EditForm",
    "FilterForm",
    "GATHER",
    "HeadcountForm",
    "HideForm",
    "InviteCodeForm",
    "ItemForm",
    "JoinForm",
    "LeaveOutForm",
    "MOST_CHARACTERS",
    "MarkForm",
    "MoreStatementsForm",
    "OutcomeForm",
    "OwnWordsForm",
    "PassageForm",
    "PlainText",
    "ReactionForm",
    "ReadingForm",
    "ReadingsForm",
    "ReferenceForm",
    "RenameForm",
    "ReplyForm",
    "ReportForm",
    "RoundForm",
    "SHOW",
    "SILENCE",
    "SelectionForm",
    "SuggestionForm",
    "SummarisedForm",
    "SwitchesForm",
    "TapForm",
    "VoiceForm",
    "WordsForm",
    "WorkshopCodeForm",
    "WorkshopForm",
    "about_you_promise",
    "consent_text",
]
