"""What the lead can do for one chair: invite, log an attempt, appoint an advocate."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.models import OutreachAttempt
from measures.representation import Hearing
from people.enums import GROUP_NAMES, Role
from personas.actions.tables import remove_chair
from personas.models import Advocacy
from tests.codesign.pages import client_of, words_of
from tests.factories import make_user
from tests.personas.table_steps import make_lead, make_table

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
TODAY = timezone.localdate


@pytest.fixture
def chair():
    return make_table("Rural").chairs.get()


@pytest.fixture
def lead():
    return client_of(make_lead())


def path(name, chair):
    return reverse(name, args=[chair.pk])


def tried(**fields):
    said = {"method": "visit", "attempted_on": TODAY().isoformat(), "place": "Shelter", "result": "Two listened."}
    return said | fields


def appointed(**fields):
    said = {"basis": "Ten years of visits.", "conflicts": "none"}
    said["ends_on"] = (TODAY() + timedelta(days=90)).isoformat()
    return said | fields


def test_the_page_shows_the_state_the_attempts_and_the_invitation(lead, chair):
    lead.post(path("lead_attempt", chair), tried())
    words = words_of(lead.get(path("lead_chair", chair)))
    for said in ("Empty", "Two listened.", f"/c/{chair.table.subject.code}/", "Nobody stands in."):
        assert said in words


def test_an_attempt_is_logged_and_seen_at_the_table(lead, chair, client):
    response = lead.post(path("lead_attempt", chair), tried())
    assert (response.status_code, response["Location"]) == (303, path("lead_chair", chair))
    assert "1 attempt:" in words_of(client.get(reverse("table", args=[chair.table.subject.code])))


@pytest.mark.parametrize(
    "fields",
    [
        {"method": ""},
        {"method": "telepathy"},
        {"attempted_on": ""},
        {"attempted_on": "last week"},
        {"attempted_on": "9999-12-31"},
        {"result": " "},
        {"result": "x" * 301},
        {"place": "x" * 121},
        {"result": "a\x00"},
    ],
)
def test_an_incomplete_attempt_gets_a_sentence_and_loses_nothing(lead, chair, fields):
    typed = tried(place="Shelter <b>") | fields
    response = lead.post(path("lead_attempt", chair), typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    if "place" not in fields:
        assert "Shelter &lt;b&gt;" in words_of(response)
    assert not OutreachAttempt.objects.exists()


def test_an_advocate_is_appointed_and_named_at_the_table(lead, chair, client):
    advocate = make_user(Role.ADVOCATE, display_name="Abel Okoro")
    response = lead.post(path("lead_appoint", chair), appointed(advocate=advocate.pk))
    assert response.status_code == 303
    assert Advocacy.objects.get().chair == chair
    assert "Abel Okoro, since" in words_of(client.get(reverse("table", args=[chair.table.subject.code])))


@pytest.mark.parametrize(
    "fields",
    [
        {"basis": ""},
        {"basis": "x" * 1001},
        {"conflicts": ""},
        {"ends_on": ""},
        {"ends_on": "2020-01-01"},
        {"ends_on": "9999-12-31"},
        {"advocate": ""},
        {"advocate": "999999"},
        {"advocate": "somebody"},
    ],
)
def test_an_incomplete_appointment_gets_a_sentence_and_loses_nothing(lead, chair, fields):
    typed = appointed(advocate=make_user(Role.ADVOCATE).pk) | fields
    response = lead.post(path("lead_appoint", chair), typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    if "basis" not in fields:
        assert "Ten years of visits." in words_of(response)
    assert not Advocacy.objects.exists()


def test_who_is_no_advocate_cannot_be_chosen(lead, chair):
    response = lead.post(path("lead_appoint", chair), appointed(advocate=make_user(Role.EDITOR).pk))
    assert response.status_code == 422
    assert "Choose a person from the list." in words_of(response)


def test_the_owner_of_the_subject_is_refused_with_a_sentence(lead, chair):
    owner = chair.table.subject.owner
    make_user(Role.ADVOCATE)
    owner.groups.add(*owner.groups.model.objects.filter(name=GROUP_NAMES[Role.ADVOCATE]))
    response = lead.post(path("lead_appoint", chair), appointed(advocate=owner.pk))
    assert response.status_code == 422
    assert "owns this subject" in words_of(response)
    assert not Advocacy.objects.exists()


def test_for_a_chair_that_is_heard_nobody_is_asked_to_stand_in(lead, chair):
    chair.hearing = Hearing.HEARD.value
    chair.save()
    assert "Appoint an advocate" not in words_of(lead.get(path("lead_chair", chair)))


def test_a_chair_that_was_taken_away_is_not_found(lead, chair):
    remove_chair(chair=chair, reason="Not concerned.", removed_by=chair.table.subject.owner)
    assert lead.get(path("lead_chair", chair)).status_code == 404
    assert lead.post(path("lead_attempt", chair), tried()).status_code == 404
    assert lead.post(path("lead_appoint", chair), appointed()).status_code == 404
    assert lead.get(path("lead_invitation", chair)).status_code == 404


@pytest.mark.parametrize("role", list(GROUP_NAMES))
def test_nobody_but_the_lead_acts_on_a_chair(chair, role):
    client = client_of(make_user(role))
    assert client.get(path("lead_chair", chair)).status_code == 403
    assert client.post(path("lead_attempt", chair), tried()).status_code == 403
    assert client.post(path("lead_appoint", chair), appointed()).status_code == 403
    assert not OutreachAttempt.objects.exists()


def test_the_invitation_has_the_address_and_asks_for_no_name(lead, chair):
    words = words_of(lead.get(path("lead_invitation", chair)))
    assert f"http://testserver/c/{chair.table.subject.code}/" in words
    assert "You need no account and no name." in words
