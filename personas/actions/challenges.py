"""The formal exchange on a passage: challenge, reply, verdict."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from codesign.models import Passage, Subject
from people import audit
from people.models import Office, User
from personas.enums import Basis, ChallengeKind, ReplyKind
from personas.models import Advocacy, Challenge, Reply, Verdict
from personas.refusals import Refused


class OutOfTurn(Refused):
    """The exchange is not at this point, or what was sent does not belong to it."""


@transaction.atomic
def raise_challenge(
    *,
    advocacy: Advocacy,
    passage: Passage,
    kind: ChallengeKind | str,
    basis: Basis | str,
    body: str,
    would_change_my_mind: str,
    author: User,
) -> Challenge:
    """Challenge a passage for the segment one stands in for. From now on the gate is closed until it is judged.

    The same words sent twice, before anyone replied, are one challenge.
    """
    if advocacy.advocate_id != author.pk:
        raise PermissionDenied
    if not Advocacy.objects.current().filter(pk=advocacy.pk).exists():
        raise OutOfTurn(_("Your time in this chair is over. Ask the engagement lead to renew it."))
    subject = _locked_subject(advocacy.chair.table.subject_id)
    if passage.text_version.subject_id != subject.pk:
        raise OutOfTurn(_("This passage belongs to another text. Choose a passage of this one."))
    said = {
        "subject": subject,
        "advocacy": advocacy,
        "passage": passage,
        "author": author,
        "kind": kind,
        "basis": basis,
        "body": body,
        "would_change_my_mind": would_change_my_mind,
    }
    sent_before = Challenge.objects.without_reply().filter(**said).first()
    if sent_before is not None:
        return sent_before
    challenge = Challenge.objects.create(**said)
    audit.record(
        action="personas.challenge.raised",
        target=challenge,
        actor=author,
        data={"passage": passage.pk, "kind": str(kind), "chair": advocacy.chair_id},
    )
    return challenge


@transaction.atomic
def withdraw_challenge(*, challenge: Challenge, because: str, withdrawn_by: User) -> Challenge:
    """Take a challenge back, with the reason. Only its author may; it stays on record."""
    if challenge.author_id != withdrawn_by.pk:
        raise PermissionDenied
    challenge = _locked(challenge)
    _check_standing(challenge)
    challenge.withdrawn_at, challenge.withdrawn_because = timezone.now(), because
    challenge.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(action="personas.challenge.withdrawn", target=challenge, actor=withdrawn_by)
    return challenge


@transaction.atomic
def reply_to_challenge(
    *,
    challenge: Challenge,
    kind: ReplyKind | str,
    because: str,
    replied_by: User,
    changed_passage: Passage | None = None,
    deferred_until: date | None = None,
    deferred_to: Office | None = None,
) -> Reply:
    """Reply to a challenge: changed, partly, not changed, or deferred. Only the subject's owner may.

    After a verdict of “no” the owner may reply once more; a reply that waits for its verdict is not overtaken.
    """
    challenge = _locked(challenge)
    if challenge.subject.owner_id != replied_by.pk:
        raise PermissionDenied
    _check_standing(challenge)
    _check_turn_of_owner(challenge)
    _check_change(challenge, kind, changed_passage)
    _check_deferral(kind, deferred_until, deferred_to)
    reply = Reply.objects.create(
        challenge=challenge,
        kind=kind,
        because=because,
        changed_passage=changed_passage,
        deferred_until=deferred_until,
        deferred_to=deferred_to,
        replied_by=replied_by,
    )
    audit.record(
        action="personas.reply.recorded",
        target=reply,
        actor=replied_by,
        data={"challenge": challenge.pk, "kind": str(kind)},
    )
    return reply


@transaction.atomic
def give_verdict(*, reply: Reply, is_answered: bool, because: str, given_by: User) -> Verdict:
    """Judge a reply: does it answer the challenge? Only the challenger may, once; a “no” says why and is printed."""
    challenge = _locked(reply.challenge)
    if challenge.author_id != given_by.pk:
        raise PermissionDenied
    _check_standing(challenge)
    if challenge.replies.order_by("id").last() != reply or Verdict.objects.filter(reply=reply).exists():
        raise OutOfTurn(_("There is a verdict on this reply already, or a newer reply. Open the challenge again."))
    if not is_answered and not because:
        raise OutOfTurn(_("Say why the reply does not answer your challenge."))
    verdict = Verdict.objects.create(reply=reply, is_answered=is_answered, because=because, given_by=given_by)
    audit.record(
        action="personas.verdict.given",
        target=verdict,
        actor=given_by,
        data={"challenge": challenge.pk, "is_answered": is_answered},
    )
    return verdict


def _locked_subject(pk) -> Subject:
    """A challenge and a release of one subject happen one after the other."""
    return Subject.objects.select_for_update().get(pk=pk)


def _locked(challenge: Challenge) -> Challenge:
    _locked_subject(challenge.subject_id)
    return Challenge.objects.select_related("subject", "passage__text_version").get(pk=challenge.pk)


def _check_standing(challenge: Challenge) -> None:
    if challenge.withdrawn_at is not None:
        raise OutOfTurn(_("This challenge was withdrawn by its author. Nothing more is needed."))


def _check_turn_of_owner(challenge: Challenge) -> None:
    newest = challenge.replies.select_related("verdict").order_by("id").last()
    if newest is None:
        return
    verdict = getattr(newest, "verdict", None)
    if verdict is None:
        raise OutOfTurn(_("Your last reply waits for the challenger’s verdict. You can reply again after a “no”."))
    if verdict.is_answered:
        raise OutOfTurn(_("The challenger said that your reply answers this. Nothing more is needed."))


def _check_change(challenge: Challenge, kind: ReplyKind | str, passage: Passage | None) -> None:
    """A change can be seen: it stands in a later text and reads differently from what was challenged."""
    if passage is None:
        if kind == ReplyKind.CHANGED:
            raise OutOfTurn(_("Choose the passage that shows the change."))
        return
    if passage.text_version.subject_id != challenge.subject_id:
        raise OutOfTurn(_("This passage belongs to another text. Choose a passage of this one."))
    is_later = passage.text_version_id > challenge.passage.text_version_id
    reads_the_same = Passage.objects.filter(
        text_version=challenge.passage.text_version, block_id=passage.block_id, text=passage.text
    ).exists()
    if not is_later or reads_the_same:
        raise OutOfTurn(
            _("This passage reads as it did when it was challenged. Change the text, submit it, then choose it here.")
        )


def _check_deferral(kind: ReplyKind | str, until: date | None, office: Office | None) -> None:
    if kind != ReplyKind.DEFERRED:
        return
    if office is None or until is None or until <= timezone.localdate():
        raise OutOfTurn(_("Say until which day it is put off, and which office is responsible for it."))
