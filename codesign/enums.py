"""The words of participation, as choices, with the groups that rules speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    PROGRAMME = "programme", _("Programme")
    REVIEW = "review", _("Programme review")
    CONCEPT = "concept", _("Concept")
    PILOT = "pilot", _("Pilot")
    PROPOSAL = "proposal", _("Proposal")


class PassageKind(models.TextChoices):
    """The blocks of a text, by the usual heading of each."""

    LEDE = "lede", _("At the top")
    SUMMARY = "summary", _("In short")
    WHO_IT_CONCERNS = "who_it_concerns", _("Who it concerns")
    WHAT_CHANGES = "what_changes", _("What changes for you")
    RIGHTS_AND_OBLIGATIONS = "rights_and_obligations", _("Your rights and obligations")
    EVIDENCE = "evidence", _("Evidence")


class Provenance(models.TextChoices):
    """How a seat came to speak. Fixed when the seat is taken."""

    SELF = "self", _("Speaks for themselves")
    ASSISTED = "assisted", _("Helped by a member of staff")
    GROUP = "group", _("A group's contribution")
    IMPORTED = "imported", _("Imported from another consultation")
    REPRESENTATIVE = "representative", _("Speaks for an organisation")
    STAFF = "staff", _("Member of staff")
    ADVOCATE = "advocate", _("Staff advocate, standing in")


# Only these are people who were heard; an advocate's or a colleague's words never count as participation.
HEARD_PROVENANCES = (Provenance.SELF, Provenance.ASSISTED, Provenance.GROUP)
# Only these name the member of staff who holds the seat.
ACCOUNTABLE_PROVENANCES = (Provenance.STAFF, Provenance.ADVOCATE)


class SeatRole(models.TextChoices):
    """What a grant lets the holder of a seat do at one subject or board."""

    PARTICIPANT = "participant", _("Participant")
    FACILITATOR = "facilitator", _("Facilitator")


class Fit(models.TextChoices):
    """The first question to a participant: would this work for you?"""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class VoiceKind(models.TextChoices):
    COMMENT = "comment", _("Comment")
    NEED = "need", _("A need")
    IDEA = "idea", _("An idea")
    CONCERN = "concern", _("A concern")
    QUESTION = "question", _("A question")
    UNCLEAR = "unclear", _("I do not understand this")
    NOTE = "note", _("Note on a board")
    FINDING = "finding", _("Finding")
    SUGGESTION = "suggestion", _("Suggestion")


# What people may say of their own words. One tap on a passage is a kind of its own, and has no words.
CHOSEN_KINDS = (VoiceKind.NEED, VoiceKind.IDEA, VoiceKind.CONCERN, VoiceKind.QUESTION)


class ReactionKind(models.TextChoices):
    AGREE = "agree", _("I agree")
    THANK = "thank", _("Thank you")


class VoiceOrder(models.TextChoices):
    """In which order a reader meets what people said."""

    NEWEST = "newest", _("Newest")
    WITHOUT_OUTCOME = "without_outcome", _("Without an outcome")
    MOST_DIFFERENT = "most_different", _("Most different")


class InboxState(models.TextChoices):
    """Which voices an owner looks at."""

    WAITING = "waiting", _("Waiting")
    OVERDUE = "overdue", _("Overdue")
    ANSWERED = "answered", _("Answered")
    NOT_SHOWN = "not_shown", _("Not shown yet")


class InboxOrder(models.TextChoices):
    """What comes first in the inbox."""

    DUE = "due", _("What is due first")
    AGE = "age", _("What is oldest")


class Visibility(models.TextChoices):
    WITHOUT_NAME = "without_name", _("Without my name, for everyone to read")
    STAFF_ONLY = "staff_only", _("Only staff can read it")


class OutcomeKind(models.TextChoices):
    CHANGED = "changed", _("Changed")
    PARTLY = "partly", _("Partly changed")
    NOT_CHANGED = "not_changed", _("Not changed")


class ToldChannel(models.TextChoices):
    THREAD = "thread", _("Opened the thread")


class Direction(models.TextChoices):
    """Which way an indicator should go, and which way it went."""

    UP = "up", _("Up")
    DOWN = "down", _("Down")
    STEADY = "steady", _("No change")


class Choice(models.TextChoices):
    """What a ballot says about a statement."""

    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")
    UNSURE = "unsure", _("Unsure")
    UNCLEAR = "unclear", _("I do not understand this")


class Seal(models.TextChoices):
    """Until when nobody learns what others chose."""

    UNTIL_CLOSE = "until_close", _("until the round closes")
    UNTIL_OWN_BALLOT = "until_own_ballot", _("until you have chosen yourself")


class Way(models.TextChoices):
    """By which way a seat came in. Ballots of each way are counted apart."""

    OPEN_LINK = "open_link", _("By an open link")
    INVITED = "invited", _("With a personal code")
    ATTESTED = "attested", _("With a code whose group an organisation attests")
    IMPORTED = "imported", _("Imported from another consultation")


class ConversationMethod(models.TextChoices):
    """How staff spoke with people before they wrote down what was said."""

    VISIT = "visit", _("At their home or place")
    OFFICE = "office", _("At our office")
    PHONE = "phone", _("By telephone or video")
    MEETING = "meeting", _("At a meeting of a group")
    EVENT = "event", _("At an event")
    OTHER = "other", _("In another way")


class ConversationConsent(models.TextChoices):
    """How people agreed that what they said is written down and used."""

    SPOKEN = "spoken", _("They said yes")
    WRITTEN = "written", _("They signed")


class Admission(models.TextChoices):
    """Who may choose in a round. It stands beside every figure of the round."""

    OPEN = "open", _("everyone with the link")
    INVITED = "invited", _("only people with a personal code")


# A seat of these ways stands for one code that was given out: a new cookie does not bring another.
CODED_WAYS = (Way.INVITED, Way.ATTESTED)


class Moderation(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PENDING = "pending", _("Not reviewed")
    REJECTED = "rejected", _("Left out")


class SlowMode(models.IntegerChoices):
    """In how many minutes a seat sends one voice. At most as many as a voice can be changed: then it is forgotten."""

    OFF = 0, _("Off")
    TWO = 2, _("One voice in 2 minutes")
    FIVE = 5, _("One voice in 5 minutes")
    FIFTEEN = 15, _("One voice in 15 minutes")


class HideReason(models.TextChoices):
    """Why a voice is reported or hidden. That somebody disagrees, or is blunt, is none of them."""

    PRIVATE = "private", _("It says something private about a person")
    INSULT = "insult", _("It insults people or calls for hatred")
    THREAT = "threat", _("It threatens somebody")
    ADVERTISING = "advertising", _("It is advertising or a fraud")
    REPEATED = "repeated", _("It says the same many times, as a machine does")
    OTHER = "other", _("Another reason")


class CaseCause(models.TextChoices):
    REPORTED = "reported", _("Reported by a reader")
    HELD = "held", _("Held before everyone could read it")


class ModerationState(models.TextChoices):
    OPEN = "open", _("Waits for a moderator")
    HIDDEN = "hidden", _("Hidden")
    SHOWN = "shown", _("Left for everyone to read")


class AppealDecision(models.TextChoices):
    KEPT = "kept", _("It stays hidden")
    LIFTED = "lifted", _("Everyone can read it again")


class Stage(models.TextChoices):
    """The stages of a board, in their usual order."""

    WELCOME = "welcome", _("Welcome")
    WRITE_ALONE = "write_alone", _("Write alone")
    REVEAL = "reveal", _("Reveal")
    GROUP = "group", _("Group")
    FIRST_POSITION = "first_position", _("First position")
    DISCUSS = "discuss", _("Discuss and challenge")
    VOTE = "vote", _("Vote")
    DECIDE = "decide", _("Decide")
    CLOSE = "close", _("Close")


SEALED_STAGES = (Stage.WRITE_ALONE, Stage.FIRST_POSITION, Stage.VOTE)


class AnalysisState(models.TextChoices):
    """How far the worker is with an analysis."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ItemKind(models.TextChoices):
    """How people respond to a comprehension item."""

    CHOICES = "choices", _("They choose between sentences")
    OWN_WORDS = "own_words", _("They write in their own words")


class Understanding(models.TextChoices):
    """What a response shows, from the most to the least."""

    UNDERSTOOD = "understood", _("Understood")
    PARTLY = "partly", _("Partly understood")
    NOT = "not", _("Not understood")


class SignReason(models.TextChoices):
    """What a sign counts. Of the last three we keep count ourselves."""

    REPEAT_CONTACTS = "repeat_contacts", _("Repeat contacts")
    RETURNED_POST = "returned_post", _("Returned post")
    COMPLAINTS = "complaints", _("Complaints")
    FORM_DROP_OFF = "form_drop_off", _("Forms begun and not sent")
    MISSED_DEADLINES = "missed_deadlines", _("Missed deadlines")
    TAPS = "taps", _("People who tapped “I do not understand this”")
    UNCLEAR_BALLOTS = "unclear_ballots", _("Ballots that say “I do not understand this”")
    WRONG_RESPONSES = "wrong_responses", _("Wrong choices where we test our text")


OWN_REASONS = (SignReason.TAPS, SignReason.UNCLEAR_BALLOTS, SignReason.WRONG_RESPONSES)
ENTERED_REASONS = tuple(reason for reason in SignReason if reason not in OWN_REASONS)


class SignChannel(models.TextChoices):
    """By which way people came, where something was counted."""

    ANY = "any", _("All ways together")
    PHONE = "phone", _("By phone")
    POST = "post", _("By post")
    ONLINE = "online", _("Online")
    OFFICE = "office", _("At an office")


class CaseState(models.TextChoices):
    """How far a breakdown case is. It is closed by recovery and by nothing else."""

    OPEN = "open", _("Open: nothing is changed yet")
    CHANGED = "changed", _("Changed: the re-test shows whether it helped")
    RECOVERED = "recovered", _("Closed: the re-test shows recovery")
