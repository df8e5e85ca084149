"""Publish what is due and unpublish what has expired. In place of Wagtail's own command of this name.

A text that the gate has not let through is taken off the schedule, the log says so, and the others go on.
"""

import logging

from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import Revision

from cms.models.releasable import NotReleased, ReleasablePage

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    help = __doc__

    def handle(self, *args, **options):
        if not options["dryrun"]:
            for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()):
                self._unschedule_if_unreleased(revision)
        super().handle(*args, **options)

    def _unschedule_if_unreleased(self, revision: Revision) -> None:
        page = revision.as_object()
        if not isinstance(page, ReleasablePage) or not page.needs_release:
            return
        try:
            page.require_release()
        except NotReleased as refusal:
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            logger.warning("Not published, taken off the schedule: %s", refusal.messages[0])
            self.stderr.write(refusal.messages[0])
