"""The table, who is missing, what changed, the lead's page and the display page in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.demo.concepts import ONE_VISIT, seed_one_visit
from cms.demo.people import LEAD, seed_people
from cms.demo.site import seed_site
from codesign.actions.voices import show_voice
from codesign.models import Subject
from people.models import Segment, User
from personas.actions.tables import lay_table, remove_chair, take_snapshot
from personas.models import Chair
from tests.browser.conftest import width_needed
from tests.browser.staff import open_as
from tests.codesign.pages import answer
from tests.factories import make_seat, make_text, make_voice
from tests.personas.table_steps import speak, stand_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
PUBLIC = [
    f"/table/{ONE_VISIT}/",
    "/",
    "/who-is-missing/",
    "/you-said-we-did/",
    "/display/",
    "/concepts/one-visit-one-form/",
]
GROUPS = ["retired", "counter", "older", "refugees", "remote", "no-fixed-home", "bereaved", "deaf", "no-internet"]


def lay_out_table():
    """A table with chairs in every state, an answer, and a voice that everyone may read."""
    seed_people()
    seed_site()
    seed_one_visit()
    subject = Subject.objects.get(code=ONE_VISIT)
    segments = {segment.code: segment for segment in Segment.objects.all()}
    table = lay_table(subject=subject, segments=[segments[code] for code in GROUPS], laid_by=subject.owner)
    speak(subject, segments["remote"], segments["counter"], people=5)
    speak(subject, segments["self-service"], people=60)
    speak(subject, segments["bereaved"], people=2)
    stand_in(table.chairs.get(segment__code="refugees"), User.objects.get(email__startswith="abel"))
    remove_chair(
        chair=table.chairs.get(segment__code="retired"), reason="It pays them nothing.", removed_by=subject.owner
    )
    voice = make_voice(make_seat(subject), body="The way is far.")
    show_voice(voice=voice, shown_by=subject.owner)
    answer(voice.seat, kind="changed", passage=make_text(subject, "We come to your home.").passages.get())
    take_snapshot(table=table)


@pytest.fixture
def table(live, beginnings):
    beginnings.begin_with(lay_out_table)


@pytest.fixture
def lead_page(page, table):
    open_as(page, User.objects.get(email=LEAD), "/lead/")
    return page


def check(page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert width_needed(page) <= page.viewport_size["width"]


@pytest.mark.parametrize(
    ("language", "scheme"),
    [pytest.param("", "light", marks=pytest.mark.smoke), ("", "dark"), ("/ar", "light"), ("/ar", "dark")],
)
def test_axe_finds_nothing_and_nothing_overflows(page, table, language, scheme):
    page.emulate_media(color_scheme=scheme)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        for path in PUBLIC[:-1]:
            assert page.goto(language + path).status == 200
            check(page)


def test_the_pages_of_people_hold_large_text_on_a_narrow_screen(page, table):
    page.set_viewport_size({"width": 320, "height": 600})
    for path in PUBLIC:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert width_needed(page) <= 320, path


@pytest.mark.parametrize(("width", "is_drawn"), [(360, False), (1280, True)])
def test_the_picture_gives_way_to_a_list_on_a_phone(page, table, width, is_drawn):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(PUBLIC[0])
    assert page.locator(".table-picture").is_visible() is is_drawn
    assert page.locator(".chair-list").is_visible() is not is_drawn


def test_where_colours_are_forced_every_state_still_has_its_own_shape(page, table):
    page.emulate_media(forced_colors="active")
    page.set_viewport_size({"width": 1280, "height": 740})
    page.goto(PUBLIC[0])
    fills = page.evaluate("getComputedStyle(document.querySelector('#chair-heard .seat')).fill")
    dashes = page.evaluate("getComputedStyle(document.querySelector('#chair-empty .seat')).strokeDasharray")
    assert fills == page.evaluate("getComputedStyle(document.querySelector('.table-picture text')).fill")
    assert dashes != "none"


def test_each_target_is_large_enough_for_a_thumb(lead_page):
    chair = Chair.objects.seated().first()
    for path in [*PUBLIC, "/lead/", f"/lead/chairs/{chair.pk}/"]:
        lead_page.goto(path)
        small = lead_page.evaluate(
            """() => [...document.querySelectorAll('main :is(a[href], button, input:not([type=hidden]), select)')]
            .filter(e => e.offsetParent && !(e.closest('p, .passage') && !e.matches('.btn, .row-link')))
            .filter(e => !e.matches('input[type=radio], input[type=checkbox]'))
            .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
            .filter(([name, box]) => box.width && box.height < 43.5)
            .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
        )
        assert small == [], path


def test_the_lead_logs_an_attempt_and_appoints_an_advocate(lead_page, table):
    check(lead_page)
    row = lead_page.get_by_role("row", name="No fixed home")
    row.get_by_role("link").click()
    check(lead_page)
    lead_page.get_by_label("Visit").check()
    lead_page.get_by_label("On which day?").fill("2026-01-15")
    lead_page.get_by_label("What came of it?").fill("Two people listened.")
    lead_page.get_by_role("button", name="Log the attempt").click()
    assert "Two people listened." in lead_page.get_by_role("main").inner_text()
    lead_page.get_by_label("Who stands in?").select_option(label="Lin Haraldsen")
    lead_page.get_by_label("What does this person know of the group, and from where?").fill("Ten years of visits.")
    lead_page.get_by_label("Conflicts of interest").fill("none")
    lead_page.get_by_role("button", name="Appoint").click()
    lead_page.goto(PUBLIC[0])
    facts = lead_page.get_by_role("row", name="No fixed home").inner_text()
    assert "Stood in for" in facts
    assert "Lin Haraldsen" in facts


def test_a_visitor_without_javascript_chooses_dark_and_large(chromium, live, table):
    context = chromium.new_context(base_url=live.url, java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto("/display/")
    page.get_by_label("Larger").check()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Use this display").click()
    page.goto(PUBLIC[0])
    style = page.locator("body").evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).fontSize]")
    context.close()
    assert style == ["rgb(16, 25, 28)", "27px"]
