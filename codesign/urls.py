"""Paths of this app. Each declares who may use it."""

from django.urls import path

from codesign.views import (
    ballots,
    boards,
    changes,
    inbox,
    my_data,
    participant,
    rounds,
    statements,
    themes,
    voices,
    workshops,
)
from people.authorization import EVERYONE, allow
from people.enums import Role

OWNERS = frozenset({Role.OWNER})
FACILITATORS = frozenset({Role.FACILITATOR})

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
    path("rounds/", allow(rounds.rounds, GET=OWNERS), name="rounds"),
    path("rounds/new/", allow(rounds.round_new, GET=OWNERS, POST=OWNERS), name="round_new"),
    path("rounds/<int:pk>/", allow(rounds.round_, GET=OWNERS, POST=OWNERS), name="round"),
    path("rounds/<int:pk>/close/", allow(rounds.close, GET=OWNERS, POST=OWNERS), name="round_close"),
    path("statements/<int:pk>/accept/", allow(rounds.accept, POST=OWNERS), name="accept"),
    path("statements/<int:pk>/leave-out/", allow(rounds.leave_out, GET=OWNERS, POST=OWNERS), name="leave_out"),
    path("you-said-we-did/", allow(changes.you_said_we_did, GET=EVERYONE), name="you_said_we_did"),
    path("you-said-we-did/<slug:code>/", allow(changes.changes_at, GET=EVERYONE), name="changes_at"),
    path("mine/", allow(participant.mine, GET=EVERYONE, POST=EVERYONE), name="mine"),
    path("t/<slug:reference>/", allow(participant.thread, GET=EVERYONE, POST=EVERYONE), name="thread"),
    path("t/<slug:reference>/data/", allow(my_data.my_data, GET=EVERYONE), name="my_data"),
    path("t/<slug:reference>/data.json", allow(my_data.my_data_json, GET=EVERYONE), name="my_data_json"),
    path("t/<slug:reference>/erase/", allow(my_data.erase, GET=EVERYONE, POST=EVERYONE), name="erase"),
    path(
        "t/<slug:reference>/v/<uuid:key>/",
        allow(my_data.voice_visibility, POST=EVERYONE),
        name="voice_visibility",
    ),
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
    path("inbox/", allow(inbox.inbox, GET=OWNERS, POST=OWNERS), name="inbox"),
    path("inbox/answer/", allow(inbox.answer, GET=OWNERS, POST=OWNERS), name="inbox_answer"),
    path("inbox/themes/", allow(themes.themes, GET=OWNERS), name="themes"),
    path("inbox/themes/<int:pk>/", allow(themes.theme, GET=OWNERS, POST=OWNERS), name="theme"),
    path("inbox/themes/<int:pk>/rename/", allow(themes.theme_rename, POST=OWNERS), name="theme_rename"),
    path("inbox/themes/<int:pk>/take-out/", allow(themes.theme_take_out, POST=OWNERS), name="theme_take_out"),
    path(
        "inbox/themes/<int:pk>/outcomes/<int:outcome_pk>/later/",
        allow(themes.theme_answer_later, POST=OWNERS),
        name="theme_answer_later",
    ),
    path(
        "inbox/outcomes/<int:pk>/correct/",
        allow(themes.outcome_correct, GET=OWNERS, POST=OWNERS),
        name="outcome_correct",
    ),
    path("inbox/<int:pk>/", allow(inbox.inbox_voice, GET=OWNERS, POST=OWNERS), name="inbox_voice"),
    path("inbox/<int:pk>/show/", allow(inbox.show, POST=OWNERS), name="show_voice"),
    path(
        "inbox/<slug:code>/passages/<uuid:block_id>/",
        allow(inbox.inbox_passage, GET=OWNERS, POST=OWNERS),
        name="inbox_passage",
    ),
]
