"""What this app keeps for a while, counted from the day on which its use is over."""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from codesign.models import Disclosure, Invite, Seat, SolvedWork, Subject, VoiceWording
from people.retention import Keeping
from people.vault import store


def _wordings(before: datetime) -> QuerySet[VoiceWording]:
    return VoiceWording.objects.filter(voice__sent_on__lt=timezone.localdate(before))


def _codes(before: datetime) -> QuerySet[Invite]:
    """Codes that nobody used. Of those that were used the day is known, and no more."""
    is_over = Q(batch__expires_at__lt=before) | Q(batch__revoked_at__lt=before)
    return Invite.objects.filter(is_over, redeemed_on=None)


def _seats_with_reference(before: datetime) -> QuerySet[Seat]:
    return Seat.objects.filter(subject__closes_at__lt=before, reference_hash__isnull=False)


def _work(before: datetime) -> QuerySet[SolvedWork]:
    return SolvedWork.objects.filter(solved_on__lt=timezone.localdate(before))


def _disclosures(before: datetime) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(asked_at__lt=before)


def _over_for_long(before: datetime) -> QuerySet[Subject]:
    """Subjects that have closed, and so have all others whose table counts their participants."""
    still_counting = Subject.objects.filter(Q(closes_at=None) | Q(closes_at__gte=before))
    closed = Subject.objects.filter(closes_at__lt=before, segments_forgotten_on=None)
    return closed.exclude(counted_by__in=still_counting)


def _seat_ids(subjects: QuerySet[Subject]) -> list[uuid.UUID]:
    return list(Seat.objects.filter(subject__in=subjects).values_list("pk", flat=True))


def _forget_profiles(before: datetime) -> None:
    """What tables show stays as it was counted last. The vault comes last: it does not roll back with the rest."""
    subjects = _over_for_long(before)
    seat_ids = _seat_ids(subjects)
    subjects.update(segments_forgotten_on=timezone.localdate())
    store.forget_said_about_oneself(seat_ids)


KEEPINGS = (
    Keeping(
        "earlier_wordings",
        gettext_lazy("What people wrote before they changed their words"),
        gettext_lazy("So that staff who read it can see what changed."),
        lambda before: _wordings(before).count(),
        lambda before: _wordings(before).delete(),
    ),
    Keeping(
        "unused_codes",
        gettext_lazy("Personal codes that nobody used, after they have run out"),
        gettext_lazy("So that whoever types one is told that it has run out."),
        lambda before: _codes(before).count(),
        lambda before: _codes(before).delete(),
    ),
    Keeping(
        "references",
        gettext_lazy("References that open a thread, after the subject has closed"),
        gettext_lazy("So that people can read what came of their words."),
        lambda before: _seats_with_reference(before).count(),
        lambda before: _seats_with_reference(before).update(reference_hash=None),
    ),
    Keeping(
        "solved_work",
        gettext_lazy("That a browser did the work of slow mode"),
        gettext_lazy("So that the same work is not used twice."),
        lambda before: _work(before).count(),
        lambda before: _work(before).delete(),
    ),
    Keeping(
        "disclosures",
        gettext_lazy("That two people looked at who stands behind words, and why"),
        gettext_lazy("So that it can be examined. That it happened stays in the record for ever."),
        lambda before: _disclosures(before).count(),
        lambda before: _disclosures(before).delete(),
    ),
    Keeping(
        "segments",
        gettext_lazy("What people said about themselves, after the subject has closed"),
        gettext_lazy("So that we see who was heard. What was counted of it stays, and names nobody."),
        # Subjects: no exact count of people leaves the vault.
        lambda before: _over_for_long(before).count(),
        _forget_profiles,
    ),
)
