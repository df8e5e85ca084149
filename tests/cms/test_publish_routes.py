"""Every route to publication: refused while a challenge is unanswered, open once the gate let the text through."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html, rich_text

from cms.blocks import PLAIN_FEATURES
from cms.gate import request_for, submit_text
from cms.models import ProposalPage
from cms.models.releasable import NotReleased
from people.enums import Role
from people.models import User
from personas.actions.releases import release
from personas.models import Release
from tests.cms.steps import answer_everything, make_proposal, new_proposal
from tests.personas.steps import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(user, page, action, *, revision=None):
    """Press a button of the editor, with the form as the editor sends it: the newest draft, or an older one."""
    client = client_of(user)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    shown = (revision or page.get_latest_revision()).as_object()
    data = {key: fields.getlist(key) for key in fields} | body_fields(shown.body) | {action: "1"}
    return client.post(url, data | ({"revision": str(revision.pk), "lede": shown.lede} if revision else {}))


def body_fields(body):
    """The fields of a body, which the editor makes with JavaScript."""
    data = {"body-count": str(len(body))}
    for place, block in enumerate(body):
        data |= {
            f"body-{place}-deleted": "",
            f"body-{place}-order": str(place),
            f"body-{place}-type": block.block_type,
            f"body-{place}-id": block.id,
            f"body-{place}-value-heading": block.value["heading"],
            f"body-{place}-value-text": rich_text(block.value["text"].source, features=PLAIN_FEATURES),
        }
    return data


def create_live(cast, page):
    """A twin of the page, made and published at once: the same subject and text at another address."""
    twin = new_proposal(cast, slug="twin", live=True)
    page.get_parent().add_child(instance=twin)


def edit_and_publish(cast, page):
    press(make_staff("Edda", Role.EDITOR), page, "action-publish")


def workflow_approval(cast, page):
    state = ProposalPage.objects.get(pk=page.pk).current_workflow_task_state
    state.task.specific.on_action(state, cast.approver, "approve")


def gate_page(cast, page):
    client_of(cast.approver).post(reverse("gate_approve", args=[cast.subject.code]))


def scheduled(cast, page):
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def bulk_publish(cast, page):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client_of(make_staff("Edda", Role.EDITOR)).post(f"{url}?id={page.pk}", {})


def bulk_publish_of_a_parent(cast, page):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = f"?id={page.get_parent().pk}"
    client_of(User.objects.create_superuser("root@example.org")).post(url + query, {"include_descendants": "on"})


def revert(cast, page):
    first = page.revisions.order_by("created_at").first()
    press(make_staff("Edda", Role.EDITOR), page, "action-publish", revision=first)


def management_command(cast, page):
    page.get_latest_revision().publish()


def without_permission_checks(cast, page):
    PublishRevisionAction(page.get_latest_revision()).execute(skip_permission_checks=True)


def superuser(cast, page):
    press(User.objects.create_superuser("root@example.org"), page, "action-publish")


def plain_save(cast, page):
    page.live = True
    page.save()


def save_of_live_only(cast, page):
    page.live = True
    page.save(update_fields=["live"])


def save_as_plain_page(cast, page):
    plain = Page.objects.get(pk=page.pk)
    plain.live = True
    plain.save()


ROUTES = [
    create_live,
    edit_and_publish,
    workflow_approval,
    gate_page,
    scheduled,
    bulk_publish,
    bulk_publish_of_a_parent,
    revert,
    management_command,
    without_permission_checks,
    superuser,
    plain_save,
    save_of_live_only,
    save_as_plain_page,
]
# The gate itself is passed by these two; the others need a release that was made before.
PASS_THE_GATE = {workflow_approval, gate_page}

# These publish a draft; the rest write the text that is live already, or another page.
DRAFT_ROUTES = [
    route for route in ROUTES if route not in {create_live, revert, plain_save, save_of_live_only, save_as_plain_page}
]


def try_route(route, cast, page) -> None:
    """Take the route; a refusal may be an error to a caller or a sentence to a person."""
    with suppress(NotReleased, PermissionDenied):
        route(cast, page)


def is_anything_live(page) -> bool:
    return ProposalPage.objects.live().exists()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_a_route_is_closed_while_a_challenge_is_unanswered(cast, route):
    page = make_proposal(cast)
    try_route(route, cast, page)
    assert not is_anything_live(page)
    assert not Release.objects.exists()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_a_route_is_open_once_the_gate_let_the_text_through(cast, route):
    page = make_proposal(cast)
    answer_everything(cast)
    if route not in PASS_THE_GATE:
        release(request_for(ProposalPage.objects.get(pk=page.pk), cast.approver))
    route(cast, ProposalPage.objects.get(pk=page.pk))
    assert is_anything_live(page)


@pytest.mark.parametrize("route", DRAFT_ROUTES, ids=lambda route: route.__name__)
def test_a_live_page_keeps_its_released_text_while_a_changed_draft_waits(cast, route):
    page = make_proposal(cast)
    answer_everything(cast)
    workflow_approval(cast, page)
    draft = ProposalPage.objects.get(pk=page.pk)
    draft.lede = "Two letters for all."
    draft.save_revision(user=cast.owner)
    submit_text(ProposalPage.objects.get(pk=page.pk), cast.owner)
    try_route(route, cast, ProposalPage.objects.get(pk=page.pk))
    live = ProposalPage.objects.live().get()
    assert live.lede == "One letter for all."


def test_a_restored_row_is_not_asked_what_its_class_is():
    """A backup restores pages before the names of their classes: the rule must not look those up."""
    page = Page(title="Restored", content_type_id=0, live=True, pk=1)
    pre_save.send(Page, instance=page, raw=True)
