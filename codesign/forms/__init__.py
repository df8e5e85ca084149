"""What people send. Import from the package."""

from codesign.forms.fields import MOST_CHARACTERS, PlainText, SummarisedForm
from codesign.forms.rounds import BallotForm, LeaveOutForm, MoreStatementsForm, RoundForm, SuggestionForm
from codesign.forms.voices import SILENCE, OutcomeForm, ReferenceForm, VoiceForm, about_you_promise
from codesign.forms.workshops import JoinForm, WorkshopCodeForm, WorkshopForm

__all__ = [
    "BallotForm",
    "JoinForm",
    "LeaveOutForm",
    "MOST_CHARACTERS",
    "MoreStatementsForm",
    "OutcomeForm",
    "PlainText",
    "ReferenceForm",
    "RoundForm",
    "SILENCE",
    "SuggestionForm",
    "SummarisedForm",
    "VoiceForm",
    "WorkshopCodeForm",
    "WorkshopForm",
    "about_you_promise",
]
