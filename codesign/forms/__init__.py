"""What people send. Import from the package."""

from codesign.forms.fields import MOST_CHARACTERS, PlainText, SummarisedForm
from codesign.forms.moderation import AppealForm, BulkHideForm, DecisionForm, HideForm, ReportForm, SwitchesForm
from codesign.forms.rounds import BallotForm, LeaveOutForm, MoreStatementsForm, RoundForm, SuggestionForm
from codesign.forms.voices import SILENCE, OutcomeForm, ReferenceForm, VoiceForm, about_you_promise
from codesign.forms.words import EditForm, PassageForm, ReactionForm, ReplyForm, TapForm, WordsForm
from codesign.forms.workshops import JoinForm, WorkshopCodeForm, WorkshopForm

__all__ = [
    "about_you_promise",
    "AppealForm",
    "BallotForm",
    "BulkHideForm",
    "DecisionForm",
    "EditForm",
    "HideForm",
    "JoinForm",
    "LeaveOutForm",
    "MoreStatementsForm",
    "MOST_CHARACTERS",
    "OutcomeForm",
    "PassageForm",
    "PlainText",
    "ReactionForm",
    "ReferenceForm",
    "ReplyForm",
    "ReportForm",
    "RoundForm",
    "SILENCE",
    "SuggestionForm",
    "SummarisedForm",
    "SwitchesForm",
    "TapForm",
    "VoiceForm",
    "WordsForm",
    "WorkshopCodeForm",
    "WorkshopForm",
]
