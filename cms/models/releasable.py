"""A page that goes live only with a release for exactly its text, on whichever route."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester, Workflow

from cms.texts import hash_of
from codesign.enums import SubjectKind
from codesign.models import Subject
from personas.gate import is_released
from personas.models import Release


class NotReleased(ValidationError):
    """The gate has not let this text through, so it cannot go live."""

    def __init__(self, page) -> None:
        super().__init__(
            _(
                "“%(title)s” cannot be published: the gate has not let this text through. "
                "Open its page at the gate to see what is missing and who can do it."
            ),
            code="not_released",
            params={"title": page.title},
        )


class GatePermissionTester(PagePermissionTester):
    """Offers nobody, superusers included, to publish a text that was not released."""

    def can_publish(self) -> bool:
        return super().can_publish() and not self.page.waits_at_gate()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()


class ReleasablePage(Page):
    """Refuses to go live, or to change what is live, without a release for its very hash.

    The rule stands in `save()`, which every route to publication passes; the editor's buttons only follow it.
    """

    # What is hashed. The subject is among them: a page moved to another subject is another text.
    GATED_FIELDS = frozenset({"title", "lede", "body", "subject"})

    kind: SubjectKind

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.live and self.needs_release and self._writes_what_is_read(kwargs.get("update_fields")):
            self.require_release()
        return super().save(*args, **kwargs)

    @property
    def needs_release(self) -> bool:
        """Proposals always pass the gate; other pages where the subject is marked as high-stakes."""
        return self.kind == SubjectKind.PROPOSAL or bool(self.subject and self.subject.is_high_stakes)

    def require_release(self) -> None:
        if not is_released(self.subject_id, hash_of(self)):
            raise NotReleased(self)

    def waits_at_gate(self) -> bool:
        """Whether what would be published now has no release."""
        if not self.needs_release:
            return False
        return not is_released(self.subject_id, hash_of(self.text_to_publish()))

    def text_to_publish(self):
        """The text in memory; where that is what the database holds already, the newest draft."""
        stored = type(self).objects.filter(pk=self.pk).first()
        if stored is None or stored.latest_revision is None or hash_of(stored) != hash_of(self):
            return self
        return stored.get_latest_revision_as_object()

    def permissions_for_user(self, user):
        return GatePermissionTester(user, self)

    def serve(self, request, *args, **kwargs):
        """The last door: a text that reached the table of live pages around `save()` is not shown."""
        if self.needs_release and not is_released(self.subject_id, hash_of(self)):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if self.needs_release:
            asked = Release.objects.select_related("approved_by").filter(subject=self.subject)
            context["release"] = asked.filter(content_hash=hash_of(self)).first()
        return context

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def get_workflow(self):
        if not self.needs_release:
            return super().get_workflow()
        return Workflow.objects.active().filter(workflow_tasks__task__content_type__model="gatetask").first()

    def _writes_what_is_read(self, update_fields) -> bool:
        """Wagtail's own save of a draft names fields that nobody reads, with the draft's text in memory."""
        return update_fields is None or bool({"live", *self.GATED_FIELDS} & set(update_fields))
