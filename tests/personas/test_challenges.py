"""Challenge, reply, verdict: whose turn it is, and what counts as a change."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from people.models import AuditEntry, Office
from personas.actions.advocacies import end_advocacy
from personas.actions.challenges import OutOfTurn, withdraw_challenge
from personas.enums import ReplyKind
from personas.models import Challenge, Reply, Verdict
from tests.factories import make_passage, make_subject, make_text
from tests.personas.steps import judge

NOT_THE_ADVOCATE = ["owner", "lead", "approver", "outsider"]
NOT_THE_OWNER = ["advocate", "lead", "approver", "outsider"]


def test_the_whole_exchange_is_on_record(cast):
    challenge = cast.challenge()
    judge(cast, cast.reply(challenge))
    actions = AuditEntry.objects.filter(action__startswith="personas.").values_list("action", flat=True)
    assert list(actions)[-3:] == ["personas.challenge.raised", "personas.reply.recorded", "personas.verdict.given"]


@pytest.mark.parametrize("who", NOT_THE_ADVOCATE)
def test_nobody_else_challenges_for_a_chair(cast, who):
    with pytest.raises(PermissionDenied):
        cast.challenge(author=getattr(cast, who))
    assert not Challenge.objects.exists()


def test_nobody_challenges_after_the_last_day(cast):
    advocacy = cast.appoint()
    end_advocacy(advocacy=advocacy, ended_by=cast.lead)
    with pytest.raises(OutOfTurn, match="over"):
        cast.challenge(advocacy)


def test_a_passage_of_another_subject_is_refused(cast):
    elsewhere = make_passage(make_text(make_subject()), "Elsewhere.")
    with pytest.raises(OutOfTurn, match="another text"):
        cast.challenge(passage=elsewhere)


@pytest.mark.parametrize("who", NOT_THE_OWNER)
def test_only_the_owner_replies(cast, who):
    with pytest.raises(PermissionDenied):
        cast.reply(cast.challenge(), replied_by=getattr(cast, who))
    assert not Reply.objects.exists()


@pytest.mark.parametrize("who", NOT_THE_ADVOCATE)
def test_only_the_challenger_judges(cast, who):
    reply = cast.reply(cast.challenge())
    with pytest.raises(PermissionDenied):
        judge(cast, reply, given_by=getattr(cast, who))
    assert not Verdict.objects.exists()


def test_a_change_links_a_later_passage_that_reads_otherwise(cast):
    challenge = cast.challenge()
    changed = cast.change_text()
    assert cast.reply(challenge, kind=ReplyKind.CHANGED, changed_passage=changed).changed_passage == changed


def test_a_change_without_a_link_is_refused(cast):
    with pytest.raises(OutOfTurn, match="Choose the passage"):
        cast.reply(cast.challenge(), kind=ReplyKind.CHANGED)


@pytest.mark.parametrize("kind", [ReplyKind.CHANGED, ReplyKind.PARTLY])
def test_the_challenged_passage_itself_is_no_change(cast, kind):
    with pytest.raises(OutOfTurn, match="reads as it did"):
        cast.reply(cast.challenge(), kind=kind, changed_passage=cast.passage)


def test_a_later_text_in_which_the_passage_reads_the_same_is_no_change(cast):
    challenge = cast.challenge()
    same = cast.change_text(cast.passage.text)
    with pytest.raises(OutOfTurn, match="reads as it did"):
        cast.reply(challenge, kind=ReplyKind.CHANGED, changed_passage=same)


def test_a_change_in_another_subject_is_refused(cast):
    elsewhere = make_passage(make_text(make_subject()), "Elsewhere.")
    with pytest.raises(OutOfTurn, match="another text"):
        cast.reply(cast.challenge(), kind=ReplyKind.CHANGED, changed_passage=elsewhere)


@pytest.mark.parametrize(("days", "has_office"), [(None, True), (0, True), (-3, True), (30, False)])
def test_what_is_put_off_has_a_day_ahead_and_an_office(cast, days, has_office):
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    office = Office.objects.get() if has_office else None
    with pytest.raises(OutOfTurn, match="until which day"):
        cast.reply(cast.challenge(), kind=ReplyKind.DEFERRED, deferred_until=until, deferred_to=office)


def test_what_is_put_off_is_promised_by_an_office(cast):
    until = timezone.localdate() + timedelta(days=30)
    reply = cast.reply(
        cast.challenge(), kind=ReplyKind.DEFERRED, deferred_until=until, deferred_to=Office.objects.get()
    )
    assert reply.deferred_to.name == "Engagement lead"


def test_a_reply_that_waits_for_its_verdict_is_not_overtaken(cast):
    challenge = cast.challenge()
    cast.reply(challenge)
    with pytest.raises(OutOfTurn, match="waits for"):
        cast.reply(challenge)


def test_after_a_no_the_owner_replies_once_more(cast):
    challenge = cast.challenge()
    judge(cast, cast.reply(challenge), is_answered=False, because="There is still no way.")
    cast.reply(challenge)
    assert challenge.replies.count() == 2


def test_after_a_yes_nothing_more_is_needed(cast):
    challenge = cast.challenge()
    judge(cast, cast.reply(challenge))
    with pytest.raises(OutOfTurn, match="Nothing more"):
        cast.reply(challenge)


def test_a_no_says_why(cast):
    with pytest.raises(OutOfTurn, match="Say why"):
        judge(cast, cast.reply(cast.challenge()), is_answered=False)


def test_a_reply_is_judged_once(cast):
    reply = cast.reply(cast.challenge())
    judge(cast, reply)
    with pytest.raises(OutOfTurn, match="a verdict"):
        judge(cast, reply, is_answered=False, because="On second thoughts.")


def test_a_reply_before_the_newest_is_not_judged(cast):
    challenge = cast.challenge()
    first = cast.reply(challenge)
    judge(cast, first, is_answered=False, because="No.")
    cast.reply(challenge)
    with pytest.raises(OutOfTurn):
        judge(cast, first)


@pytest.mark.parametrize("who", NOT_THE_ADVOCATE)
def test_only_its_author_withdraws_a_challenge(cast, who):
    with pytest.raises(PermissionDenied):
        withdraw_challenge(challenge=cast.challenge(), because="No.", withdrawn_by=getattr(cast, who))


def test_a_withdrawn_challenge_stays_on_record_and_takes_no_reply(cast):
    challenge = withdraw_challenge(challenge=cast.challenge(), because="I misread it.", withdrawn_by=cast.advocate)
    with pytest.raises(OutOfTurn, match="withdrawn"):
        cast.reply(challenge)
    assert Challenge.objects.count() == 1
    assert not Challenge.objects.standing().exists()


@pytest.mark.parametrize(
    ("replies", "verdicts", "without_reply", "without_verdict"),
    [(0, 0, True, False), (1, 0, False, True), (1, 1, False, False), (2, 1, False, True), (2, 2, False, False)],
)
def test_open_challenges_are_those_without_reply_or_without_verdict_on_the_newest(
    cast, replies, verdicts, without_reply, without_verdict
):
    challenge = cast.challenge()
    for number in range(replies):
        reply = cast.reply(challenge)
        if number < verdicts:
            judge(cast, reply, is_answered=False, because="No.")
    assert Challenge.objects.without_reply().exists() is without_reply
    assert Challenge.objects.without_verdict().exists() is without_verdict
