"""Paths of this app. Each declares who may use it."""

from django.urls import path

from codesign.views import (
    ballots,
    boards,
    changes,
    checks,
    inbox,
    items,
    participant,
    rounds,
    signs,
    statements,
    voices,
    workshops,
)
from people.authorization import EVERYONE, allow
from people.enums import Role

OWNERS = frozenset({Role.OWNER})
FACILITATORS = frozenset({Role.FACILITATOR})
# Two different people judge what was written in own words, so more than the owner may.
MARKERS = frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR})

urlpatterns = [
    path("c/<slug:code>/", allow(participant.give_voice, GET=EVERYONE, POST=EVERYONE), name="give_voice"),
    path("c/<slug:code>/thanks/", allow(participant.thanks, GET=EVERYONE), name="thanks"),
    path("c/<slug:code>/p/<uuid:block_id>/", allow(voices.passage, GET=EVERYONE, POST=EVERYONE), name="passage"),
    path("c/<slug:code>/p/<uuid:block_id>/unclear/", allow(voices.unclear, POST=EVERYONE), name="unclear"),
    path("c/<slug:code>/check/", allow(checks.check, GET=EVERYONE, POST=EVERYONE), name="check"),
    path("v/<uuid:key>/", allow(voices.voice, GET=EVERYONE, POST=EVERYONE), name="voice"),
    path("v/<uuid:key>/react/", allow(voices.react_to, POST=EVERYONE), name="react"),
    path("v/<uuid:key>/edit/", allow(voices.edit, GET=EVERYONE, POST=EVERYONE), name="voice_edit"),
    path("s/<slug:code>/", allow(statements.statements, GET=EVERYONE), name="statements"),
    path("s/<slug:code>/vote/", allow(ballots.vote, GET=EVERYONE, POST=EVERYONE), name="vote"),
    path("s/<slug:code>/suggest/", allow(ballots.suggest, POST=EVERYONE), name="suggest"),
    path("rounds/", allow(rounds.rounds, GET=OWNERS), name="rounds"),
    path("rounds/new/", allow(rounds.round_new, GET=OWNERS, POST=OWNERS), name="round_new"),
    path("rounds/<int:pk>/", allow(rounds.round_, GET=OWNERS, POST=OWNERS), name="round"),
    path("rounds/<int:pk>/close/", allow(rounds.close, GET=OWNERS, POST=OWNERS), name="round_close"),
    path("statements/<int:pk>/accept/", allow(rounds.accept, POST=OWNERS), name="accept"),
    path("statements/<int:pk>/leave-out/", allow(rounds.leave_out, GET=OWNERS, POST=OWNERS), name="leave_out"),
    path("understanding/", allow(items.understanding, GET=OWNERS), name="understanding"),
    path("understanding/<slug:code>/checks/", allow(items.items, GET=OWNERS), name="items"),
    path("understanding/<slug:code>/checks/new/", allow(items.item_new, GET=OWNERS, POST=OWNERS), name="item_new"),
    path("understanding/<slug:code>/signs/", allow(signs.signs, GET=OWNERS), name="signs"),
    path("understanding/<slug:code>/signs/new/", allow(signs.reading_new, GET=OWNERS, POST=OWNERS), name="reading_new"),
    path(
        "understanding/<slug:code>/signs/upload/",
        allow(signs.readings_upload, GET=OWNERS, POST=OWNERS),
        name="readings_upload",
    ),
    path("checks/<int:pk>/", allow(items.item, GET=OWNERS), name="item"),
    path("checks/<int:pk>/again/", allow(items.item_again, POST=OWNERS), name="item_again"),
    path("checks/<int:pk>/close/", allow(items.item_close, POST=OWNERS), name="item_close"),
    path("marks/", allow(items.marks, GET=MARKERS), name="marks"),
    path("marks/<int:pk>/", allow(items.mark_response, POST=MARKERS), name="mark_response"),
    path("signs/<int:pk>/", allow(signs.sign, GET=OWNERS), name="sign"),
    path("cases/<int:pk>/", allow(signs.case, GET=OWNERS, POST=OWNERS), name="case"),
    path("cases/<int:pk>/close/", allow(signs.case_close, POST=OWNERS), name="case_close"),
    path("you-said-we-did/", allow(changes.you_said_we_did, GET=EVERYONE), name="you_said_we_did"),
    path("mine/", allow(participant.mine, GET=EVERYONE, POST=EVERYONE), name="mine"),
    path("t/<slug:reference>/", allow(participant.thread, GET=EVERYONE, POST=EVERYONE), name="thread"),
    path("j/", allow(boards.workshop_code, GET=EVERYONE, POST=EVERYONE), name="workshop_code"),
    path("j/<slug:code>/", allow(boards.join, GET=EVERYONE, POST=EVERYONE), name="join"),
    path("b/<uuid:board_id>/", allow(boards.board, GET=EVERYONE), name="board"),
    path("b/<uuid:board_id>/do/", allow(boards.do, POST=EVERYONE), name="board_do"),
    path("b/<uuid:board_id>/finish/", allow(boards.finish, POST=EVERYONE), name="board_finish"),
    path("b/<uuid:board_id>/n/<int:number>/", allow(boards.note, GET=EVERYONE), name="board_note"),
    path("workshops/", allow(workshops.workshops, GET=FACILITATORS), name="workshops"),
    path("workshops/new/", allow(workshops.workshop_new, GET=FACILITATORS, POST=FACILITATORS), name="workshop_new"),
    path("workshops/<uuid:board_id>/", allow(workshops.workshop, GET=FACILITATORS), name="workshop"),
    path("workshops/<uuid:board_id>/qr.svg", allow(workshops.workshop_qr, GET=FACILITATORS), name="workshop_qr"),
    path("workshops/<uuid:board_id>/people/", allow(workshops.people, GET=FACILITATORS), name="workshop_people"),
    path("inbox/", allow(inbox.inbox, GET=OWNERS), name="inbox"),
    path("inbox/<int:pk>/", allow(inbox.inbox_voice, GET=OWNERS, POST=OWNERS), name="inbox_voice"),
    path("inbox/<int:pk>/show/", allow(inbox.show, POST=OWNERS), name="show_voice"),
]
