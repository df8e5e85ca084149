"""Paths of this app. Each declares who may use it."""

from django.urls import path

from people.authorization import EVERYONE, allow
from people.enums import Role
from personas.views import advocates, challenges, lead, tables

LEAD = frozenset({Role.LEAD})
ADVOCATES = frozenset({Role.ADVOCATE})
OWNERS = frozenset({Role.OWNER})
READERS_OF_CHALLENGES = frozenset({Role.ADVOCATE, Role.OWNER, Role.LEAD, Role.APPROVER, Role.EDITOR})
LISTS_CHALLENGES = frozenset({Role.OWNER, Role.LEAD, Role.APPROVER})

urlpatterns = [
    path("table/<slug:code>/", allow(tables.table, GET=EVERYONE), name="table"),
    path("who-is-missing/", allow(tables.who_is_missing, GET=EVERYONE), name="who_is_missing"),
    path("lead/", allow(lead.lead, GET=LEAD), name="lead"),
    path("lead/due/", allow(lead.due, GET=LEAD), name="lead_due"),
    path("lead/overdue/", allow(lead.overdue, GET=LEAD), name="lead_overdue"),
    path("lead/promises/", allow(lead.promised, GET=LEAD), name="lead_promises"),
    path("lead/chairs/<int:pk>/", allow(lead.chair, GET=LEAD), name="lead_chair"),
    path("lead/chairs/<int:pk>/attempt/", allow(lead.attempt, POST=LEAD), name="lead_attempt"),
    path("lead/chairs/<int:pk>/advocate/", allow(lead.appoint, POST=LEAD), name="lead_appoint"),
    path("lead/advocacies/<int:pk>/end/", allow(lead.end, POST=LEAD), name="lead_end_advocacy"),
    path("lead/chairs/<int:pk>/invitation/", allow(lead.invitation, GET=LEAD), name="lead_invitation"),
    path("advocate/", allow(advocates.my_chairs, GET=ADVOCATES), name="my_chairs"),
    path("advocate/<int:pk>/", allow(advocates.advocacy, GET=ADVOCATES), name="advocacy"),
    path("advocate/<int:pk>/contact/", allow(advocates.contact, POST=ADVOCATES), name="log_contact"),
    path("advocate/<int:pk>/end/", allow(advocates.end, POST=ADVOCATES), name="end_advocacy"),
    path("advocate/<int:pk>/finding/", allow(advocates.finding, POST=ADVOCATES), name="record_finding"),
    path(
        "advocate/<int:pk>/challenge/",
        allow(challenges.write_challenge, GET=ADVOCATES, POST=ADVOCATES),
        name="raise_challenge",
    ),
    path("challenges/", allow(challenges.open_challenges, GET=LISTS_CHALLENGES), name="open_challenges"),
    path("challenges/<int:pk>/", allow(challenges.challenge, GET=READERS_OF_CHALLENGES), name="challenge"),
    path("challenges/<int:pk>/reply/", allow(challenges.reply, POST=OWNERS), name="reply"),
    path("challenges/<int:pk>/verdict/", allow(challenges.verdict, POST=ADVOCATES), name="verdict"),
    path("challenges/<int:pk>/withdraw/", allow(challenges.withdraw, POST=ADVOCATES), name="withdraw"),
]
