"""Writing statements, suggesting them, and deciding whether a round asks about them."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from codesign.actions.ballots import NeedsCode, RoundClosed, is_admitted, may_cast
from codesign.actions.hides import ask_about, bring_back, put_away
from codesign.actions.voices import IsHidden
from codesign.enums import HideReason, Moderation
from codesign.models import Appeal, Round, Seat, Statement, Subject
from people import audit
from people.models import User


class TakesNoStatements(Exception):
    """The owner of this round did not ask for statements."""


@transaction.atomic
def write_statements(*, round_: Round, sentences: Iterable[str], written_by: User) -> list[Statement]:
    """Have a round ask about these sentences as well. Only the subject's owner may.

    A sentence that the subject has already is not written twice; one that waited or that the owner left out is accepted
    by this. IsHidden names one that a moderator hid.
    """
    subject = _owned(round_.subject_id, written_by)
    if not Round.objects.open().filter(pk=round_.pk).exists():
        raise RoundClosed(round_)
    sentences = list(sentences)
    known = {statement.body: statement for statement in subject.statements.all()}
    first = _next_number(subject)
    new = [
        Statement(subject=subject, number=number, body=body, language=subject.source_language)
        for number, body in enumerate(dict.fromkeys(each for each in sentences if each not in known), start=first)
    ]
    for statement in new:
        statement.moderation = Moderation.ACCEPTED
    Statement.objects.bulk_create(new)
    again = [known[body] for body in sentences if body in known]
    for statement in again:
        _accept(statement, written_by)
    round_.statements.add(*new, *again)
    return [*new, *again]


@transaction.atomic
def suggest_statement(*, round_: Round, seat: Seat, body: str, language: str, send_key: uuid.UUID) -> Statement:
    """Suggest a statement from a seat; it waits for the owner.

    The same form sent twice is one statement; sent again with other words, it is another.
    """
    if not may_cast(seat, round_):
        raise PermissionDenied
    if not is_admitted(seat, round_):
        raise NeedsCode
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=round_.subject_id)
    round_ = Round.objects.get(pk=round_.pk)
    if not round_.is_open:
        raise RoundClosed(round_)
    if not round_.takes_statements:
        raise TakesNoStatements
    fixed = {"subject": subject, "number": _next_number(subject), "body": body, "language": language}
    statement, _is_new = Statement.objects.get_or_create(seat=seat, send_key=send_key, defaults=fixed)
    if statement.body != body:
        other_key = uuid.uuid5(send_key, body)
        statement, _is_new = Statement.objects.get_or_create(seat=seat, send_key=other_key, defaults=fixed)
    return statement


@transaction.atomic
def accept_statement(*, statement: Statement, accepted_by: User) -> Statement:
    """Have the open round ask about it, if there is one. What a moderator hid, a moderator lifts."""
    _owned(statement.subject_id, accepted_by)
    statement = Statement.objects.select_for_update(of=("self",)).select_related("subject").get(pk=statement.pk)
    _accept(statement, accepted_by)
    return statement


@transaction.atomic
def leave_out_statement(*, statement: Statement, because: str, left_out_by: User) -> Statement:
    """Ask nobody about it any more, and tell why. Ballots that were cast stay and are not counted.

    Whoever suggested it reads the reason and may appeal, as where a moderator hides words.
    """
    _owned(statement.subject_id, left_out_by)
    statement = Statement.objects.select_for_update(of=("self",)).select_related("subject").get(pk=statement.pk)
    put_away(statement, reason=HideReason.OTHER, because=because, hidden_by=left_out_by)
    return statement


def _accept(statement: Statement, accepted_by: User) -> None:
    """Undo what the owner left out; where its author has appealed against that, somebody else decides."""
    hide = statement.hides.current().first()
    if hide and (hide.hidden_by_id != accepted_by.pk or Appeal.objects.waiting().filter(hide=hide).exists()):
        raise IsHidden(statement.pk)
    if hide:
        bring_back(hide, words=statement, lifted_by=accepted_by)
    elif statement.moderation != Moderation.ACCEPTED:
        ask_about(statement)
        audit.record(action="codesign.statement.accepted", target=statement, actor=accepted_by)


def _owned(subject_id: uuid.UUID, user: User) -> Subject:
    """Take the subject's row, so that numbers are given one after the other, and see that it is theirs."""
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject_id)
    if subject.owner_id != user.pk:
        raise PermissionDenied
    return subject


def _next_number(subject: Subject) -> int:
    return (subject.statements.aggregate(last=Max("number"))["last"] or 0) + 1
