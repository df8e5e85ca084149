"""Questions about many comprehension items and responses."""

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from codesign.enums import ItemKind

ENOUGH_MARKS, MOST_MARKS = 2, 3


class ComprehensionItemQuerySet(models.QuerySet):
    def with_public_wording(self):
        """Annotate `wording_now`: what the passage says today to everyone, or None where it is there no more."""
        texts = apps.get_model("codesign", "TextVersion")._default_manager.filter(
            subject=OuterRef(OuterRef("subject")),
            language=OuterRef(OuterRef("passage__text_version__language")),
            published_at__isnull=False,
        )
        passages = apps.get_model("codesign", "Passage")._default_manager.filter(
            text_version=Subquery(texts.order_by("-published_at", "-id").values("pk")[:1]),
            block_id=OuterRef("passage__block_id"),
        )
        return self.annotate(wording_now=Subquery(passages.values("text")[:1]))

    def asked_now(self):
        """Those that are not closed and whose passage says what it said when they were last asked."""
        return self.with_public_wording().filter(closed_at=None, wording_now=F("passage__text"))

    def without_response_of(self, seat):
        """Those to which a seat did not respond, on whichever version of the text."""
        responses = apps.get_model("codesign", "Response")._default_manager.filter(item=OuterRef("pk"), seat=seat)
        return self.filter(~Exists(responses))


class ResponseQuerySet(models.QuerySet):
    def with_marks(self):
        """Annotate mark_count, and mark_kinds: how many different judgements there are."""
        return self.annotate(mark_count=Count("marks"), mark_kinds=Count("marks__understanding", distinct=True))

    def to_be_marked(self):
        """Own words about which two people have not agreed and three have not judged."""
        unclear = Q(mark_count__lt=ENOUGH_MARKS) | Q(mark_count__lt=MOST_MARKS, mark_kinds__gt=1)
        return self.filter(item__kind=ItemKind.OWN_WORDS).with_marks().filter(unclear)

    def not_marked_by(self, user):
        marks = apps.get_model("codesign", "ResponseMark")._default_manager.filter(response=OuterRef("pk"))
        return self.filter(~Exists(marks.filter(marked_by=user)))

    def choices(self):
        """Responses to items with sentences to choose from."""
        return self.filter(option__isnull=False)
