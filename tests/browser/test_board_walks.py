"""Three people hold a whole workshop, stage by stage, by keyboard alone: with the page's script, and without any.

One leads at a desk, one has a dark phone of 360 px, one reads Arabic. In every stage each page is looked at whole.
"""

import pytest
from playwright.sync_api import expect

from codesign.enums import Stage
from codesign.models import Mark, Note
from tests.browser.conftest import PHONE
from tests.browser.people import Person, WithoutScript

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
LIFT, DOOR, FORM, LATE = "The lift is broken", "The door is heavy", "One form would do", "Open until eight"


@pytest.fixture(params=[pytest.param(Person, marks=pytest.mark.smoke), WithoutScript])
def three(request, people, facilitator, board):
    """Who leads, who has the phone, and who reads Arabic."""
    kind, address = request.param, f"/b/{board.pk}/"
    script = {"java_script_enabled": kind is Person, "reduced_motion": "reduce"}
    leader = kind(facilitator(**script), address)
    ana = kind(people(viewport=PHONE, color_scheme="dark", **script), address)
    dan = kind(people(**script), f"/ar{address}")
    ana.join(f"/j/{board.join_code}/")
    dan.join(f"/ar/j/{board.join_code}/")
    return leader, ana, dan


def test_a_whole_workshop_by_keyboard_alone(three, board):
    leader, ana, dan = three
    all_see(three, Stage.WELCOME)
    leader.lead_on(Stage.WRITE_ALONE)
    all_see(three, Stage.WRITE_ALONE)
    write_alone(leader, ana, dan)
    leader.lead_on(Stage.REVEAL)
    all_see(three, Stage.REVEAL, shown=[LIFT, DOOR, FORM])
    leader.lead_on(Stage.GROUP)
    all_see(three, Stage.GROUP)
    put_together(ana, dan)
    leader.lead_on(Stage.FIRST_POSITION)
    all_see(three, Stage.FIRST_POSITION)
    ana.write("I would come by bus")
    assert_unseen("by bus", leader, dan)
    leader.lead_on(Stage.DISCUSS)
    all_see(three, Stage.DISCUSS, shown=["by bus"])
    leader.write(LATE, column=3)
    leader.lead_on(Stage.VOTE)
    all_see(three, Stage.VOTE, shown=[LATE])
    vote(leader, ana, dan)
    leader.lead_on(Stage.CLOSE)
    all_see(three, Stage.CLOSE)
    assert Mark.objects.get().note.texts.get().body == LATE
    for person in three:
        assert person.page.locator("main form:not([data-finish])").count() == 0


def all_see(three, stage: Stage, shown: list[str] | tuple = ()) -> None:
    """Everybody sees this stage, and each page of it is whole."""
    for person in three:
        person.see_stage(stage)
        for text in shown:
            expect(person.page.locator("#work")).to_contain_text(text)
        person.check()


def write_alone(leader: Person, ana: Person, dan: Person) -> None:
    ana.write("The lift is brok", column=2)
    ana.change_own("en")
    dan.write(DOOR)
    ana.write(FORM)
    assert_unseen("lift", leader, dan)


def assert_unseen(text: str, *others: Person) -> None:
    for person in others:
        person.look_again()
        assert text not in person.page.content()


def put_together(ana: Person, dan: Person) -> None:
    ana.move(LIFT, 1)
    dan.look_again()
    expect(dan.page.locator("[data-column='1']")).to_contain_text(LIFT)
    dan.group(LIFT, under=DOOR)
    ana.let_it_go()
    expect(ana.note(DOOR).locator(".note-group")).to_contain_text(LIFT)
    dan.move(FORM, 3)
    expect(dan.page.locator("[data-column='3']")).to_contain_text(FORM)
    assert [str(note.column) for note in Note.objects.filter(group=None).order_by("column")] == [
        "What helps",
        "Who is missing",
    ]


def vote(leader: Person, ana: Person, dan: Person) -> None:
    """Two marks are sealed until the vote is over; in the open, one is taken back."""
    ana.mark(LATE)
    expect(ana.note(LATE).locator("[data-mark=on]")).to_be_visible()
    dan.mark(LIFT)
    expect(dan.note(LIFT).locator("[data-mark=on]")).to_be_visible()
    leader.look_again()
    expect(leader.page.locator("[data-mark=on], [data-marks]")).to_have_count(0)
    leader.lead_on(Stage.DECIDE)
    all_see((leader, ana, dan), Stage.DECIDE)
    expect(leader.page.locator("[data-marks]")).to_have_count(2)
    dan.unmark(LIFT)
    expect(dan.page.locator("[data-marks]")).to_have_count(1)
    leader.look_again()
    expect(leader.page.locator("[data-marks]")).to_have_count(1)
