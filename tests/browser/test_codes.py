"""Personal codes and recorded conversations in a real browser: without JavaScript, by keyboard, in Arabic."""

import pytest
from django.test import Client

from codesign.enums import Admission, Way
from codesign.models import Ballot, Seat, Voice
from tests.browser.conftest import DESK, PHONE, check_page
from tests.codesign.invite_steps import make_attested_batch, make_batch
from tests.codesign.round_steps import make_open_round, settled
from tests.codesign.test_results import make_round_with_codes
from tests.factories import make_owner, make_subject

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


def signed_in(chromium, live, user, **options):
    client = Client()
    client.force_login(user)
    page = chromium.new_context(base_url=live.url, **options).new_page()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    return page


@pytest.mark.smoke
def test_a_code_brings_one_person_to_the_round_without_javascript(chromium, live):
    round_ = make_open_round(admission=Admission.INVITED)
    _batch, codes = make_batch(round_.subject)
    phone = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"/s/{round_.subject.code}/vote/")
    phone.get_by_label("Your code").fill(codes[0].lower().replace("-", " "))
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("button", name="I agree. Let me in").click()
    phone.get_by_role("button", name="Agree", exact=True).click()
    phone.get_by_text("2 statements left", exact=True).wait_for()
    assert Ballot.objects.get().way == Way.INVITED
    phone.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_of_a_code_is_in_reach_of_everyone(page, live, language):
    _batch, codes = make_attested_batch()
    for address in ("/i/", f"/i/{codes[0]}/"):
        page.goto(f"{language}{address}")
        check_page(page)
    round_ = settled(make_round_with_codes())
    page.goto(f"{language}/s/{round_.subject.code}/")
    check_page(page)
    assert page.locator("h3.way").count() == 5


def test_by_keyboard_one_comes_in(chromium, live):
    _batch, codes = make_batch()
    page = chromium.new_context(base_url=live.url, viewport=DESK).new_page()
    page.goto("/i/")
    page.get_by_label("Your code").focus()
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="I agree. Let me in").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You are in.").wait_for()
    assert Seat.objects.get().way == Way.INVITED
    page.context.close()


def test_codes_are_made_and_saved_as_pdf_without_javascript(chromium, live):
    subject = make_subject()
    page = signed_in(chromium, live, subject.owner, viewport=PHONE, java_script_enabled=False)
    page.goto("/codes/new/")
    page.get_by_label("What are people invited to?").select_option(str(subject.pk))
    page.get_by_label("Whom are these codes for?").fill("Letters in March")
    page.get_by_label("How many codes?").fill("2")
    page.get_by_role("button", name="Make the codes").click()
    assert page.locator(".code").count() == 2
    for name in ("Save letters as PDF", "Save a sheet to cut out as PDF"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
    page.context.close()


def test_a_conversation_is_recorded_in_four_presses_without_javascript(chromium, live):
    subject = make_subject(owner=make_owner(display_name="Olga"))
    page = signed_in(chromium, live, subject.owner, viewport=PHONE, java_script_enabled=False)
    page.goto("/desk/")
    page.get_by_role("link", name="Record a conversation").click()
    page.get_by_label("What was it about?").select_option(str(subject.pk))
    page.get_by_label("How many people were there?").fill("5")
    page.get_by_label("How did they agree that you write this down?").select_option("spoken")
    page.get_by_label("What did they say?").fill("- The bus leaves at six.\n- Nobody answers the phone.")
    page.get_by_role("button", name="Read it once more").click()
    page.get_by_text("2 voices will be saved. 5 people count as heard.").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved: 2 voices.").wait_for()
    assert (Voice.objects.count(), Seat.objects.count()) == (2, 5)
    page.context.close()
