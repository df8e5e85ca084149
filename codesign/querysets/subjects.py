"""Questions about many subjects, texts, seats and grants."""

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import (
    ACCOUNTABLE_PROVENANCES,
    ADMITTED_WAYS,
    HEARD_PROVENANCES,
    Fit,
    Provenance,
    SeatRole,
    SubjectMode,
    VoiceKind,
)
from codesign.querysets.dues import DueOn
from codesign.querysets.locks import first_held
from people.enums import GROUP_NAMES, Role


class SubjectQuerySet(models.QuerySet):
    def open(self):
        now = timezone.now()
        return self.filter(opens_at__lte=now).filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now))

    def admitting(self, way):
        """Subjects at which people may take part by this way."""
        return self.filter(mode__in=[mode for mode, ways in ADMITTED_WAYS.items() if way in ways])

    def hold_mode(self, subject_id) -> SubjectMode:
        """The mode of a subject, which stays until the transaction ends; others who take a seat do not wait."""
        row = first_held(self.filter(pk=subject_id).values_list("mode"))
        if row is None:
            raise LookupError(subject_id)
        return SubjectMode(row[0])

    def with_voices_due(self):
        """Subjects with voices that nobody answered: `due_count` of them, the oldest sent on `oldest_due`.

        That one should be answered by `due_on`; what was due first comes first.
        """
        is_bare_yes = Q(
            voices__fit=Fit.YES, voices__body="", voices__kind=VoiceKind.COMMENT, voices__barriers__isnull=True
        )
        is_waiting = Q(voices__isnull=False, voices__outcomes__isnull=True, voices__erased_on__isnull=True)
        is_due = is_waiting & ~is_bare_yes
        due = {
            "due_count": models.Count("voices", filter=is_due, distinct=True),
            "oldest_due": models.Min("voices__sent_on", filter=is_due),
        }
        waiting = self.annotate(**due).filter(due_count__gt=0)
        return waiting.annotate(due_on=DueOn(F("oldest_due"), F("answer_within_days"))).order_by("due_on", "code")


class TextVersionQuerySet(models.QuerySet):
    def public_of(self, subject, language: str):
        """The text that everyone may read, or None; what was only submitted is not public."""
        published = self.filter(subject=subject, language=language, published_at__isnull=False)
        return published.order_by("-published_at", "-id").first()

    def newest_of(self, subject, language: str):
        """The text that was submitted last: the one that is challenged and judged."""
        return self.filter(subject=subject, language=language).order_by("-submitted_at", "-id").first()


class SeatQuerySet(models.QuerySet):
    def of_people_heard(self):
        """Seats of real people who spoke for themselves, with help, or as a group; never staff or advocates."""
        return self.filter(provenance__in=HEARD_PROVENANCES)

    def of_representatives(self):
        """Seats that speak for a body: shown, and never enough for a chair to be heard."""
        return self.filter(provenance=Provenance.REPRESENTATIVE)

    def of_participants(self):
        """Seats of everyone but members of staff."""
        return self.exclude(provenance__in=ACCOUNTABLE_PROVENANCES)

    def of_member_of_staff(self, subject, holder):
        """The one seat this member of staff has at a subject, or None."""
        return self.filter(subject=subject, holder=holder, provenance=Provenance.STAFF).first()

    def with_what_came_of_it(self):
        """Annotate how many voices each seat said, `voice_count`, and how many have an outcome, `outcome_count`."""
        said = models.Count("voices", filter=Q(voices__erased_on=None), distinct=True)
        told = models.Count("voices", filter=Q(voices__outcomes__isnull=False), distinct=True)
        return self.annotate(voice_count=said, outcome_count=told).select_related("subject")

    def opened_by(self, digest):
        """Seats that a reference of this hash opens: the one its holder was given, or the one in messages to them."""
        return self.filter(Q(reference_hash=digest) | Q(message_hash=digest))

    def who_said_something(self):
        """Each sort of saying is looked up on its own: joined, ten voices and ten notes would be a hundred rows.

        Of a conversation that staff wrote down, everyone who was there counts: nobody knows who said which line.
        """
        seat = models.OuterRef("pk")
        said = models.Q(conversation__isnull=False)
        for name in ("Voice", "Voted", "Note", "SealedEntry"):
            said |= models.Q(models.Exists(apps.get_model("codesign", name)._default_manager.filter(seat=seat)))
        return self.filter(said)


class SeatGrantQuerySet(models.QuerySet):
    def current(self):
        return self.filter(revoked_at__isnull=True)

    def at_board(self, board):
        """Current grants that hold at this board, its own and its subject's.

        None of people who left the house, and none to lead of people who are facilitators no more.
        """
        return self._at(board.pk, board.subject_id)

    def at_board_of_key(self, key):
        """The same where only the key of the board is known."""
        board = apps.get_model("codesign", "Board")._default_manager.filter(pk=key)
        return self._at(key, models.Subquery(board.values("subject_id")))

    def _at(self, board, subject):
        at_subject = Q(board__isnull=True, seat__subject_id=subject)
        may_lead = models.Exists(_memberships_of_facilitators().filter(user=models.OuterRef("seat__holder")))
        held = self.current().filter(Q(board=board) | at_subject).exclude(seat__holder__is_active=False)
        return held.filter(~Q(role=SeatRole.FACILITATOR) | may_lead)


def _memberships_of_facilitators():
    user = apps.get_model("people", "User")
    return user.groups.through._default_manager.filter(group__name=GROUP_NAMES[Role.FACILITATOR])
