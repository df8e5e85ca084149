"""What Wagtail's editor does with a page that passes the gate: drafts, schedule, schedules of others, buttons."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import ConceptPage, ProposalPage
from cms.texts import hash_of
from codesign.models import Subject, TextVersion
from people.enums import Role
from personas.models import Chair
from tests.cms.steps import answer_everything, body_of, make_index, make_proposal
from tests.codesign.pages import client_of, words_of
from tests.factories import make_dimension
from tests.personas.steps import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def index(cast):
    return make_index()


def create(user, index, page_class=ProposalPage, **fields):
    name = page_class._meta.model_name
    url = reverse("wagtailadmin_pages:add", args=["cms", name, index.pk])
    said = {
        "title": "One letter",
        "slug": "one-letter",
        "lede": "One letter for all.",
        "body-count": "0",
        "barriers": "The way\n\n The way \nSomething else",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "0",
    }
    return client_of(user).post(url, said | fields, follow=True)


def test_making_a_page_puts_its_subject_on_the_table(cast, index):
    segments = make_dimension("Rural", "City").segments.all()
    create(cast.owner, index, subject_owner=cast.owner.pk, concerns=[segment.pk for segment in segments])
    subject = ProposalPage.objects.get().subject
    assert (subject.owner, subject.kind, subject.title) == (cast.owner, "proposal", "One letter")
    assert set(Chair.objects.filter(table__subject=subject).values_list("segment__name", flat=True)) == {
        "Rural",
        "City",
    }
    assert list(subject.barriers.values_list("name", flat=True)) == ["The way", "Something else"]


def test_a_page_without_an_owner_is_refused_in_words(cast, index):
    response = create(make_staff("Edda", Role.EDITOR), index)
    assert not ProposalPage.objects.exists()
    assert "This field is required." in words_of(response)


def test_somebody_who_owns_no_subjects_cannot_be_the_owner(cast, index):
    create(cast.owner, index, subject_owner=cast.advocate.pk)
    assert not ProposalPage.objects.exists()


def test_a_subject_is_not_its_own_ancestor(cast, index):
    create(cast.owner, index, subject_owner=cast.owner.pk)
    page = ProposalPage.objects.get()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client_of(cast.owner).get(url).context["form"]
    form = type(form)(
        {"title": "x", "slug": "x", "subject_owner": cast.owner.pk, "grows_from": page.subject_id, "body-count": "0"},
        instance=page,
        for_user=cast.owner,
        parent_page=index,
    )
    assert "cannot grow out of itself" in str(form.errors.get("grows_from"))


def test_a_page_that_grew_out_of_another_counts_whom_it_heard(cast, index):
    create(cast.owner, index, subject_owner=cast.owner.pk, grows_from=cast.subject.pk, counts_ancestors="on")
    subject = ProposalPage.objects.get().subject
    assert subject.parent == cast.subject
    assert list(subject.counted_ancestors.all()) == [cast.subject]


def test_create_and_publish_keeps_what_was_typed_as_a_draft(cast, index):
    response = create(make_staff("Edda", Role.EDITOR), index, subject_owner=cast.owner.pk, **{"action-publish": "1"})
    page = ProposalPage.objects.get()
    assert (page.live, page.get_latest_revision_as_object().lede) == (False, "One letter for all.")
    assert "waits at the gate" in words_of(response)


def test_the_form_of_a_new_proposal_offers_no_publishing(cast, index):
    url = reverse("wagtailadmin_pages:add", args=["cms", "proposalpage", index.pk])
    assert 'name="action-publish"' not in client_of(make_staff("Edda", Role.EDITOR)).get(url).content.decode()


def test_a_concept_is_published_as_it_is_made_and_its_text_is_kept(cast, index):
    editor = make_staff("Edda", Role.EDITOR)
    create(editor, index, ConceptPage, subject_owner=cast.owner.pk, **{"action-publish": "1"})
    page = ConceptPage.objects.live().get()
    assert TextVersion.objects.newest_of(page.subject, "en").title == "One letter"


def test_a_high_stakes_concept_passes_the_gate_too(cast, index):
    page = ConceptPage(title="Idea", slug="idea", subject=cast.subject, body=body_of(), live=False)
    index.add_child(instance=page)
    Subject.objects.filter(pk=cast.subject.pk).update(is_high_stakes=True)
    page = ConceptPage.objects.get()
    page.save_revision()
    assert page.waits_at_gate()
    assert not page.permissions_for_user(make_staff("Edda", Role.EDITOR)).can_publish()


def test_one_refused_page_stops_no_other_on_the_schedule(cast, caplog):
    waiting = make_proposal(cast)
    other = ConceptPage(title="Due", slug="due", live=False)
    waiting.get_parent().add_child(instance=other)
    other.save_revision()
    due = timezone.now() - timedelta(minutes=1)
    waiting.revisions.update(approved_go_live_at=due)
    other.revisions.update(approved_go_live_at=due + timedelta(seconds=1))
    call_command("publish_scheduled")
    assert ConceptPage.objects.get().live
    assert not ProposalPage.objects.get().live
    assert not waiting.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert "taken off the schedule" in caplog.text


def test_a_dry_run_leaves_the_schedule_as_it_is(cast):
    page = make_proposal(cast)
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled", "--dryrun")
    assert page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_released_page_can_be_moved_and_renamed_in_the_address(cast):
    page = make_proposal(cast)
    answer_everything(cast)
    state = ProposalPage.objects.get().current_workflow_task_state
    state.task.specific.on_action(state, cast.approver, "approve")
    page = ProposalPage.objects.get()
    page.slug = "a-letter"
    page.save()
    page.move(Page.objects.get(slug="institution"), pos="last-child")
    assert ProposalPage.objects.live().get().slug == "a-letter"


def test_a_released_page_can_be_taken_down_by_its_editor(cast):
    page = make_proposal(cast)
    answer_everything(cast)
    state = ProposalPage.objects.get().current_workflow_task_state
    state.task.specific.on_action(state, cast.approver, "approve")
    ProposalPage.objects.get(pk=page.pk).unpublish()
    assert not ProposalPage.objects.live().exists()


def test_paragraph_keys_of_the_editor_are_no_change_of_the_text(cast):
    page = make_proposal(cast)
    submitted = hash_of(page)
    page.body = body_of().replace('data-block-key=\\"a11\\"', 'data-block-key=\\"zzz\\"')
    assert "zzz" in str(page.body.raw_data[0])
    assert hash_of(page) == submitted
