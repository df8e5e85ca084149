"""Asking whether a text is understood, responding, marking own words, and asking again after the text changed."""

import random
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.voices import may_speak_for_oneself
from codesign.enums import ItemKind, Understanding
from codesign.models import ComprehensionItem, Option, Passage, Response, ResponseMark, Seat, Subject
from codesign.permissions import SubjectNotOpen, public_text_of
from codesign.querysets.comprehension import ENOUGH_MARKS
from people import audit
from people.models import User


class NotOfThisText(ValueError):
    """An item is about a passage of the text that everyone may read now."""


class NoRightOption(ValueError):
    """People choose between different sentences of which one is right."""


class NotAsked(Exception):
    """This item is closed, or its passage says something else than what was shown."""


class OptionElsewhere(ValueError):
    """The chosen sentence belongs to another item, or the item takes the other kind of response."""


class TextNotChanged(Exception):
    """The passage says what it said when people were asked: there is nothing to measure again."""


class PassageGone(Exception):
    """The text has this passage no more."""


class MarkedEnough(Exception):
    """Two people agreed on these words, or three have judged."""


class MarkedBefore(Exception):
    """The two who judge own words are two different people."""


@transaction.atomic
def ask(
    *,
    subject: Subject,
    passage: Passage,
    about: str,
    scenario: str,
    written_by: User,
    right: str = "",
    wrong: Sequence[str] = (),
    rubric: str = "",
) -> ComprehensionItem:
    """Ask people about a right or an obligation in a passage. Only the subject's owner may.

    They choose between the `right` sentence and the `wrong` ones, in an order by chance; or they use their own words,
    and `rubric` says what those must say.
    """
    subject = _locked_for_owner(subject, written_by)
    if passage.text_version != public_text_of(subject, passage.text_version.language):
        raise NotOfThisText
    if not rubric and (not right or not wrong or right in wrong):
        raise NoRightOption
    kind = ItemKind.OWN_WORDS if rubric else ItemKind.CHOICES
    said = {"about": about, "scenario": scenario, "kind": kind, "rubric": rubric}
    item = ComprehensionItem.objects.create(subject=subject, passage=passage, written_by=written_by, **said)
    if not rubric:
        _write_options(item, right, wrong)
    audit.record(action="codesign.item.asked", target=item, actor=written_by, data={"kind": str(kind)})
    return item


@transaction.atomic
def respond(
    *,
    item: ComprehensionItem,
    seat: Seat,
    shown: Passage,
    language: str,
    option: Option | None = None,
    body: str = "",
) -> Response:
    """Respond from a seat to what was `shown`, once: the first response counts. Members of staff do not respond."""
    if seat.subject_id != item.subject_id or not may_speak_for_oneself(seat):
        raise PermissionDenied
    if not seat.subject.is_open:
        raise SubjectNotOpen(seat.subject)
    item = _locked(item)
    if not ComprehensionItem.objects.asked_now().filter(pk=item.pk, passage=shown).exists():
        raise NotAsked
    if not _fits(item, option, body):
        raise OptionElsewhere
    fixed = {"option": option, "body": body, "language": language, "text_version": item.passage.text_version}
    return Response.objects.get_or_create(item=item, seat=seat, defaults=fixed)[0]


@transaction.atomic
def mark(*, response: Response, understanding: Understanding | str, marked_by: User) -> ResponseMark:
    """Judge own words. Two people judge alone; where they differ a third one decides."""
    response = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if response.marks.filter(marked_by=marked_by).exists():
        raise MarkedBefore
    if not Response.objects.to_be_marked().filter(pk=response.pk).exists():
        raise MarkedEnough
    made = ResponseMark.objects.create(response=response, marked_by=marked_by, understanding=understanding)
    audit.record(action="codesign.response.marked", target=response, actor=marked_by)
    return made


@transaction.atomic
def ask_again(*, item: ComprehensionItem, asked_by: User) -> ComprehensionItem:
    """Measure again on the text that everyone reads now. Whoever responded about an earlier text is not asked again."""
    item = _locked(item)
    _locked_for_owner(item.subject, asked_by)
    text = public_text_of(item.subject, item.passage.text_version.language)
    passage = text.passages.filter(block_id=item.passage.block_id).first() if text else None
    if passage is None:
        raise PassageGone
    if passage.text == item.passage.text:
        raise TextNotChanged
    item.passage, item.closed_at = passage, None
    item.save(update_fields=["passage", "closed_at"])
    audit.record(
        action="codesign.item.asked_again", target=item, actor=asked_by, data={"text": passage.text_version_id}
    )
    return item


@transaction.atomic
def close_item(*, item: ComprehensionItem, closed_by: User) -> ComprehensionItem:
    """Ask nobody any more. What people responded stays."""
    item = _locked(item)
    _locked_for_owner(item.subject, closed_by)
    if item.closed_at is None:
        item.closed_at = timezone.now()
        item.save(update_fields=["closed_at"])
        audit.record(action="codesign.item.closed", target=item, actor=closed_by)
    return item


def judged(marks: Sequence[str]) -> Understanding | None:
    """What the marks on own words come to: where two agree, that; of three different ones, the middle; else nothing."""
    kinds = set(marks)
    if len(marks) < ENOUGH_MARKS or (len(marks) == ENOUGH_MARKS and len(kinds) > 1):
        return None
    in_order = sorted(marks, key=list(Understanding.values).index)
    return Understanding(in_order[len(in_order) // 2])


def _write_options(item: ComprehensionItem, right: str, wrong: Sequence[str]) -> None:
    sentences = list(dict.fromkeys([right, *wrong]))
    random.SystemRandom().shuffle(sentences)
    Option.objects.bulk_create(
        Option(item=item, position=position, text=sentence, is_right=sentence == right)
        for position, sentence in enumerate(sentences)
    )


def _fits(item: ComprehensionItem, option: Option | None, body: str) -> bool:
    if item.kind == ItemKind.CHOICES:
        return option is not None and option.item_id == item.pk and not body
    return option is None and bool(body.strip())


def _locked(item: ComprehensionItem) -> ComprehensionItem:
    items = ComprehensionItem.objects.select_for_update(of=("self",))
    return items.select_related("subject", "passage__text_version").get(pk=item.pk)


def _locked_for_owner(subject: Subject, user: User) -> Subject:
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.owner_id != user.pk:
        raise PermissionDenied
    return subject
