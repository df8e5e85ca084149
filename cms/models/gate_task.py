"""The workflow task of the gate: it lists what is open, and approves only when nothing is."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from cms.gate import request_for
from people.enums import Role
from personas.actions.releases import GateClosed, release
from personas.gate import is_released, obstacles


class GateTask(Task):
    """Approving is passing the gate: it makes the release that the page needs to go live."""

    class Meta:
        verbose_name = _("Gate")
        verbose_name_plural = _("Gates")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Chairs are heard or stood in for, and every challenge is replied to and judged."))

    def get_actions(self, obj, user) -> list[tuple[str, str, bool]]:
        """An approver sends back at any time, and approves when nothing stands in the way."""
        if Role.APPROVER not in user.roles:
            return []
        actions = [("reject", str(_("Send back")), True)]
        asked = request_for(obj.specific, user)
        if is_released(asked.subject.pk, asked.content_hash) or not obstacles(asked):
            actions.append(("approve", str(_("Approve and publish")), False))
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        """Pass the gate first, in a transaction of its own, so that a refusal stays on record."""
        if Role.APPROVER not in user.roles:
            raise PermissionDenied
        if action_name == "approve":
            self._pass_gate(task_state, user)
        return super().on_action(task_state, user, action_name, **kwargs)

    def _pass_gate(self, task_state, user) -> None:
        """Release the newest draft, and let the workflow publish that one: it may be newer than what was submitted."""
        page = task_state.workflow_state.content_object.specific
        try:
            release(request_for(page, user))
        except GateClosed as closed:
            raise PermissionDenied(str(closed)) from closed
        task_state.revision_id = page.latest_revision_id
        task_state.save(update_fields=["revision"])

    def user_can_access_editor(self, obj, user) -> bool:
        return Role.APPROVER in user.roles

    def get_task_states_user_can_moderate(self, user, **kwargs):
        if Role.APPROVER not in user.roles:
            return TaskState.objects.none()
        return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
