"""Paths of this app. Each declares who may use it."""

from django.urls import path

from people.authorization import EVERYONE, allow
from personas.views import tables

urlpatterns = [
    path("table/<slug:code>/", allow(tables.table, GET=EVERYONE), name="table"),
    path("who-is-missing/", allow(tables.who_is_missing, GET=EVERYONE), name="who_is_missing"),
]
