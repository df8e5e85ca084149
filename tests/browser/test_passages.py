"""Passages on a phone: one tap without JavaScript, words, by keyboard, in Arabic, and a conversation."""

import re

import pytest

from cms.demo.concepts import ONE_VISIT, seed_one_visit
from cms.demo.people import seed_people
from cms.demo.site import seed_site
from codesign.actions.voices import show_voice
from codesign.enums import PassageKind, VoiceKind
from codesign.models import Reaction, Subject, Voice
from codesign.permissions import public_text_of
from tests.browser.conftest import DESK, PHONE, check_page
from tests.factories import make_seat, make_voice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
CONCEPT = "/concepts/one-visit-one-form/"


def lay_out_demo():
    seed_people()
    seed_site()
    seed_one_visit()


@pytest.fixture
def subject(live, beginnings):
    beginnings.begin_with(lay_out_demo)
    return Subject.objects.get(code=ONE_VISIT)


@pytest.fixture
def said(subject):
    passage = public_text_of(subject, "en").passages.get(kind=PassageKind.WHAT_CHANGES)
    voice = make_voice(make_seat(subject), passage=passage, kind=VoiceKind.CONCERN, body="Not on market day.")
    return show_voice(voice=voice, shown_by=subject.owner)


@pytest.fixture
def phone(chromium, live, subject):
    context = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.smoke
def test_one_tap_without_javascript_and_another_takes_it_back(phone):
    phone.goto(CONCEPT)
    phone.get_by_role("button", name=re.compile("I do not understand this.*What changes for you")).click()
    assert phone.url.endswith(f"{CONCEPT}#p-{Voice.objects.get().passage.block_id}")
    assert Voice.objects.get().kind == VoiceKind.UNCLEAR
    phone.get_by_role("button", name=re.compile("Take it back.*What changes for you")).click()
    assert not Voice.objects.exists()


def test_words_about_a_passage_are_changed_within_the_time(phone):
    phone.goto(CONCEPT)
    phone.get_by_role("link", name=re.compile("Say something about this.*What changes for you")).click()
    phone.get_by_label("A need").check()
    phone.get_by_label("In your words").fill("Call me at 612 345 678.")
    phone.get_by_role("button", name="Send").click()
    assert "looks like a phone number" in phone.get_by_role("alert").inner_text()
    assert phone.get_by_label("In your words").input_value() == "Call me at 612 345 678."
    phone.get_by_label("In your words").fill("A visit at home.")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_role("link", name="Open your thread").click()
    phone.get_by_role("link", name="Change my words").click()
    phone.get_by_label("In your words").fill("A visit at home, after four.")
    phone.get_by_role("button", name="Save").click()
    assert "A visit at home, after four." in phone.get_by_role("main").inner_text()
    voice = Voice.objects.get()
    assert (voice.kind, voice.body) == (VoiceKind.NEED, "A visit at home, after four.")


def test_by_keyboard_somebody_agrees_and_replies(chromium, live, said):
    page = chromium.new_context(base_url=live.url, viewport=DESK).new_page()
    page.goto(f"/v/{said.key}/")
    while page.evaluate("document.activeElement.textContent").strip() != "I agree":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("I agree"), pressed=True).wait_for()
    assert Reaction.objects.get().kind == "agree"
    page.get_by_label("Your reply, for everyone to read").focus()
    page.keyboard.type("Market day is Thursday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Everyone can read your reply once").wait_for()
    assert Voice.objects.get(reply_to=said).body == "Market day is Thursday."
    page.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_is_in_reach_of_everyone(page, said, language):
    for path in (f"{CONCEPT}", f"/c/{ONE_VISIT}/p/{said.passage.block_id}/", f"/v/{said.key}/"):
        assert page.goto(language + path).status == 200
        check_page(page)
    page.locator(".reactions button").first.click()
    page.locator(".reactions button[aria-pressed=true]").wait_for()
    check_page(page)
