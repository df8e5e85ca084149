"""Paths of this app. Each declares who may use it."""

from django.urls import path

from people.authorization import EVERYONE, allow
from people.enums import Role
from personas.views import lead, tables

LEAD = frozenset({Role.LEAD})

urlpatterns = [
    path("table/<slug:code>/", allow(tables.table, GET=EVERYONE), name="table"),
    path("who-is-missing/", allow(tables.who_is_missing, GET=EVERYONE), name="who_is_missing"),
    path("lead/", allow(lead.lead, GET=LEAD), name="lead"),
    path("lead/due/", allow(lead.due, GET=LEAD), name="lead_due"),
    path("lead/promises/", allow(lead.promised, GET=LEAD), name="lead_promises"),
    path("lead/chairs/<int:pk>/", allow(lead.chair, GET=LEAD), name="lead_chair"),
    path("lead/chairs/<int:pk>/attempt/", allow(lead.attempt, POST=LEAD), name="lead_attempt"),
    path("lead/chairs/<int:pk>/advocate/", allow(lead.appoint, POST=LEAD), name="lead_appoint"),
    path("lead/chairs/<int:pk>/invitation/", allow(lead.invitation, GET=LEAD), name="lead_invitation"),
]
