"""What this app does when Wagtail tells news, and the rule for writes that go around a page's own class."""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, task_submitted

from cms.gate import candidate_of, record_published, record_submitted
from cms.models import SubjectPage
from cms.models.releasable import ReleasablePage


@receiver(task_submitted)
def keep_submitted_text(*, instance, user=None, **_: object) -> None:
    page = instance.workflow_state.content_object.specific
    if isinstance(page, SubjectPage) and page.subject_id:
        record_submitted(candidate_of(page), user)


@receiver(page_published)
def keep_published_text(*, instance, revision, **_: object) -> None:
    if isinstance(instance, SubjectPage) and instance.subject_id:
        record_published(instance, revision.user if revision else None)


@receiver(pre_save, sender=Page)
def refuse_unreleased_page(*, instance: Page, raw: bool, **_: object) -> None:
    """A page saved as a plain Page skips its own class, and with it the gate."""
    if raw or not instance.live or instance.pk is None:
        return
    specific_class = instance.specific_class or Page
    if not issubclass(specific_class, ReleasablePage):
        return
    specific = specific_class.objects.get(pk=instance.pk)
    specific.title, specific.live = instance.title, True
    if specific.needs_release:
        specific.require_release()
