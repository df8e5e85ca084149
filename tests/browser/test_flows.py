"""Saying something, writing a conversation down, reading what came of it: with counted taps.

Each by finger, without a script, by nothing but keys, and in Arabic.
"""

import re

import pytest
from django.test import Client

from cms.demo.concepts import ONE_VISIT, seed_one_visit
from cms.demo.people import seed_people
from cms.demo.site import seed_site
from codesign.actions.seats import give_reference
from codesign.enums import OutcomeKind, VoiceKind
from codesign.models import Conversation, Subject, Told, Voice
from tests.browser.conftest import PHONE, check_page, check_width
from tests.codesign.pages import answer
from tests.factories import make_seat, make_voice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
WAYS = ["finger", "no-script", "keys", "arabic"]
FOCUSED = "document.activeElement"
MOST_STOPS = 120


class Visitor:
    """Somebody with a phone of 360 px who counts each tap, which by keys is one press on what has the focus."""

    def __init__(self, page, way):
        self.page, self.way, self.taps, self.keys = page, way, 0, 0

    @property
    def language(self):
        return "/ar" if self.way == "arabic" else ""

    def open(self, path):
        assert self.page.goto(self.language + path).status == 200
        self.check()

    def check(self):
        """Axe needs a script; without one the page is the same."""
        if self.way == "no-script":
            check_width(self.page)
        else:
            check_page(self.page)

    def tap(self, selector):
        self.taps += 1
        if self.way != "keys":
            self.page.locator(selector).first.click()
            return
        self.go_to(selector)
        is_button = self.page.evaluate(f"{FOCUSED}.matches('button, a')")
        self.page.keyboard.press("Enter" if is_button else "Space")

    def type(self, selector, text):
        if self.way == "keys":
            self.go_to(selector)
        else:
            self.page.locator(selector).focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.keys += len(text)

    def choose(self, selector, value):
        """Out of a list, which a browser opens in its own way."""
        self.page.locator(selector).select_option(value)

    def go_to(self, selector):
        wanted = f"{FOCUSED}.matches({selector!r})"
        for _ in range(MOST_STOPS):
            if self.page.evaluate(wanted):
                break
            self.page.keyboard.press("Tab")
        assert self.page.evaluate(wanted), f"{selector} was not reached by {MOST_STOPS} stops."
        assert self.page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") != "none", selector


def lay_out_demo():
    seed_people()
    seed_site()
    seed_one_visit()


@pytest.fixture
def subject(live, beginnings):
    beginnings.begin_with(lay_out_demo)
    return Subject.objects.get(code=ONE_VISIT)


@pytest.fixture(params=WAYS)
def visitor(request, people, subject):
    page = people(viewport=PHONE, java_script_enabled=request.param != "no-script")
    return Visitor(page, request.param)


def test_a_three_taps_and_no_key_are_a_voice(visitor):
    visitor.open(f"/c/{ONE_VISIT}/")
    visitor.tap("[name=fit][value=yes]" if visitor.way == "keys" else "[name=fit][value=partly]")
    visitor.tap("[name=barriers]")
    visitor.tap("main form[novalidate] button:not([type=button])")
    visitor.page.wait_for_url("**/thanks/")
    visitor.check()
    assert re.fullmatch(r"(\w{3}-){3}\w", visitor.page.locator(".reference").inner_text().strip())
    assert (visitor.taps, visitor.keys) == (3, 0)
    assert Voice.objects.get().barriers.count() == 1


def test_f_a_conversation_is_written_down_with_at_most_four_taps_and_its_form(visitor, live, subject):
    client = Client()
    client.force_login(subject.owner)
    visitor.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}]
    )
    visitor.open("/desk/")
    visitor.tap("main a[href$='/record/']")
    visitor.page.wait_for_url("**/record/")
    visitor.check()
    visitor.choose("[name=subject]", str(subject.pk))
    visitor.type("[name=people]", "6")
    visitor.choose("[name=consent]", "spoken")
    visitor.page.locator("[name=body]").fill("\n".join(f"Statement number {number}" for number in range(10)))
    visitor.tap("main form button:not([type=button])")
    visitor.page.locator("ol.voices").wait_for()
    visitor.check()
    visitor.tap("[name=step][value=save]")
    visitor.page.locator(".banner-success").wait_for()
    visitor.check()
    assert visitor.taps <= 4
    assert (Conversation.objects.get().people, Voice.objects.count()) == (6, 10)


@pytest.mark.parametrize("by", ["link", "code"])
def test_g_one_tap_and_one_reads_what_came_of_it(visitor, subject, by):
    seat = make_seat(subject)
    make_voice(seat, kind=VoiceKind.NEED)
    answer(seat, kind=OutcomeKind.CHANGED, because="You can now come in the evening.")
    reference = give_reference(seat=seat)
    if by == "link":
        visitor.taps += 1
        visitor.open(f"/t/{reference}/")
    else:
        visitor.open("/mine/")
        visitor.type("[name=reference]", reference.replace("-", ""))
        visitor.tap("main form[novalidate] button")
        visitor.page.wait_for_url("**/t/**")
        visitor.check()
    assert "You can now come in the evening." in visitor.page.locator("main").inner_text()
    assert (visitor.taps, visitor.keys) == (1, 0 if by == "link" else 10)
    assert Told.objects.count() == 1
