"""An advocate and an owner lead a whole exchange by forms, without JavaScript; and every page of it is accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from codesign.actions.voices import show_voice
from people.models import User
from personas.actions.advocacies import log_contact
from personas.models import Challenge, Verdict
from tests.browser.conftest import width_needed
from tests.browser.staff import open_as
from tests.factories import make_barrier, make_seat, make_voice
from tests.personas.pages import judge
from tests.personas.steps import make_cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
WORDS = "People without a fixed home get no letters."
LONG = "Pensionsversicherungsanstaltsgesetzesänderungsverordnung " * 4


@pytest.fixture
def cast(live):
    return make_cast()


@pytest.fixture
def exchange(cast):
    """A chair with everything on it: two replies, a dissent, a changed passage, a voice and a conversation."""
    advocacy = cast.appoint()
    barrier = make_barrier(cast.subject)
    show_voice(voice=make_voice(make_seat(cast.subject), barriers=[barrier]), shown_by=cast.owner)
    log_contact(advocacy=advocacy, held_on=timezone.localdate(), how="Visit", learned=LONG, logged_by=cast.advocate)
    challenge = cast.challenge(body=LONG, basis="assumption")
    cast.reply(challenge)
    judge(cast, challenge, is_answered=False)
    cast.reply(challenge, kind="partly", changed_passage=cast.change_text("You get a letter, or a call."))
    return challenge


def pages_of(cast, challenge) -> list[tuple[User, str]]:
    chair = [challenge.advocacy_id]
    return [
        (cast.advocate, reverse("my_chairs")),
        (cast.advocate, reverse("advocacy", args=chair)),
        (cast.advocate, reverse("raise_challenge", args=chair) + f"?passage={cast.passage.pk}"),
        (cast.advocate, reverse("challenge", args=[challenge.pk])),
        (cast.owner, reverse("challenge", args=[cast.challenge(body="Another.").pk])),
        (cast.owner, reverse("open_challenges")),
    ]


def visit(page, cast, challenge):
    """Open each page as the person whose page it is."""
    for user, path in pages_of(cast, challenge):
        page.context.clear_cookies()
        open_as(page, user, path)
        assert page.url.endswith(path)
        yield path


@pytest.mark.smoke
def test_the_whole_exchange_goes_by_forms_without_javascript(chromium, live, cast):
    cast.appoint()
    advocate = chromium.new_context(base_url=live.url, java_script_enabled=False).new_page()
    owner = chromium.new_context(base_url=live.url, java_script_enabled=False).new_page()

    open_as(advocate, cast.advocate, "/advocate/")
    advocate.get_by_role("link", name="No fixed home", exact=True).click()
    advocate.get_by_role("link", name="Challenge this passage").first.click()
    advocate.get_by_label("It leaves people out").check()
    advocate.get_by_label("Heard from someone it affects").check()
    advocate.get_by_label("Your challenge").fill(WORDS)
    advocate.get_by_label("What would change your mind?").fill("Another way.")
    advocate.get_by_role("button", name="Send the challenge").click()
    assert "Waits for a reply" in advocate.get_by_role("main").inner_text()

    cast.change_text("You get a letter, or we tell you in the shelter.")
    open_as(owner, cast.owner, "/challenges/")
    owner.get_by_role("link", name=WORDS).click()
    owner.get_by_label("Changed", exact=True).check()
    owner.get_by_label("Because").fill("You were right.")
    owner.get_by_label("If it was changed").select_option(index=1)
    owner.get_by_role("button", name="Send the reply").click()
    assert "or we tell you in the shelter." in owner.locator("ins").inner_text()

    advocate.goto("/advocate/")
    advocate.get_by_role("link", name="Does the reply answer").click()
    advocate.get_by_label("Yes, it is answered").check()
    advocate.get_by_role("button", name="Give the verdict").click()
    assert "Verdict: this answers it" in advocate.get_by_role("main").inner_text()
    assert Verdict.objects.get().is_answered

    advocate.context.close()
    owner.context.close()


def test_nothing_typed_is_lost_when_something_is_missing(chromium, live, cast):
    page = chromium.new_context(base_url=live.url, java_script_enabled=False).new_page()
    open_as(page, cast.advocate, reverse("raise_challenge", args=[cast.appoint().pk]))
    page.get_by_label("Your challenge").fill(WORDS)
    page.get_by_role("button", name="Send the challenge").click()
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label("Your challenge").input_value() == WORDS
    assert not Challenge.objects.exists()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, cast, exchange, scheme):
    page.emulate_media(color_scheme=scheme)
    for path in visit(page, cast, exchange):
        results = Axe().run(page)
        assert results.violations_count == 0, (path, results.generate_report())


def test_axe_finds_nothing_in_a_form_that_failed(chromium, live, cast, exchange):
    page = chromium.new_context(base_url=live.url).new_page()
    open_as(page, cast.advocate, reverse("challenge", args=[exchange.pk]))
    page.get_by_role("button", name="Give the verdict").click()
    assert page.get_by_role("alert").is_visible()
    assert Axe().run(page).violations_count == 0
    page.context.close()


def test_nothing_overflows_a_narrow_screen_with_large_text(page, cast, exchange):
    page.set_viewport_size({"width": 320, "height": 600})
    for path in visit(page, cast, exchange):
        assert width_needed(page) <= 320, path
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert width_needed(page) <= 320, path


def test_every_target_is_large_enough_for_a_thumb(page, cast, exchange):
    for path in visit(page, cast, exchange):
        small = page.evaluate(
            """() => [...document.querySelectorAll('main a[href], main button, main select, main summary')]
            .filter(e => e.offsetParent).map(e => [e.textContent.trim(), e.getBoundingClientRect().height])
            .filter(([name, height]) => height && height < 43.5)"""
        )
        assert small == [], path
