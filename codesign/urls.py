"""Paths of this app. Each declares who may use it."""

from django.urls import path

from codesign.views import changes, inbox, participant, statements
from people.authorization import EVERYONE, allow
from people.enums import Role

OWNERS = frozenset({Role.OWNER})

urlpatterns = [
    path("c/<slug:code>/", allow(participant.give_voice, GET=EVERYONE, POST=EVERYONE), name="give_voice"),
    path("c/<slug:code>/thanks/", allow(participant.thanks, GET=EVERYONE), name="thanks"),
    path("s/<slug:code>/", allow(statements.statements, GET=EVERYONE), name="statements"),
    path("you-said-we-did/", allow(changes.you_said_we_did, GET=EVERYONE), name="you_said_we_did"),
    path("mine/", allow(participant.mine, GET=EVERYONE, POST=EVERYONE), name="mine"),
    path("t/<slug:reference>/", allow(participant.thread, GET=EVERYONE, POST=EVERYONE), name="thread"),
    path("inbox/", allow(inbox.inbox, GET=OWNERS), name="inbox"),
    path("inbox/<int:pk>/", allow(inbox.inbox_voice, GET=OWNERS, POST=OWNERS), name="inbox_voice"),
    path("inbox/<int:pk>/show/", allow(inbox.show, POST=OWNERS), name="show_voice"),
]
