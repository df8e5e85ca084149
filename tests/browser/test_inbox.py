"""An owner works through the inbox without JavaScript and by keyboard; the pages are in reach of everyone."""

import pytest
from django.test import Client
from django.utils import timezone

from codesign.actions.voices import tap_unclear
from codesign.models import Outcome, Theme
from tests.browser.conftest import DESK, PHONE, check_page
from tests.factories import make_owner, make_passage, make_seat, make_subject, make_text, make_voice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


@pytest.fixture
def subject(live):
    subject = make_subject(owner=make_owner(), answer_within_days=1)
    for number in range(3):
        make_voice(make_seat(subject), body=f"Voice {number}")
    return subject


@pytest.fixture
def passage(subject):
    passage = make_passage(make_text(subject, published_at=timezone.now()), heading="Claiming")
    for _ in range(2):
        tap_unclear(seat=make_seat(subject), passage=passage, language="en")
    return passage


def desk_of(chromium, live, owner, **options):
    client = Client()
    client.force_login(owner)
    context = chromium.new_context(base_url=live.url, **options)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live.url}])
    return context.new_page()


def test_without_javascript_voices_are_gathered_and_answered_with_one_outcome(chromium, live, subject):
    desk = desk_of(chromium, live, subject.owner, viewport=PHONE, java_script_enabled=False)
    desk.goto("/inbox/")
    desk.get_by_role("link", name="Select all on this page").click()
    desk.get_by_role("checkbox").first.uncheck()
    desk.locator("input[name=theme]").fill("Opening hours")
    desk.get_by_role("button", name="Put into the theme").click()
    assert Theme.objects.get().voices.count() == 2
    desk.get_by_role("link", name="Opening hours").first.click()
    desk.get_by_label("Changed", exact=True).check()
    desk.get_by_label("Because").fill("We open at seven.")
    desk.get_by_role("button", name="Record the outcome").click()
    desk.get_by_text("The outcome is recorded.").wait_for()
    assert Outcome.objects.get().voices.count() == 2
    desk.context.close()


def test_by_keyboard_a_voice_is_selected_and_answered(chromium, live, subject):
    desk = desk_of(chromium, live, subject.owner, viewport=DESK)
    desk.goto("/inbox/")
    while desk.evaluate("document.activeElement.name") != "voices":
        desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    while desk.evaluate("document.activeElement.value") != "answer":
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Answer 1 voice").wait_for()
    desk.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_is_in_reach_of_everyone(chromium, live, subject, passage, language):
    desk = desk_of(chromium, live, subject.owner, viewport=PHONE)
    code = subject.code
    for path in ["inbox/", f"inbox/{code}/passages/{passage.block_id}/", "inbox/themes/", f"you-said-we-did/{code}/"]:
        assert desk.goto(f"{language}/{path}").status == 200
        check_page(desk)
    desk.context.close()
