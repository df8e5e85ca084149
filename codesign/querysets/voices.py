"""Questions about many voices and outcomes."""

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from codesign.enums import ACCOUNTABLE_PROVENANCES, HEARD_PROVENANCES, Visibility


class VoiceQuerySet(models.QuerySet):
    def shown(self):
        """Voices that everyone may read."""
        return self.filter(shown_at__isnull=False)

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
        """Annotate `voice_count`, the voices of participants, and bring at most so many words that everyone may read.

        They come as `words`, the newest first.
        """
        voice = apps.get_model("codesign", "Voice")
        shown = voice._default_manager.shown().of_participants().exclude(body="").order_by("-id")
        is_staff = Q(voices__seat__provenance__in=ACCOUNTABLE_PROVENANCES)
        return self.annotate(voice_count=Count("voices", filter=~is_staff)).prefetch_related(
            Prefetch("voices", shown[:most], to_attr="words")
        )
