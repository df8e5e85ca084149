"""The gate: what stands between one exact text and its publication. It blocks publication, not people."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.models import Subject, TextVersion
from engagement.models import OutreachAttempt
from measures.representation import Hearing
from people.enums import Role
from people.models import User
from personas.actions.tables import current_hearings
from personas.models import Advocacy, Chair, ChairFinding, Challenge, Release, Table


@dataclass(frozen=True)
class ReleaseRequest:
    """One text that somebody wants to publish. `authors` are all who edited since the last release."""

    subject: Subject
    content_hash: str
    authors: frozenset[int]
    owner: int
    approver: User | None = None


class ObstacleKind(models.TextChoices):
    """Why a text may not be published yet, and who can lift it."""

    NO_TEXT = "no_text", gettext_lazy("The owner submits the text.")
    NO_TABLE = "no_table", gettext_lazy("The owner lays the table.")
    CHAIR = "chair", gettext_lazy("Hear people of this group, or let the engagement lead appoint an advocate.")
    FINDING = "finding", gettext_lazy("The advocate of this chair records a finding on this text.")
    ATTEMPT = "attempt", gettext_lazy("The engagement lead logs an attempt to reach this group.")
    REPLY = "reply", gettext_lazy("The owner replies to this challenge.")
    VERDICT = "verdict", gettext_lazy("The challenger says whether the reply answers it.")
    CHALLENGER = "challenger", gettext_lazy("The engagement lead appoints an independent advocate.")
    APPROVER = "approver", gettext_lazy("Somebody approves who neither wrote, owns nor challenged this text.")


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way. `key` is that of the chair or the challenge it is about."""

    kind: ObstacleKind
    sentence: str
    key: int | None = None

    def as_data(self) -> dict[str, str | int | None]:
        return {"kind": self.kind.value, "sentence": self.sentence, "key": self.key}


def is_released(subject_id: uuid.UUID, content_hash: str) -> bool:
    return Release.objects.filter(subject_id=subject_id, content_hash=content_hash).exists()


def obstacles(request: ReleaseRequest) -> list[Obstacle]:
    """List what stands in the way of this text. Without an approver, what is open for everybody is listed."""
    return [
        *_text_obstacles(request),
        *_chair_obstacles(request),
        *_challenge_obstacles(request),
        *_approver_obstacles(request),
    ]


def text_of(request: ReleaseRequest) -> TextVersion | None:
    return TextVersion.objects.filter(
        subject=request.subject, language=request.subject.source_language, content_hash=request.content_hash
    ).first()


def _text_obstacles(request: ReleaseRequest) -> Iterator[Obstacle]:
    if text_of(request) is None:
        yield Obstacle(ObstacleKind.NO_TEXT, _("This text has not been submitted, so nobody could challenge it."))


def _chair_obstacles(request: ReleaseRequest) -> Iterator[Obstacle]:
    table = Table.objects.filter(subject=request.subject).first()
    chairs = list(table.chairs.seated().with_advocates().select_related("segment")) if table else []
    if table is None or not chairs:
        yield Obstacle(ObstacleKind.NO_TABLE, _("No table is laid: it is not said whom this text concerns."))
        return
    hearings = current_hearings(table)
    concluded = _chairs_with_finding(request, table)
    tried = set(OutreachAttempt.objects.filter(subject=request.subject).values_list("segment_id", flat=True))
    for chair in chairs:
        if hearings[chair.segment_id] is not Hearing.HEARD:
            yield from _unheard_obstacles(chair, chair.pk in concluded, chair.segment_id in tried)


def _unheard_obstacles(chair: Chair, has_finding: bool, was_tried: bool) -> Iterator[Obstacle]:
    names = {"group": chair.segment}
    if not chair.is_advocated:  # type: ignore[attr-defined]
        yield Obstacle(ObstacleKind.CHAIR, _("“%(group)s” is not heard and nobody stands in for it.") % names, chair.pk)
    elif not has_finding:
        sentence = _("The advocate for “%(group)s” has not concluded on this text.")
        yield Obstacle(ObstacleKind.FINDING, sentence % names, chair.pk)
    if chair.segment.is_protected and not was_tried:
        sentence = _("“%(group)s” is protected, is not heard, and no attempt to reach it is logged.")
        yield Obstacle(ObstacleKind.ATTEMPT, sentence % names, chair.pk)


def _chairs_with_finding(request: ReleaseRequest, table: Table) -> set[int]:
    """Chairs whose advocate of today concluded on exactly this text."""
    findings = ChairFinding.objects.filter(
        advocacy__in=Advocacy.objects.current().filter(chair__table=table),
        text_version__content_hash=request.content_hash,
        text_version__subject=request.subject,
    )
    return set(findings.values_list("advocacy__chair_id", flat=True))


def _challenge_obstacles(request: ReleaseRequest) -> Iterator[Obstacle]:
    about = Challenge.objects.filter(subject=request.subject)
    for challenge in about.without_reply().select_related("advocacy__chair__segment"):
        sentence = _("The challenge for “%(group)s” has no reply.") % {"group": challenge.advocacy.chair}
        yield Obstacle(ObstacleKind.REPLY, sentence, challenge.pk)
    for challenge in about.without_verdict().select_related("advocacy__chair__segment"):
        sentence = _("The reply to the challenge for “%(group)s” has no verdict.") % {"group": challenge.advocacy.chair}
        yield Obstacle(ObstacleKind.VERDICT, sentence, challenge.pk)
    for challenge in about.standing().filter(author_id__in={*request.authors, request.owner}).select_related("author"):
        sentence = _("%(name)s challenged this text and is also its author or owner.") % {"name": challenge.author}
        yield Obstacle(ObstacleKind.CHALLENGER, sentence, challenge.pk)


def _approver_obstacles(request: ReleaseRequest) -> Iterator[Obstacle]:
    """Being a superuser gives no role here."""
    approver = request.approver
    if approver is None:
        return
    if not approver.is_active or Role.APPROVER not in approver.roles:
        yield Obstacle(ObstacleKind.APPROVER, _("%(name)s is not an approver.") % {"name": approver})
    if approver.pk in {*request.authors, request.owner}:
        yield Obstacle(ObstacleKind.APPROVER, _("%(name)s wrote or owns this text.") % {"name": approver})
    if Challenge.objects.filter(subject=request.subject, author=approver).exists():
        yield Obstacle(ObstacleKind.APPROVER, _("%(name)s challenged this text.") % {"name": approver})
