"""What is typed survives a reload and a dead connection, is sent exactly once, and on a shared phone leaves nothing."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from codesign.actions.subjects import ask_participants
from codesign.enums import Stage
from codesign.models import Conversation, Seat, Subject, Voice
from tests.browser.conftest import PHONE, check_page
from tests.browser.workshop import go_to, is_connected
from tests.factories import make_dimension, make_owner, make_subject

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
KEPT = "Object.keys(localStorage).filter(key => /^(form|board):/.test(key)).sort()"
WORDS = "Anything else you want to tell us"
SENT = "What waited on this device is sent."
PATIENCE = 20_000


@pytest.fixture
def subject(live):
    subject = make_subject(owner=make_owner())
    dimension = make_dimension("In a village", "In a town")
    ask_participants(subject=subject, dimensions=[dimension], barriers=["The way to the office"])
    return subject


@pytest.fixture
def phone(people):
    return people(viewport=PHONE)


def open_form(page, path):
    page.goto(path)
    page.locator("html[data-ready]").wait_for()


def write(page, words):
    page.get_by_label(WORDS).fill(words)
    expect(page.locator("[data-draft]")).to_be_visible()


def kept(page):
    return [key.split(":")[1] for key in page.evaluate(KEPT)]


@pytest.mark.smoke
def test_what_is_typed_and_chosen_is_there_again_and_goes_once_it_is_sent(phone, subject):
    path = f"/c/{subject.code}/"
    open_form(phone, path)
    phone.get_by_label("Partly").check()
    phone.get_by_label("In a village").check()
    write(phone, "The bus leaves at six.")
    check_page(phone)
    open_form(phone, path)
    expect(phone.get_by_label(WORDS)).to_have_value("The bus leaves at six.")
    expect(phone.get_by_label("Partly")).to_be_checked()
    expect(phone.get_by_label("In a village")).not_to_be_checked()
    phone.get_by_role("button", name="Send").click()
    phone.wait_for_url("**/thanks/")
    assert kept(phone) == []
    open_form(phone, path)
    expect(phone.get_by_label(WORDS)).to_have_value("")
    assert Voice.objects.get().body == "The bus leaves at six."


def test_a_draft_is_deleted_by_a_press_or_after_a_week(phone, subject):
    path = f"/c/{subject.code}/"
    open_form(phone, path)
    write(phone, "Not this.")
    phone.get_by_role("button", name="Delete it").click()
    expect(phone.get_by_label(WORDS)).to_have_value("")
    assert kept(phone) == []
    write(phone, "Seven days ago.")
    phone.evaluate(
        """for (const key of Object.keys(localStorage)) {
            const kept = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 7 * 24 * 3600 * 1000 - 1 }));
        }"""
    )
    open_form(phone, path)
    expect(phone.get_by_label(WORDS)).to_have_value("")
    assert kept(phone) == []


def test_a_refused_form_says_why_in_place_and_keeps_what_was_typed(phone, subject):
    open_form(phone, f"/c/{subject.code}/")
    write(phone, "Call me at 612 345 678.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("looks like a phone number")
    assert phone.evaluate("document.activeElement.className") == "errors"
    assert phone.title().startswith("Error:")
    expect(phone.get_by_label(WORDS)).to_have_value("Call me at 612 345 678.")
    check_page(phone)
    phone.get_by_label("Leave it in").check()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("[data-unsent]")).to_contain_text("Call me at 612 345 678.")
    expect(phone.get_by_label(WORDS)).to_have_value("")
    phone.context.set_offline(False)
    expect(phone.locator("[data-sending]")).to_contain_text(SENT, timeout=PATIENCE)
    assert Voice.objects.get().body == "Call me at 612 345 678."


def test_three_voices_without_a_connection_arrive_once_each_with_a_reload_in_between(phone, subject):
    path = f"/c/{subject.code}/"
    open_form(phone, path)
    phone.context.set_offline(True)
    for words in ("First.", "Second.", "Third."):
        write(phone, words)
        phone.get_by_role("button", name="Send").click()
        expect(phone.locator("[data-unsent]")).to_contain_text(words)
        expect(phone.locator("[data-sending]")).to_contain_text("There is no connection now.")
        expect(phone.get_by_label(WORDS)).to_have_value("")
    phone.goto("about:blank")
    phone.context.set_offline(False)
    assert not Voice.objects.exists()
    open_form(phone, path)
    expect(phone.locator("[data-sending]")).to_contain_text(SENT, timeout=PATIENCE)
    expect(phone.locator("[data-unsent]")).to_be_hidden(timeout=PATIENCE)
    assert sorted(Voice.objects.values_list("body", flat=True)) == ["First.", "Second.", "Third."]
    assert Seat.objects.count() == 1
    check_page(phone)
    phone.get_by_role("link", name="Go on").click()
    expect(phone.locator(".reference")).to_be_visible()
    assert kept(phone) == []


def test_what_waited_too_long_is_put_back_into_its_form(phone, subject):
    open_form(phone, f"/c/{subject.code}/")
    phone.context.set_offline(True)
    write(phone, "Too late.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("[data-unsent]")).to_contain_text("Too late.")
    Subject.objects.update(closes_at=timezone.now())
    phone.context.set_offline(False)
    expect(phone.locator("[data-sending]")).to_contain_text("could not be sent", timeout=PATIENCE)
    Subject.objects.update(closes_at=None)
    phone.get_by_role("button", name="Put it back into its form").click()
    expect(phone.get_by_label(WORDS)).to_have_value("Too late.")
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    assert not Voice.objects.exists()


def test_on_a_shared_phone_nothing_is_left(phone, subject):
    path = f"/c/{subject.code}/"
    open_form(phone, path)
    write(phone, "In a hurry.")
    phone.get_by_role("button", name="I am on a shared phone").click()
    expect(phone.get_by_text("Nothing is kept on this device from now on.")).to_be_visible()
    expect(phone.get_by_label(WORDS)).to_have_value("In a hurry.")
    phone.get_by_label(WORDS).fill("In a great hurry.")
    assert kept(phone) == []
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Write it down before you leave this page.")).to_be_visible()
    check_page(phone)
    assert kept(phone) == []
    phone.go_back()
    expect(phone.get_by_label(WORDS)).to_have_value("")
    phone.get_by_label(WORDS).fill("Somebody else.")
    phone.get_by_role("button", name="Send").click()
    phone.wait_for_load_state()
    assert Voice.objects.filter(body="In a great hurry.").count() == 1
    assert Seat.objects.filter(is_left=True).count() == Seat.objects.count()
    phone.get_by_role("button", name="Finish on this device").click()
    expect(phone.get_by_text("Nothing of yours is left here.")).to_be_visible()
    check_page(phone)


def test_on_a_shared_phone_a_board_keeps_nothing_either(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant(viewport=PHONE)
    is_connected(ana)
    ana.get_by_label("Your note", exact=True).fill("On my own phone.")
    assert kept(ana) != []
    ana.goto("/device/")
    ana.get_by_role("main").get_by_role("button", name="I am on a shared phone").click()
    ana.goto(f"/b/{board.pk}/")
    is_connected(ana)
    ana.get_by_label("Your note", exact=True).fill("On a shared phone.")
    assert kept(ana) == []
    check_page(ana)


def test_a_conversation_is_saved_once_when_the_connection_is_back(phone, live, subject):
    client = Client()
    client.force_login(subject.owner)
    phone.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    open_form(phone, "/record/")
    phone.get_by_label("What was it about?").select_option(str(subject.pk))
    phone.get_by_label("How many people were there?").fill("6")
    phone.get_by_label("How did they agree").select_option("spoken")
    phone.get_by_label("What did they say?").fill("One thing.\nAnother thing.")
    expect(phone.locator("[data-draft]")).to_be_visible()
    open_form(phone, "/record/")
    expect(phone.get_by_label("What did they say?")).to_have_value("One thing.\nAnother thing.")
    phone.get_by_role("button", name="Read it once more").click()
    phone.get_by_label("In a village").fill("4")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator("[data-unsent]")).to_contain_text("One thing.")
    phone.context.set_offline(False)
    expect(phone.locator("[data-sending]")).to_contain_text(SENT, timeout=PATIENCE)
    phone.get_by_role("link", name="Go on").click()
    expect(phone.get_by_text("Saved: 2 voices.")).to_be_visible()
    assert (Conversation.objects.count(), Voice.objects.count(), kept(phone)) == (1, 2, [])
