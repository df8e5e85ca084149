"""Paths of this app. Each declares who may use it."""

from django.urls import include, path

from people import views
from people.authorization import EVERYONE, allow

urlpatterns = [
    path("", include("people.accounts.urls")),
    path("demo/<str:secret>/", allow(views.demo_sign_in, GET=EVERYONE, POST=EVERYONE), name="demo_sign_in"),
]
