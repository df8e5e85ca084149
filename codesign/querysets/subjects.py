"""Questions about many subjects, texts, seats and grants."""

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import HEARD_PROVENANCES, Fit, Provenance, SeatRole, VoiceKind
from codesign.querysets.dues import DueOn
from people.enums import GROUP_NAMES, Role


class SubjectQuerySet(models.QuerySet):
    def open(self):
        now = timezone.now()
        return self.filter(opens_at__lte=now).filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now))

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

    def of_member_of_staff(self, subject, holder):
        """The one seat this member of staff has at a subject, or None."""
        return self.filter(subject=subject, holder=holder, provenance=Provenance.STAFF).first()

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
