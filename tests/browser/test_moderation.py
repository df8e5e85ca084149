"""The moderator's queue by keys and by buttons, and the author's appeal, in reach of everyone."""

import pytest
from django.conf import settings
from django.test import Client

from codesign.actions.moderation import report_voice
from codesign.actions.seats import give_reference
from codesign.models import Hide
from tests.browser.conftest import DESK, PHONE, check_page
from tests.codesign.test_moderation import make_moderator, shown_voice
from tests.factories import make_seat

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


def reported(words):
    voice = shown_voice(body=words)
    report_voice(voice=voice, seat=make_seat(voice.subject), reason="threat")
    return voice


def desk_of(user, chromium, live, **options):
    client = Client()
    client.force_login(user)
    context = chromium.new_context(base_url=live.url, viewport=DESK, **options)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live.url}])
    return context.new_page()


def test_keys_turn_hide_and_show_and_can_be_turned_off(chromium, live):
    first, second = reported("First words"), reported("Second words")
    page = desk_of(make_moderator(), chromium, live)
    page.goto("/moderation/")
    page.keyboard.press("j")
    page.get_by_text("Second words").wait_for()
    page.keyboard.press("k")
    page.get_by_text("First words").wait_for()
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    page.get_by_text("It is hidden. Its author reads why").wait_for()
    page.get_by_text("Second words").wait_for()
    page.get_by_role("button", name="Turn keys off").click()
    page.keyboard.press("s")
    page.get_by_role("button", name="Turn keys on").click()
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.dataset.keys") == "s"
    page.keyboard.press("Enter")
    page.get_by_text("Nothing waits for you.").wait_for()
    assert Hide.objects.get().voice == first
    second.refresh_from_db()
    assert second.shown_at
    page.context.close()


def test_without_javascript_the_same_is_done_by_buttons(chromium, live):
    voice = reported("First words")
    page = desk_of(make_moderator(), chromium, live, java_script_enabled=False)
    page.goto("/moderation/")
    page.get_by_role("button", name="Hide it").click()
    page.get_by_text("Nothing waits for you.").wait_for()
    phone = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"/t/{give_reference(seat=voice.seat)}/")
    phone.get_by_role("link", name="Ask somebody else to look again").click()
    phone.get_by_label("Why should everyone be able to read it?").fill("I only said what happened.")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("Somebody else looks at it now.").wait_for()
    page.context.close()
    phone.context.close()


@pytest.mark.parametrize("path", ["/moderation/", "/moderation/list/", "/moderation/log/", "/moderation/subjects/"])
@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_the_pages_of_moderators_are_in_reach_of_everyone(chromium, live, path, language):
    reported("First words")
    page = desk_of(make_moderator(), chromium, live)
    page.set_viewport_size(PHONE)
    page.goto(language + path)
    check_page(page)
    page.context.close()
