"""The live board in real browsers: two people at once, a dead server, no script at all, small screens, and secrets."""

import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from codesign.actions.boards import create_board, join_board
from codesign.boards import SeatCommand, apply
from codesign.boards.commands import AddNote, SetStage
from codesign.enums import Stage
from codesign.models import Note, SeatGrant
from people.enums import Role
from tests.factories import make_subject, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True, serialized_rollback=True),
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
CANARY = "The lift has been broken since spring"
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
    .filter(e => e.offsetParent && e.checkVisibility() && !e.matches('.skip') && !e.closest('p:not([class])'))
    .map(e => [e.textContent.trim() || e.name, (e.type === 'radio' ? e.parentNode : e).getBoundingClientRect()])
    .filter(([name, box]) => box.width && (box.height < 43.5 || box.width < 24))
    .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.fixture
def board(live):
    leader = make_user(Role.FACILITATOR, display_name="Ben")
    return create_board(
        subject=make_subject(),
        title="Tuesday at the library",
        question="What would have to change so that you can claim in one visit?",
        columns=["What helps", "What stands in the way", "Who is missing"],
        created_by=leader,
    )


@pytest.fixture
def people(chromium, live):
    """Open a browser of its own per person. An error in any of them fails the test, except that a server was away."""
    contexts, errors = [], []

    def open_one(**options):
        context = chromium.new_context(base_url=live.url, **{"viewport": DESK} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def participant(people, board):
    def join(**options):
        page = people(**options)
        page.goto(f"/j/{board.join_code}/")
        page.get_by_role("button", name="I agree").click()
        return page

    return join


@pytest.fixture
def facilitator(people, board, live):
    def sign_in(**options):
        client = Client()
        client.force_login(board.created_by)
        page = people(**options)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
        page.goto(f"/b/{board.pk}/")
        return page

    return sign_in


def leading_seat(board):
    return SeatGrant.objects.get(board=board, role="facilitator").seat_id


def command(board, seat_id, verb, **fields):
    return apply(board=board, commands=[SeatCommand(seat_id, verb(op_id=uuid.uuid4(), **fields))])[0]


def go_to(board, stage):
    if stage != Stage.WELCOME:
        command(board, leading_seat(board), SetStage, stage=stage)


def fill(board, count, *texts):
    """Notes by one seat in the open, spread over the columns."""
    seat, _reference = join_board(board=board)
    notes = [(texts or ("The line is always busy.",))[number % (len(texts) or 1)] for number in range(count)]
    commands = [
        SeatCommand(seat.pk, AddNote(op_id=uuid.uuid4(), column=1 + number % 3, text=text))
        for number, text in enumerate(notes)
    ]
    apply(board=board, commands=commands)
    return seat.pk


def write(page, text, column="What helps"):
    page.get_by_label("Your note", exact=True).fill(text)
    page.get_by_label(column, exact=True).check()
    page.get_by_role("button", name="this note").first.click()


def note(page, text):
    return page.locator("[data-note]", has_text=text).first


def is_connected(page):
    expect(page.locator("[data-status]")).to_have_text("Connected, all sent", timeout=20_000)


@pytest.mark.smoke
def test_a_workshop_goes_from_start_to_end_without_javascript(participant, facilitator, board):
    leader, ana = facilitator(java_script_enabled=False), participant(java_script_enabled=False, viewport=PHONE)
    leader.get_by_role("button", name="Start writing alone").click()
    ana.goto(f"/b/{board.pk}/")
    write(ana, CANARY)
    ana.get_by_text("Change or remove").click()
    ana.get_by_label("New text of your note 1").fill(f"{CANARY}, again")
    ana.get_by_role("button", name="Change your note 1").click()
    leader.get_by_role("button", name="Reveal the notes").click()
    expect(note(leader, f"{CANARY}, again")).to_be_visible()
    leader.get_by_role("button", name="Start grouping").click()
    note(leader, CANARY).get_by_role("link").click()
    leader.get_by_role("button", name="Move to Who is missing").click()
    assert Note.objects.get().column.title == "Who is missing"
    for name in ["Ask for first positions", "Start the discussion", "Start the vote"]:
        leader.get_by_role("button", name=name).click()
    ana.goto(f"/b/{board.pk}/")
    note(ana, CANARY).get_by_role("button", name="Mark").click()
    assert "Marks you have left: 2" in ana.get_by_role("main").inner_text()
    leader.get_by_role("button", name="Count the marks").click()
    expect(note(leader, CANARY)).to_contain_text("Marks: 1")
    leader.get_by_role("button", name="Close").click()
    assert "This workshop is closed" in leader.get_by_role("main").inner_text()


def test_a_refused_note_comes_back_without_javascript(participant, board):
    ana = participant(java_script_enabled=False)
    go_to(board, Stage.REVEAL)
    ana.goto(f"/b/{board.pk}/")
    ana.evaluate("document.getElementById('text').removeAttribute('maxlength')")
    write(ana, "long " * 120)
    assert ana.get_by_role("alert").is_visible()
    assert ana.get_by_label("Your note", exact=True).input_value() == "long " * 120
    assert Note.objects.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_every_target_is_large_in_any_stage(participant, facilitator, board, scheme):
    pages = [participant(viewport=PHONE, color_scheme=scheme), facilitator(color_scheme=scheme)]
    for stage in Stage:
        go_to(board, stage)
        fill(board, 4) if stage in (Stage.WRITE_ALONE, Stage.REVEAL) else None
        for page in pages:
            page.goto(f"/b/{board.pk}/")
            results = Axe().run(page)
            assert results.violations_count == 0, f"{stage}: {results.generate_report()}"
            assert page.evaluate(SMALL_TARGETS) == []
