"""The whole main job, by those who do it, in real browsers: from a concept to what changed because of it.

Only Wagtail's editor needs JavaScript; everybody else goes through this story without it.
"""

import re

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.demo.site import seed_site
from cms.models import ConceptPage, IndexPage, ProposalPage
from codesign.enums import Stage
from codesign.models import Board, Told, Voice
from people.enums import Role
from people.models import Segment, User
from personas.models import Chair, Release
from tests.factories import make_dimension, make_user
from tests.personas.steps import make_lead

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
BEFORE = "We send you one letter with the day of your visit."
ADDED = " Without an address, ask in any shelter."


class Story:
    """Everybody in the story with a browser of their own."""

    def __init__(self, chromium, live):
        self.chromium, self.live = chromium, live
        self.contexts = []
        self.errors: list[str] = []
        self.editor = make_user(Role.EDITOR, display_name="Edda")
        self.owner = make_user(Role.OWNER, Role.EDITOR, display_name="Omar")
        self.advocate = make_user(Role.ADVOCATE, display_name="Abel")
        self.facilitator = make_user(Role.FACILITATOR, display_name="Finn")
        self.approver = make_user(Role.APPROVER, display_name="Pia")
        self.lead = make_lead("Inés")

    def visitor(self, *, javascript: bool = False, viewport=PHONE) -> Page:
        context = self.chromium.new_context(base_url=self.live.url, viewport=viewport, java_script_enabled=javascript)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def staff(self, user: User, **options) -> Page:
        client = Client()
        client.force_login(user)
        page = self.visitor(**{"viewport": DESK} | options)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.live.url}]
        )
        return page

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def story(chromium, live):
    seed_site()
    make_dimension("House or flat", "No fixed home", name="Kind of home")
    Segment.objects.filter(name="No fixed home").update(is_protected=True)
    told = Story(chromium, live)
    yield told
    told.close()
    assert told.errors == []


def write_page(
    page: Page, index_slug: str, kind: str, *, title: str, text: str, owner: User, chairs=(), out_of=""
) -> None:
    """Write a page in Wagtail's editor: title, summary, one passage, its owner, and whom it concerns."""
    index = IndexPage.objects.get(slug=index_slug, locale__language_code="en")
    page.goto(f"/admin/pages/add/cms/{kind}/{index.pk}/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=lede]").fill(f"{title}: this is what would change for you.")
    page.get_by_title("Insert a block").first.click()
    page.get_by_role("option", name="In short").click()
    write_text(page, text)
    page.locator("[name=subject_owner]").select_option(label=str(owner))
    if out_of:
        page.locator("[name=grows_from]").select_option(label=out_of)
        page.locator("[name=counts_ancestors]").check()
    for chair in chairs:
        page.get_by_label(chair, exact=True).check()


def write_text(page: Page, text: str) -> None:
    """Write at the end of the passage, and wait until the editor has taken it over."""
    passage = page.locator("[data-contentpath=text]")
    passage.locator("[contenteditable=true]").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    expect(passage.locator("input[type=hidden]").first).to_have_value(re.compile(re.escape(text.strip())))


def press_in_menu(page: Page, name: str) -> None:
    page.get_by_role("button", name="More actions").click()
    page.locator(f"[name={name}]").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def comment(phone: Page, code: str) -> str:
    """Three taps; return the reference."""
    phone.goto(f"/c/{code}/")
    phone.get_by_label("No", exact=True).check()
    phone.get_by_label("No fixed home", exact=True).check()
    phone.get_by_role("button", name="Send").click()
    return phone.locator(".reference").inner_text().strip()


def hold_workshop(story, subject: str) -> None:
    """Two people write alone, see each other's notes, and vote; by forms only."""
    finn = story.staff(story.facilitator)
    finn.goto("/workshops/new/")
    finn.get_by_label("What is it about?").select_option(label=subject)
    finn.get_by_label("Title").fill("At the shelter")
    finn.get_by_role("button", name="Create").click()
    finn.get_by_role("button", name="Start").click()
    board = Board.objects.get()
    people = [story.visitor(), story.visitor()]
    for number, person in enumerate(people):
        person.goto(f"/j/{board.join_code}/")
        person.get_by_role("button", name="I agree").click()
        person.get_by_label("Your note", exact=True).fill(f"Thought {number}")
        person.locator("[name=column]").first.check()
        person.get_by_role("button", name="this note").first.click()
    people[0].reload()
    assert "Thought 1" not in people[0].content()
    move_on(finn, board, Stage.VOTE)
    people[0].goto(f"/b/{board.pk}/")
    expect(people[0].get_by_role("main")).to_contain_text("Thought 1")
    people[0].locator("button[data-mark=off]").first.click()
    move_on(finn, board, Stage.CLOSE)
    people[1].goto(f"/b/{board.pk}/")
    expect(people[1].get_by_role("main")).to_contain_text("Thought 0")


def move_on(finn: Page, board: Board, until: Stage) -> None:
    """Press the button of the next stage, which only the one who leads has, until that stage."""
    while board.stage != until:
        finn.goto(f"/b/{board.pk}/")
        stage = finn.locator("form:has(button[data-focus=next]) [name=stage]").input_value()
        finn.locator("button[data-focus=next]").click()
        board.refresh_from_db()
        assert board.stage == stage


def appoint(story, chair: Chair) -> None:
    """The lead logs an attempt to reach a protected group and appoints who stands in."""
    ines = story.staff(story.lead)
    ines.goto(f"/lead/chairs/{chair.pk}/")
    ines.get_by_label("Visit").check()
    ines.get_by_label("On which day?").fill(timezone.localdate().isoformat())
    ines.get_by_label("What came of it?").fill("Nobody wanted to talk yet.")
    ines.get_by_role("button", name="Log the attempt").click()
    ines.get_by_label("Who stands in?").select_option(label="Abel")
    ines.get_by_label("What does this person know").fill("Six years of visits to the shelters.")
    ines.get_by_label("Conflicts of interest").fill("None.")
    ines.get_by_role("button", name="Appoint").click()
    expect(ines.get_by_role("main")).to_contain_text("Abel")


def challenge_a_passage(abel: Page) -> None:
    abel.goto("/advocate/")
    abel.get_by_role("main").get_by_role("link", name="No fixed home").first.click()
    abel.get_by_role("link", name="Challenge this passage 2").click()
    abel.get_by_label("It leaves people out").check()
    abel.get_by_label("Heard from someone it affects").check()
    abel.get_by_label("Your challenge").fill("Who has no address gets no letter.")
    abel.get_by_label("What would change your mind?").fill("A way to be told without an address.")
    abel.get_by_role("button", name="Send the challenge").click()


def conclude(abel: Page) -> None:
    abel.goto("/advocate/")
    abel.get_by_role("main").get_by_role("link", name="No fixed home").first.click()
    abel.get_by_label("No objection").check()
    abel.locator("form[action$='/finding/'] [name=reason]").fill("People can now ask in the shelter.")
    abel.get_by_role("button", name="Record the finding").click()


def test_from_a_concept_to_what_changed(story):
    editor = story.staff(story.editor, javascript=True)
    write_page(
        editor, "concepts", "conceptpage", title="One visit", text=BEFORE, owner=story.owner, chairs=["No fixed home"]
    )
    editor.get_by_label("Kind of home", exact=True).check()
    press_in_menu(editor, "action-publish")
    concept = ConceptPage.objects.live().get()

    phone = story.visitor()
    reference = comment(phone, concept.subject.code)
    assert Voice.objects.get().fit == "no"
    hold_workshop(story, "One visit (Concept)")

    omar = story.staff(story.owner, javascript=True)
    write_page(
        omar,
        "proposals",
        "proposalpage",
        title="One letter",
        text=BEFORE,
        owner=story.owner,
        chairs=["No fixed home"],
        out_of="One visit",
    )
    press_in_menu(omar, "action-submit")
    proposal = ProposalPage.objects.get()
    table = story.visitor()
    table.goto(f"/table/{proposal.subject.code}/")
    expect(table.get_by_role("main")).to_contain_text("empty")
    expect(table.get_by_role("main")).to_contain_text("One visit")

    appoint(story, Chair.objects.get(table__subject=proposal.subject))
    abel = story.staff(story.advocate)
    challenge_a_passage(abel)

    pia = story.staff(story.approver)
    pia.goto(f"/gate/{proposal.subject.code}/")
    expect(pia.get_by_role("main")).to_contain_text("See the 1 open challenge first")
    expect(pia.get_by_role("button", name="Approve and publish")).to_have_count(0)

    omar.goto(f"/admin/pages/{proposal.pk}/edit/")
    write_text(omar, ADDED)
    omar.get_by_role("button", name="Save draft").click()
    expect(omar.get_by_text("This text waits at the gate")).to_be_visible()
    owner = story.staff(story.owner)
    owner.goto(f"/gate/{proposal.subject.code}/")
    owner.get_by_role("button", name="Submit this text").click()
    owner.get_by_label("Changed", exact=True).check()
    owner.get_by_label("Because").fill("You are right: letters need an address.")
    owner.get_by_label("the passage that shows it").select_option(label="In short")
    owner.get_by_role("button", name="Send the reply").click()

    abel.goto("/advocate/")
    abel.get_by_role("main").get_by_role("link", name=re.compile("Who has no address")).first.click()
    abel.get_by_label("Yes, it is answered").check()
    abel.get_by_role("button", name="Give the verdict").click()
    conclude(abel)

    pia.reload()
    pia.get_by_role("button", name="Approve and publish").click()
    expect(pia.get_by_role("main")).to_contain_text("passed the gate")
    assert Release.objects.get().approved_by == story.approver
    public = story.visitor()
    public.goto(ProposalPage.objects.live().get().url)
    expect(public.get_by_role("main")).to_contain_text(BEFORE + ADDED)
    expect(public.get_by_role("main")).to_contain_text("Who has no address gets no letter.")

    owner.goto("/inbox/")
    owner.get_by_role("main").get_by_role("link", name=re.compile("^From ")).first.click()
    owner.get_by_label("Changed", exact=True).check()
    owner.locator("[name=because]").fill("Whoever has no address can ask in any shelter.")
    owner.get_by_role("button", name="Record the outcome").click()
    phone.goto("/mine/")
    phone.locator("[name=reference]").fill(reference)
    phone.locator("main button").click()
    expect(phone.get_by_role("main")).to_contain_text("Whoever has no address can ask in any shelter.")
    assert Told.objects.count() == 1
