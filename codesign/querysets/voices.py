"""Questions about many voices and outcomes."""

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from codesign.enums import ACCOUNTABLE_PROVENANCES, HEARD_PROVENANCES, ReactionKind, Visibility, VoiceKind, VoiceOrder

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
        """Voices without the taps on passages, which say nothing more than that."""
        return self.exclude(kind=VoiceKind.UNCLEAR)

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

    def with_reactions(self):
        """Annotate agree_count and thank_count."""
        return self.annotate(**{f"{kind.value}_count": _reactions_of(kind) for kind in ReactionKind})

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


class OutcomeQuerySet(models.QuerySet):
    def for_everyone(self):
        """Outcomes that everyone may read: they answer a participant who did not ask that only staff read it."""
        voice = apps.get_model("codesign", "Voice")
        open_voices = voice._default_manager.of_participants().filter(visibility=Visibility.WITHOUT_NAME)
        return self.filter(Exists(open_voices.filter(outcomes=OuterRef("pk"))))

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


def _reactions_of(kind):
    """How many people reacted so to a voice, asked for each on its own: joined, rows would multiply."""
    reactions = apps.get_model("codesign", "Reaction")._default_manager.filter(voice=OuterRef("pk"), kind=kind)
    counted = reactions.order_by().values("voice").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
