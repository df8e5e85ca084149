"""Questions about many voices and outcomes."""

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from codesign.enums import (
    ACCOUNTABLE_PROVENANCES,
    HEARD_PROVENANCES,
    Fit,
    OutcomeKind,
    ReactionKind,
    Visibility,
    VoiceKind,
    VoiceOrder,
)
from codesign.querysets.dues import DueOn

NEWEST_FIRST = ("-id",)


class VoiceQuerySet(models.QuerySet):
    def shown(self):
        """Voices that everyone may read."""
        return self.filter(shown_at__isnull=False)

    def for_everyone(self):
        """Voices that everyone may read, and those in whose place everyone reads why they are hidden."""
        return self.filter(Q(shown_at__isnull=False) | Q(hidden_at__isnull=False))

    def hidden(self):
        return self.filter(hidden_at__isnull=False)

    def in_words(self):
        """Voices that say something: neither taps on passages, which have no words, nor what was erased."""
        return self.exclude(kind=VoiceKind.UNCLEAR).filter(erased_on=None)

    def worth_a_place(self):
        """What was erased keeps a place only where others have replied to it."""
        replies = self.model._default_manager.filter(reply_to=OuterRef("pk"), shown_at__isnull=False)
        return self.filter(Q(erased_on=None) | Exists(replies))

    def taps(self):
        """What was tapped on passages that are not understood."""
        return self.filter(kind=VoiceKind.UNCLEAR)

    def without_replies(self):
        return self.filter(reply_to=None)

    def on_block(self, block_id):
        """What is about one passage, in whichever version of the text."""
        return self.filter(passage__block_id=block_id)

    def past_editing(self):
        return self.filter(editable_until__lte=timezone.now())

    def with_has_outcome(self):
        outcomes = apps.get_model("codesign", "Outcome").voices.through._default_manager
        return self.annotate(has_outcome=Exists(outcomes.filter(voice_id=OuterRef("pk"))))

    def without_outcome(self):
        return self.with_has_outcome().filter(has_outcome=False)

    def with_due_day(self):
        """Annotate due_on, the day by which an outcome was promised."""
        return self.annotate(due_on=DueOn(F("sent_on"), F("subject__answer_within_days")))

    def with_something_to_answer(self):
        """All but a bare yes: it counts, and asks for nothing."""
        return self.exclude(_is_bare_yes(self.model))

    def as_work(self):
        """One row for each piece of work: each voice that asks for something, and one tap for all taps on a passage.

        Taps that have an outcome and those that wait are two pieces. What is asked for before counts, what is asked
        for after it does not: first choose the voices, then call this.
        """
        there = self.filter(erased_on=None)
        taps = there.taps().with_has_outcome().order_by()
        pieces = taps.values("subject", "passage__block_id", "has_outcome").annotate(first=Min("pk"))
        is_first = Q(pk__in=pieces.values("first"))
        work = there.with_has_outcome().with_due_day().filter(~Q(kind=VoiceKind.UNCLEAR) | is_first)
        return work.exclude(_is_bare_yes(self.model), has_outcome=False)

    def overdue(self):
        """Of work, what had to have an outcome before today."""
        return self.filter(has_outcome=False, due_on__lt=timezone.localdate())

    def not_shown_yet(self):
        """What everyone may read as soon as somebody has read it."""
        return self.in_words().filter(shown_at=None, hidden_at=None, visibility=Visibility.WITHOUT_NAME)

    def with_reactions(self):
        """Annotate agree_count and thank_count."""
        return self.annotate(**{f"{kind.value}_count": _reactions_of(kind) for kind in ReactionKind})

    def with_reply_count(self):
        """Annotate reply_count: how many replies have a place on a page, those that are hidden included."""
        replies = self.model._default_manager.for_everyone().in_words().filter(reply_to=OuterRef("pk"))  # type: ignore[attr-defined]
        return self.annotate(reply_count=_count_of(replies, "reply_to"))

    def in_order(self, order, *first):
        """In the order a reader asked for, after what always comes first.

        The most different: of each kind and each answer one, the newest, then of each another.
        """
        if order == VoiceOrder.WITHOUT_OUTCOME:
            return self.with_has_outcome().order_by(*first, "has_outcome", *NEWEST_FIRST)
        if order == VoiceOrder.MOST_DIFFERENT:
            turn = Window(RowNumber(), partition_by=[F("kind"), F("fit")], order_by=NEWEST_FIRST)
            return self.annotate(turn=turn).order_by(*first, "turn", *NEWEST_FIRST)
        return self.order_by(*first, *NEWEST_FIRST)

    def of_participants(self):
        """What was not said by a member of staff."""
        return self.exclude(seat__provenance__in=ACCOUNTABLE_PROVENANCES)

    def of_people_heard(self):
        """Voices of real people who spoke for themselves, with help, or as a group; never of staff or advocates."""
        return self.filter(seat__provenance__in=HEARD_PROVENANCES)


class ThemeQuerySet(models.QuerySet):
    def with_voices(self):
        """Annotate voice_count and waiting_count, the voices that have no outcome."""
        waiting = Count("voices", filter=Q(voices__outcomes=None), distinct=True)
        return self.annotate(voice_count=Count("voices", distinct=True), waiting_count=waiting)


class OutcomeQuerySet(models.QuerySet):
    def standing(self):
        """Outcomes that no later one corrected."""
        return self.filter(corrected_by=None)

    def for_everyone(self):
        """Outcomes that everyone may read: they answer a participant who did not ask that only staff read it."""
        voice = apps.get_model("codesign", "Voice")
        open_voices = voice._default_manager.of_participants().filter(visibility=Visibility.WITHOUT_NAME)
        return self.filter(Exists(open_voices.filter(outcomes=OuterRef("pk"))))

    def by_kind(self):
        """What changed first, then what changed in part, then what did not; in each the themes by name."""
        places = [When(kind=kind, then=place) for place, kind in enumerate(OutcomeKind.values)]
        return self.order_by(Case(*places), F("theme__name").asc(nulls_last=True), "-recorded_at", "-id")

    def with_what_was_said(self, most: int):
        """Annotate `voice_count` and `hidden_count`, of participants, and bring at most so many words all may read.

        They come as `words`, the newest first.
        """
        voice = apps.get_model("codesign", "Voice")
        shown = voice._default_manager.shown().of_participants().exclude(body="").order_by("-id")
        is_staff = Q(voices__seat__provenance__in=ACCOUNTABLE_PROVENANCES)
        hidden = Count("voices", filter=~is_staff & Q(voices__hidden_at__isnull=False))
        return self.annotate(voice_count=Count("voices", filter=~is_staff), hidden_count=hidden).prefetch_related(
            Prefetch("voices", shown[:most], to_attr="words")
        )


def _is_bare_yes(voice):
    barriers = voice.barriers.through._default_manager.filter(voice_id=OuterRef("pk"))
    return Q(fit=Fit.YES, body="", kind=VoiceKind.COMMENT) & ~Exists(barriers)


def _reactions_of(kind):
    reactions = apps.get_model("codesign", "Reaction")._default_manager.filter(voice=OuterRef("pk"), kind=kind)
    return _count_of(reactions, "voice")


def _count_of(rows, voice):
    """How many there are for each voice, asked for on its own: joined, replies and reactions would multiply."""
    counted = rows.order_by().values(voice).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
