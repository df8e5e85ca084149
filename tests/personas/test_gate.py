"""What stands between a text and its publication, and who can lift it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from codesign.models import TextVersion
from engagement.models import OutreachAttempt
from people.enums import Role
from people.models import AuditEntry, Segment, User
from personas.actions.advocacies import end_advocacy
from personas.actions.challenges import withdraw_challenge
from personas.actions.releases import ApproverMissing, GateClosed, release
from personas.gate import ObstacleKind, ReleaseRequest, obstacles
from personas.models import Chair, GateRun, Release, Table
from tests.factories import make_passage, make_text, make_user
from tests.personas.steps import conclude, judge, make_staff
from tests.personas.table_steps import refer, speak

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def ask(cast, **fields) -> ReleaseRequest:
    newest = TextVersion.objects.newest_of(cast.subject, "en")
    said = {
        "subject": cast.subject,
        "content_hash": newest.content_hash,
        "authors": frozenset({cast.owner.pk}),
        "owner": cast.owner.pk,
        "approver": cast.approver,
    }
    return ReleaseRequest(**said | fields)


def kinds(cast, **fields) -> set[ObstacleKind]:
    return {obstacle.kind for obstacle in obstacles(ask(cast, **fields))}


def open_the_gate(cast):
    """Everything that the rules ask, with one challenge that was answered."""
    advocacy = cast.appoint()
    judge(cast, cast.reply(cast.challenge(advocacy)))
    conclude(cast, advocacy)
    return advocacy


def test_nothing_stands_in_the_way_once_every_rule_is_met(cast):
    open_the_gate(cast)
    assert kinds(cast) == set()


def test_an_empty_chair_stands_in_the_way(cast):
    assert kinds(cast) == {ObstacleKind.CHAIR}


def test_without_a_table_nobody_knows_whom_it_concerns(cast):
    Chair.objects.all().delete()
    assert kinds(cast) == {ObstacleKind.NO_TABLE}
    Table.objects.all().delete()
    assert kinds(cast) == {ObstacleKind.NO_TABLE}


def test_a_table_from_which_every_chair_was_taken_is_no_table(cast):
    Chair.objects.update(removed_at=timezone.now(), removal_reason="Not concerned.")
    assert kinds(cast) == {ObstacleKind.NO_TABLE}


def test_an_advocate_without_a_finding_is_not_enough(cast):
    cast.appoint()
    assert kinds(cast) == {ObstacleKind.FINDING}


def test_a_finding_on_an_earlier_text_is_not_enough(cast):
    open_the_gate(cast)
    cast.change_text()
    assert kinds(cast) == {ObstacleKind.FINDING}


def test_an_advocacy_that_ended_leaves_the_chair_empty(cast):
    advocacy = open_the_gate(cast)
    end_advocacy(advocacy=advocacy, ended_by=cast.lead)
    assert kinds(cast) == {ObstacleKind.CHAIR}


@pytest.mark.parametrize(
    ("own", "others", "share_known", "expected"),
    [
        (0, 0, False, {ObstacleKind.CHAIR}),
        (1, 0, False, {ObstacleKind.CHAIR}),
        (4, 0, False, {ObstacleKind.CHAIR}),
        (5, 0, False, set()),
        (5, 60, False, set()),
        (5, 60, True, {ObstacleKind.CHAIR}),
        (30, 30, True, set()),
    ],
    ids=["empty", "one person", "thin", "heard", "share unknown", "under-heard", "in proportion"],
)
def test_only_a_chair_that_is_heard_needs_nobody_to_stand_in(cast, own, others, share_known, expected):
    """Thin and under-heard do not count as heard."""
    elsewhere = cast.segment.dimension.segments.exclude(pk=cast.segment.pk).get()
    if share_known:
        for segment in (cast.segment, elsewhere):
            refer(segment, 500)
    speak(cast.subject, cast.segment, people=own)
    speak(cast.subject, elsewhere, people=others)
    assert kinds(cast) == expected


def test_a_snapshot_that_says_heard_does_not_open_the_gate(cast):
    """The gate asks the vault now; what a page shows may be a day old."""
    Chair.objects.update(hearing="heard")
    assert kinds(cast) == {ObstacleKind.CHAIR}


def test_a_protected_chair_that_is_not_heard_needs_a_logged_attempt(cast):
    Segment.objects.filter(pk=cast.segment.pk).update(is_protected=True)
    open_the_gate(cast)
    assert kinds(cast) == {ObstacleKind.ATTEMPT}
    OutreachAttempt.objects.create(
        subject=cast.subject,
        segment=cast.segment,
        method="visit",
        attempted_on=timezone.localdate() - timedelta(days=2),
        result="Nobody wanted to talk.",
        logged_by=cast.lead,
    )
    assert kinds(cast) == set()


def test_a_challenge_stands_in_the_way_until_it_is_judged(cast):
    open_the_gate(cast)
    challenge = cast.challenge(body="And who reads it to blind people?")
    assert kinds(cast) == {ObstacleKind.REPLY}
    reply = cast.reply(challenge)
    assert kinds(cast) == {ObstacleKind.VERDICT}
    judge(cast, reply, is_answered=False, because="Nobody does.")
    assert kinds(cast) == set()


def test_a_second_reply_waits_for_its_own_verdict(cast):
    open_the_gate(cast)
    challenge = cast.challenge()
    judge(cast, cast.reply(challenge), is_answered=False, because="No.")
    cast.reply(challenge)
    assert kinds(cast) == {ObstacleKind.VERDICT}


def test_a_withdrawn_challenge_stands_in_nobody_s_way(cast):
    open_the_gate(cast)
    withdraw_challenge(challenge=cast.challenge(), because="Misread.", withdrawn_by=cast.advocate)
    assert kinds(cast) == set()


def test_a_text_that_nobody_submitted_is_refused(cast):
    open_the_gate(cast)
    assert ObstacleKind.NO_TEXT in kinds(cast, content_hash="0" * 64)


def test_a_text_of_another_language_is_not_the_source(cast):
    open_the_gate(cast)
    translated = make_text(cast.subject, language="ar")
    make_passage(translated)
    assert ObstacleKind.NO_TEXT in kinds(cast, content_hash=translated.content_hash)


@pytest.mark.parametrize("role", ["authors", "owner"])
def test_a_challenger_who_wrote_or_owns_the_text_is_no_independent_voice(cast, role):
    open_the_gate(cast)
    involved = {"authors": frozenset({cast.advocate.pk}), "owner": cast.advocate.pk}
    assert kinds(cast, **{role: involved[role]}) == {ObstacleKind.CHALLENGER}


APPROVERS = [
    ("approver", True),
    ("owner", False),
    ("advocate", False),
    ("lead", False),
    ("outsider", False),
]


@pytest.mark.parametrize(("who", "may"), APPROVERS)
def test_only_an_approver_approves(cast, who, may):
    open_the_gate(cast)
    assert (kinds(cast, approver=getattr(cast, who)) == set()) is may


@pytest.mark.parametrize("role", ["author", "owner", "challenger"])
def test_an_approver_who_is_involved_is_refused(cast, role):
    open_the_gate(cast)
    fields = {"author": {"authors": frozenset({cast.approver.pk})}, "owner": {"owner": cast.approver.pk}}
    if role == "challenger":
        cast.subject.challenges.update(author=cast.approver)
    assert kinds(cast, **fields.get(role, {})) == {ObstacleKind.APPROVER}


def test_a_superuser_has_no_role_in_the_gate(cast):
    open_the_gate(cast)
    superuser = User.objects.create_superuser("root@example.org")
    assert kinds(cast, approver=superuser) == {ObstacleKind.APPROVER}


def test_an_approver_who_left_is_refused(cast):
    open_the_gate(cast)
    gone = make_user(Role.APPROVER, is_active=False)
    assert kinds(cast, approver=gone) == {ObstacleKind.APPROVER}


def test_every_obstacle_says_what_and_who_lifts_it(cast):
    for obstacle in obstacles(ask(cast, approver=cast.owner, content_hash="0" * 64)):
        assert obstacle.sentence.endswith(".")
        assert obstacle.kind.label.endswith(".")


def test_a_release_keeps_its_record_and_stands_in_the_chain(cast):
    open_the_gate(cast)
    made = release(ask(cast))
    chair = made.record["chairs"][0]
    assert chair["state"] == "advocated"
    assert chair["advocates"][0]["name"] == "Ana"
    assert chair["advocates"][0]["finding"]["kind"] == "condition"
    assert made.record["challenges"][0]["replies"][0]["verdict"]["is_answered"]
    assert AuditEntry.objects.get(action="personas.release.passed").data["hash"] == made.content_hash


def test_unresolved_dissent_is_in_the_record(cast):
    open_the_gate(cast)
    judge(cast, cast.reply(cast.challenge()), is_answered=False, because="Nobody does.")
    disputed = [each for each in release(ask(cast)).record["challenges"] if each["is_disputed"]]
    assert [each["replies"][0]["verdict"]["because"] for each in disputed] == ["Nobody does."]


def test_a_count_under_five_is_not_in_the_record(cast):
    open_the_gate(cast)
    assert release(ask(cast)).record["people_heard"] is None


def test_a_refused_run_is_on_record_with_its_obstacles(cast):
    with pytest.raises(GateClosed, match="nobody stands in"):
        release(ask(cast))
    run = GateRun.objects.get()
    assert run.obstacles[0]["kind"] == "chair"
    assert run.asked_by == cast.approver
    assert not Release.objects.exists()


def test_a_text_is_released_once(cast):
    open_the_gate(cast)
    assert release(ask(cast)) == release(ask(cast))
    assert Release.objects.count() == 1


def test_another_text_is_another_release(cast):
    advocacy = open_the_gate(cast)
    first = release(ask(cast))
    cast.change_text()
    with pytest.raises(GateClosed):
        release(ask(cast))
    conclude(cast, advocacy)
    assert release(ask(cast)).content_hash != first.content_hash


def test_nobody_releases_namelessly(cast):
    with pytest.raises(ApproverMissing):
        release(ask(cast, approver=None))


def test_another_advocate_s_challenge_counts_as_much(cast):
    open_the_gate(cast)
    lin = make_staff("Lin", Role.ADVOCATE)
    cast.challenge(cast.appoint(advocate=lin), author=lin)
    assert kinds(cast) == {ObstacleKind.REPLY}
