"""Paths of this app. Each declares who may use it."""

from django.urls import path

from people import views
from people.authorization import EVERYONE, STAFF, allow

urlpatterns = [
    path("sign-in/", allow(views.sign_in, GET=EVERYONE, POST=EVERYONE), name="sign_in"),
    path("sign-out/", allow(views.sign_out, POST=STAFF), name="sign_out"),
    path("demo/<str:secret>/", allow(views.demo_sign_in, GET=EVERYONE, POST=EVERYONE), name="demo_sign_in"),
]
