"""Every page of taking part, as participants and staff meet it in the demo institution: nothing keeps people out."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from cms.demo.concepts import LETTERS, ONE_VISIT
from codesign import links, urls
from codesign.actions.seats import give_reference
from codesign.models import (
    Appeal,
    Board,
    BreakdownCase,
    ComprehensionItem,
    Disclosure,
    InviteBatch,
    Response,
    Sign,
    Subject,
    Theme,
)
from codesign.permissions import public_text_of
from people.enums import GROUP_NAMES, Role
from people.models import User
from people.vault import mailed
from tests.browser.conftest import PHONE, check_page
from tests.codesign.round_steps import make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
OWNER = "omar.owner@marenza.example"
NO_PAGE = re.compile(r"(svg|pdf|json|csv|people/)$")
# Of these the demo has none, or only somebody else may open them.
MOST_UNOPENED = 12


def lay_out_institution():
    with override_settings(DEMO=True):
        call_command("demo", verbosity=0)
    subject = Subject.objects.get(code=ONE_VISIT)
    make_open_round(subject, takes_statements=True)


@pytest.fixture
def subject(live, beginnings):
    beginnings.begin_with(lay_out_institution)
    return Subject.objects.get(code=ONE_VISIT)


def arguments_at(subject) -> dict:
    """By the name of a parameter, what stands for it; of `pk` by the name of the page."""
    voice = subject.voices.shown().exclude(body="").first()
    return {
        "code": subject.code,
        "key": voice.key,
        "block_id": public_text_of(subject, "en").passages.first().block_id,
        "reference": give_reference(seat=voice.seat),
        "board_id": Board.objects.first().pk,
        "number": 1,
        "secret": mailed.issue(subject_id=subject.pk, address="nadia@example.org"),
        "token": links.stop_token(voice.seat_id),
        "pk": {
            "batch": InviteBatch,
            "batch_revoke": InviteBatch,
            "round": subject.rounds,
            "round_close": subject.rounds,
            "leave_out": subject.statements,
            "item": ComprehensionItem,
            "mark_response": Response.objects.exclude(body=""),
            "sign": Sign,
            "case": BreakdownCase,
            "theme": Theme,
            "outcome_correct": subject.outcomes,
            "inbox_voice": subject.voices.exclude(body=""),
            "appeal": Appeal,
            "disclosure": Disclosure,
        },
    }


def first_of(rows) -> int:
    found = getattr(rows, "objects", rows).first()
    return found.pk if found else 0


def addresses(subject, role: Role) -> list[str]:
    """Every page that its row opens by GET to this role and nobody less: participants first, then staff.

    What only people with an account open has the test of accounts.
    """
    values = arguments_at(subject)
    found = []
    for each in urls.urlpatterns:
        roles = each.callback.access.roles_for("GET") or frozenset()
        if Role.PARTICIPANT in roles or NO_PAGE.search(str(each.pattern)):
            continue
        if (Role.ANONYMOUS in roles) != (role is Role.ANONYMOUS) or not roles:
            continue
        names = each.pattern.converters
        chosen = {name: first_of(values["pk"][each.name]) if name == "pk" else values[name] for name in names}
        found.append(reverse(each.name, kwargs=chosen))
    return found


def visit(page, paths) -> list[str]:
    """Check each page that opens; return those that do not."""
    unopened = []
    for path in paths:
        if page.goto(path).status == 200:
            check_page(page)
        else:
            unopened.append(path)
    return unopened


@pytest.fixture
def visitor(people):
    return people(viewport=PHONE)


def test_a_participant_meets_no_page_that_keeps_people_out(visitor, subject):
    paths = addresses(subject, Role.ANONYMOUS)
    unopened = visit(visitor, [*paths, f"/c/{LETTERS}/check/", "/display/"])
    assert len(paths) > 20
    assert len(unopened) <= MOST_UNOPENED, unopened


def test_staff_meet_no_page_that_keeps_people_out(visitor, live, subject):
    omar = User.objects.get(email=OWNER)
    omar.groups.set(Group.objects.filter(name__in=GROUP_NAMES.values()))
    client = Client()
    client.force_login(omar)
    visitor.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    paths = addresses(subject, Role.OWNER)
    unopened = visit(visitor, [*paths, "/desk/"])
    assert len(paths) > 25
    assert len(unopened) <= MOST_UNOPENED, unopened


def test_a_page_that_keeps_people_out_is_found(visitor, subject):
    visitor.goto("/mine/")
    visitor.evaluate("document.querySelector('label').removeAttribute('for')")
    with pytest.raises(AssertionError):
        check_page(visitor)
