"""Paths of this app. Each declares who may use it."""

from django.urls import path

from codesign.views import (
    ballots,
    boards,
    changes,
    inbox,
    moderation,
    participant,
    reports,
    rounds,
    statements,
    switches,
    voices,
    workshops,
)
from people.authorization import EVERYONE, allow
from people.enums import Role

OWNERS = frozenset({Role.OWNER})
MODERATORS = frozenset({Role.MODERATOR})
JUDGES = frozenset({Role.MODERATOR, Role.LEAD})
GATEKEEPERS = frozenset({Role.MODERATOR, Role.OWNER})
FACILITATORS = frozenset({Role.FACILITATOR})

urlpatterns = [
    path("c/<slug:code>/", allow(participant.give_voice, GET=EVERYONE, POST=EVERYONE), name="give_voice"),
    path("c/<slug:code>/thanks/", allow(participant.thanks, GET=EVERYONE), name="thanks"),
    path("c/<slug:code>/p/<uuid:block_id>/", allow(voices.passage, GET=EVERYONE, POST=EVERYONE), name="passage"),
    path("c/<slug:code>/p/<uuid:block_id>/unclear/", allow(voices.unclear, POST=EVERYONE), name="unclear"),
    path("v/<uuid:key>/", allow(voices.voice, GET=EVERYONE, POST=EVERYONE), name="voice"),
    path("v/<uuid:key>/react/", allow(voices.react_to, POST=EVERYONE), name="react"),
    path("v/<uuid:key>/edit/", allow(voices.edit, GET=EVERYONE, POST=EVERYONE), name="voice_edit"),
    path("v/<uuid:key>/report/", allow(reports.report, GET=EVERYONE, POST=EVERYONE), name="report"),
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
    path("mine/", allow(participant.mine, GET=EVERYONE, POST=EVERYONE), name="mine"),
    path("t/<slug:reference>/", allow(participant.thread, GET=EVERYONE, POST=EVERYONE), name="thread"),
    path(
        "t/<slug:reference>/appeal/<uuid:key>/",
        allow(reports.appeal, GET=EVERYONE, POST=EVERYONE),
        name="appeal_hide",
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
    path("inbox/", allow(inbox.inbox, GET=OWNERS), name="inbox"),
    path("inbox/<int:pk>/", allow(inbox.inbox_voice, GET=OWNERS, POST=OWNERS), name="inbox_voice"),
    path("inbox/<int:pk>/show/", allow(inbox.show, POST=OWNERS), name="show_voice"),
    path("moderation/", allow(moderation.queue, GET=MODERATORS), name="moderation"),
    path("moderation/list/", allow(moderation.bulk, GET=MODERATORS, POST=MODERATORS), name="moderation_list"),
    path("moderation/log/", allow(moderation.log, GET=JUDGES), name="moderation_log"),
    path("moderation/appeals/", allow(moderation.appeals, GET=JUDGES), name="appeals"),
    path("moderation/appeals/<int:pk>/", allow(moderation.appeal, GET=JUDGES, POST=JUDGES), name="appeal"),
    path("moderation/v/<uuid:key>/", allow(moderation.item, GET=MODERATORS, POST=MODERATORS), name="moderation_item"),
    path("moderation/v/<uuid:key>/keep/", allow(moderation.keep, POST=MODERATORS), name="moderation_keep"),
    path("moderation/v/<uuid:key>/lift/", allow(moderation.lift, POST=MODERATORS), name="moderation_lift"),
    path("moderation/subjects/", allow(switches.subjects, GET=GATEKEEPERS), name="switches_list"),
    path(
        "moderation/subjects/<slug:code>/",
        allow(switches.switches, GET=GATEKEEPERS, POST=GATEKEEPERS),
        name="switches",
    ),
    path("moderation/subjects/<slug:code>/slow/", allow(switches.slow, POST=GATEKEEPERS), name="slow"),
]
