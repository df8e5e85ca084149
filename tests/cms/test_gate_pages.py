"""The gate as pages without JavaScript: who sees them, what they say is missing, and what may be pressed."""

import pytest
from django.urls import reverse
from wagtail.models import WorkflowState

from cms.gate import submit_text
from cms.models import ConceptPage, ProposalPage
from codesign.models import TextVersion
from people.enums import Role
from people.models import User
from personas.models import GateRun, Release
from tests.cms.steps import answer_everything, conclude_newest, make_proposal
from tests.codesign.pages import client_of, words_of
from tests.personas.steps import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

WHO = {
    "owner": lambda cast: cast.owner,
    "editor": lambda cast: make_staff("Edda", Role.EDITOR),
    "approver": lambda cast: cast.approver,
    "lead": lambda cast: cast.lead,
    "another owner": lambda cast: make_staff("Otto", Role.OWNER),
    "advocate": lambda cast: cast.advocate,
    "facilitator": lambda cast: make_staff("Finn", Role.FACILITATOR),
    "superuser": lambda cast: User.objects.create_superuser("root@example.org"),
}
#           GET  submit approve send-back
TABLE = {
    "owner": (200, 303, 403, 403),
    "editor": (200, 303, 403, 403),
    "approver": (200, 403, 303, 303),
    "lead": (200, 403, 403, 403),
    "another owner": (404, 404, 403, 403),
    "advocate": (403, 403, 403, 403),
    "facilitator": (403, 403, 403, 403),
    "superuser": (403, 403, 403, 403),
}
OPERATIONS = ["gate", "gate_submit", "gate_approve", "gate_send_back"]


@pytest.fixture
def page(cast):
    return make_proposal(cast)


def url(cast, name="gate"):
    return reverse(name, args=[cast.subject.code])


@pytest.mark.parametrize("place", range(4), ids=OPERATIONS)
@pytest.mark.parametrize("who", TABLE)
def test_who_may_do_what_at_the_gate(cast, page, who, place):
    client, name = client_of(WHO[who](cast)), OPERATIONS[place]
    sent = {"reason": "Say it in plain words."}
    response = client.get(url(cast, name)) if name == "gate" else client.post(url(cast, name), sent)
    assert response.status_code == TABLE[who][place]


@pytest.mark.parametrize("code", ["nowhere", "00000"])
def test_a_subject_that_does_not_exist_has_no_gate(cast, page, code):
    assert client_of(cast.approver).get(reverse("gate", args=[code])).status_code == 404


def test_a_concept_that_is_not_marked_has_no_gate(cast, page):
    page.get_parent().add_child(instance=ConceptPage(title="Idea", slug="idea", subject=cast.subject, live=False))
    ProposalPage.objects.all().delete()
    assert client_of(cast.approver).get(url(cast)).status_code == 404


def test_the_page_says_what_is_missing_and_who_can_do_it(cast, page):
    words = words_of(client_of(cast.owner).get(url(cast)))
    assert "has no reply." in words
    assert "The owner replies to this challenge." in words
    assert "has not concluded on this text." in words


def test_with_an_open_challenge_the_approver_is_led_to_it(cast, page):
    words = words_of(client_of(cast.approver).get(url(cast)))
    assert "Approve and publish" not in words
    assert "See the 1 open challenge first" in words
    assert 'href="#challenges"' in words


def test_once_nothing_is_missing_the_approver_publishes(cast, page):
    answer_everything(cast)
    client = client_of(cast.approver)
    assert "Approve and publish" in words_of(client.get(url(cast)))
    words = words_of(client.post(url(cast, "gate_approve"), follow=True))
    assert "is published with its record" in words
    assert ProposalPage.objects.live().count() == 1


def test_a_draft_saved_after_the_submit_is_what_goes_live(cast, page):
    answer_everything(cast)
    page.lede = "Another letter."
    page.save_revision(user=cast.owner)
    submit_text(page, cast.owner)
    conclude_newest(cast)
    client_of(cast.approver).post(url(cast, "gate_approve"))
    assert ProposalPage.objects.live().get().lede == "Another letter."
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_approving_too_early_says_why_and_publishes_nothing(cast, page):
    words = words_of(client_of(cast.approver).post(url(cast, "gate_approve"), follow=True))
    assert "Not published." in words
    assert "has no reply" in words
    assert GateRun.objects.count() == 1
    assert not Release.objects.exists()


def test_nobody_but_an_approver_is_shown_the_button(cast, page):
    answer_everything(cast)
    assert "Approve and publish" not in words_of(client_of(cast.owner).get(url(cast)))


def test_an_approver_who_wrote_on_the_text_is_told(cast, page):
    answer_everything(cast)
    page.save_revision(user=cast.approver)
    words = words_of(client_of(cast.approver).get(url(cast)))
    assert "Pia wrote or owns this text." in words
    assert "Approve and publish" not in words


def test_a_draft_that_changed_is_submitted_anew_by_its_owner(cast, page):
    answer_everything(cast)
    page.lede = "Another letter."
    page.save_revision(user=cast.owner)
    client = client_of(cast.owner)
    assert "Submit this text" in words_of(client.get(url(cast)))
    client.post(url(cast, "gate_submit"))
    newest = TextVersion.objects.newest_of(cast.subject, "en")
    assert newest.passages.first().text == "Another letter."
    assert "has not concluded on this text." in words_of(client.get(url(cast)))


def test_sending_back_asks_for_a_reason(cast, page):
    response = client_of(cast.approver).post(url(cast, "gate_send_back"), {"reason": ""})
    assert response.status_code == 422
    assert "Say what has to be different." in words_of(response)
    assert page.workflow_in_progress


def test_what_was_sent_back_is_submitted_again(cast, page):
    client_of(cast.approver).post(url(cast, "gate_send_back"), {"reason": "Too long."})
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    submit_text(ProposalPage.objects.get(pk=page.pk), cast.owner)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_a_text_nobody_submitted_is_not_approved(cast, page):
    page.current_workflow_state.cancel(user=cast.owner)
    words = words_of(client_of(cast.approver).post(url(cast, "gate_approve"), follow=True))
    assert "was not submitted" in words


def test_the_published_page_shows_its_record(client, cast, page):
    answer_everything(cast)
    client_of(cast.approver).post(url(cast, "gate_approve"))
    words = words_of(client.get(ProposalPage.objects.get().url))
    for fact in ["Fewer than 5 people spoke.", "No fixed home", "Ana", "People without a fixed home get no letters."]:
        assert fact in words


def test_the_list_shows_the_pages_of_the_owner_only(cast, page):
    assert "One letter" in words_of(client_of(cast.owner).get(reverse("gates")))
    assert "One letter" not in words_of(client_of(make_staff("Otto", Role.OWNER)).get(reverse("gates")))


def test_a_live_text_that_reached_the_table_around_the_rule_is_not_served(client, cast, page):
    ProposalPage.objects.update(live=True)
    assert client.get(ProposalPage.objects.get().url).status_code == 404
