"""What somebody reported, and what they asked a moderator to look at again."""

import uuid

from codesign.models import Appeal, ModerationCase, Statement, Voice
from people.holdings import Facts, Holding


def _tell_appeals(seat_id: uuid.UUID) -> Facts:
    appeals = Appeal.objects.filter(hide__voice__seat=seat_id).select_related("hide__voice").order_by("id")
    return [
        {
            "sent_on": appeal.made_on,
            "about": appeal.hide.words.body,
            "words": appeal.body,
            "decision": appeal.get_decision_display(),
            "because": appeal.because,
        }
        for appeal in appeals
    ]


def _erase_appeals(seat_id: uuid.UUID) -> None:
    Appeal.objects.filter(hide__voice__seat=seat_id).update(body="")


def _tell_reports(seat_id: uuid.UUID) -> Facts:
    """Which voice it was, and why; its words only while everyone may read them."""
    cases = ModerationCase.objects.filter(seat=seat_id).select_related("voice", "statement").order_by("id")
    return [
        {
            "sent_on": case.raised_on,
            "about": case.words.body if _everyone_reads(case.words) else None,
            "why": case.get_reason_display(),
            "decision": case.get_state_display(),
        }
        for case in cases
    ]


def _everyone_reads(words: Voice | Statement) -> bool:
    return words.is_listed if isinstance(words, Statement) else words.shown_at is not None


def _keep_reports(seat_id: uuid.UUID) -> None:
    """A report holds no words, and others may be hurt by what it points to: it stays, from a seat that is nobody's."""


APPEALS = Holding("appeals", _tell_appeals, _erase_appeals)
REPORTS = Holding("reports", _tell_reports, _keep_reports)
