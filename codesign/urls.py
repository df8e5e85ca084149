"""Paths of this app. Each declares who may use it."""

from django.urls import path

from codesign.views import (
    ballots,
    batches,
    boards,
    changes,
    conversations,
    inbox,
    invites,
    participant,
    rounds,
    statements,
    voices,
    workshops,
)
from people.authorization import EVERYONE, allow
from people.enums import Role

OWNERS = frozenset({Role.OWNER})
FACILITATORS = frozenset({Role.FACILITATOR})
RECORDERS = OWNERS | FACILITATORS

urlpatterns = [
    path("c/<slug:code>/", allow(participant.give_voice, GET=EVERYONE, POST=EVERYONE), name="give_voice"),
    path("c/<slug:code>/thanks/", allow(participant.thanks, GET=EVERYONE), name="thanks"),
    path("c/<slug:code>/p/<uuid:block_id>/", allow(voices.passage, GET=EVERYONE, POST=EVERYONE), name="passage"),
    path("c/<slug:code>/p/<uuid:block_id>/unclear/", allow(voices.unclear, POST=EVERYONE), name="unclear"),
    path("v/<uuid:key>/", allow(voices.voice, GET=EVERYONE, POST=EVERYONE), name="voice"),
    path("v/<uuid:key>/react/", allow(voices.react_to, POST=EVERYONE), name="react"),
    path("v/<uuid:key>/edit/", allow(voices.edit, GET=EVERYONE, POST=EVERYONE), name="voice_edit"),
    path("s/<slug:code>/", allow(statements.statements, GET=EVERYONE), name="statements"),
    path("s/<slug:code>/vote/", allow(ballots.vote, GET=EVERYONE, POST=EVERYONE), name="vote"),
    path("s/<slug:code>/suggest/", allow(ballots.suggest, POST=EVERYONE), name="suggest"),
    path("i/", allow(invites.invite_code, GET=EVERYONE, POST=EVERYONE), name="invite_code"),
    path("i/<slug:code>/", allow(invites.invite, GET=EVERYONE, POST=EVERYONE), name="invite"),
    path("codes/", allow(batches.batches, GET=OWNERS), name="batches"),
    path("codes/new/", allow(batches.batch_new, GET=OWNERS, POST=OWNERS), name="batch_new"),
    path("codes/<int:pk>/", allow(batches.batch, GET=OWNERS), name="batch"),
    path("codes/<int:pk>/revoke/", allow(batches.batch_revoke, GET=OWNERS, POST=OWNERS), name="batch_revoke"),
    path("codes/<int:pk>/letters.pdf", allow(batches.batch_letters, POST=OWNERS), name="batch_letters"),
    path("codes/<int:pk>/sheet.pdf", allow(batches.batch_squares, POST=OWNERS), name="batch_squares"),
    path("rounds/", allow(rounds.rounds, GET=OWNERS), name="rounds"),
    path("rounds/new/", allow(rounds.round_new, GET=OWNERS, POST=OWNERS), name="round_new"),
    path("rounds/<int:pk>/", allow(rounds.round_, GET=OWNERS, POST=OWNERS), name="round"),
    path("rounds/<int:pk>/close/", allow(rounds.close, GET=OWNERS, POST=OWNERS), name="round_close"),
    path("statements/<int:pk>/accept/", allow(rounds.accept, POST=OWNERS), name="accept"),
    path("statements/<int:pk>/leave-out/", allow(rounds.leave_out, GET=OWNERS, POST=OWNERS), name="leave_out"),
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
    path("record/", allow(conversations.record, GET=RECORDERS, POST=RECORDERS), name="record"),
    path("inbox/", allow(inbox.inbox, GET=OWNERS), name="inbox"),
    path("inbox/<int:pk>/", allow(inbox.inbox_voice, GET=OWNERS, POST=OWNERS), name="inbox_voice"),
    path("inbox/<int:pk>/show/", allow(inbox.show, POST=OWNERS), name="show_voice"),
]
