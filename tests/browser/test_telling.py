"""From a text message to the thread in one tap, on a phone without JavaScript: was it useful, stop, take it back."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from codesign.actions.handing_over import addressed, hand_over
from codesign.models import Told, Usefulness
from codesign.texts import text_of
from people.enums import Means
from tests.browser.conftest import PHONE, width_needed
from tests.codesign.pages import answer
from tests.codesign.telling_steps import give
from tests.factories import make_seat, make_voice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


def links_in_a_text(settings, live) -> list[str]:
    settings.SITE_URL = live.url
    seat = make_voice(make_seat()).seat
    give(seat, Means.TEXT)
    answer(seat, because="The law sets this date.")
    [each] = addressed(hand_over(means=Means.TEXT, handed_over_by=seat.subject.owner))
    return [word for word in text_of(each).split() if word.startswith("http")]


def check(page):
    assert width_needed(page) <= page.viewport_size["width"]
    assert Axe().run(page).violations_count == 0


@pytest.mark.smoke
def test_one_tap_from_a_text_message_to_what_came_of_it(chromium, live, settings):
    thread, stop = links_in_a_text(settings, live)
    phone = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(thread)
    phone.get_by_text("The law sets this date.").wait_for()
    phone.get_by_role("form", name="Was this useful?").get_by_role("button", name="Yes").click()
    phone.get_by_text("You said: yes. You can change it.").wait_for()
    assert Usefulness.objects.get().is_useful
    assert set(Told.objects.values_list("channel", flat=True)) == {"text", "thread"}
    phone.goto(stop)
    phone.get_by_role("button", name="Stop these messages").click()
    phone.get_by_role("heading", name="Stopped").wait_for()
    phone.goto(thread)
    phone.get_by_role("button", name="Send me news again").click()
    phone.get_by_text("We tell you again what happens.").wait_for()
    phone.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_axe_finds_nothing_on_the_way(page, live, settings, language):
    thread, stop = (link.removeprefix(live.url) for link in links_in_a_text(settings, live))
    for path in (thread, f"{thread}news/", stop):
        page.goto(f"{language}{path}")
        check(page)
