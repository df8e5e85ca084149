"""Whether people understand a text: items about a right or an obligation, and what people respond to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.enums import ItemKind, Understanding
from codesign.models.subjects import Passage, Seat, Subject, TextVersion
from codesign.querysets.comprehension import ComprehensionItemQuerySet, ResponseQuerySet

MOST_SENTENCE_CHARACTERS = 300
MOST_SCENARIO_CHARACTERS = 1000


class ComprehensionItem(models.Model):
    """One question about one right or obligation in a passage. It tests the text and never the person.

    Its passage belongs to the text version that it is asked about; asked again after a change it moves to the new one.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="comprehension_items")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="comprehension_items")
    about = models.CharField(max_length=MOST_SENTENCE_CHARACTERS, help_text="The right or obligation, as one sentence.")
    scenario = models.TextField(max_length=MOST_SCENARIO_CHARACTERS)
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    rubric = models.TextField(blank=True, help_text="Own words: what they must say to count as understood.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ComprehensionItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ItemKind.CHOICES, rubric="") | (Q(kind=ItemKind.OWN_WORDS) & ~Q(rubric="")),
                name="item_of_own_words_has_a_rubric",
            )
        ]

    def __str__(self) -> str:
        return self.about[:80]


class Option(models.Model):
    """One of the sentences between which people choose. One is right."""

    item = models.ForeignKey(ComprehensionItem, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=MOST_SENTENCE_CHARACTERS)
    is_right = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="option_once_at_a_position"),
            models.UniqueConstraint(fields=["item"], condition=Q(is_right=True), name="option_one_is_right"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Response(models.Model):
    """What one seat responded to an item, on one text version. A later version is tried on other people."""

    item = models.ForeignKey(ComprehensionItem, on_delete=models.PROTECT, related_name="responses")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="responses")
    text_version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="responses")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, related_name="responses")
    body = models.TextField(blank=True, max_length=1500)
    language = models.CharField(max_length=10)
    responded_on = models.DateField(default=timezone.localdate, help_text="The day only: a second could point to one.")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="response_once"),
            models.CheckConstraint(
                condition=Q(option__isnull=False, body="") | (Q(option__isnull=True) & ~Q(body="")),
                name="response_is_a_choice_or_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} from {self.seat_id}"


class ResponseMark(models.Model):
    """What one person judges that own words show. Two judge alone; where they differ a third decides."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="marks")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    understanding = models.CharField(max_length=20, choices=Understanding.choices)
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["response", "marked_by"], name="response_mark_once_a_person")]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.understanding}"
