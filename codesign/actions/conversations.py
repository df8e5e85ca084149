"""Writing down what people said in a conversation with staff."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.seats import admit, give_reference, new_pseudonym
from codesign.actions.voices import declare_after_commit, record_voice
from codesign.enums import ConversationConsent, ConversationMethod, Provenance, Visibility, Way
from codesign.models import MOST_PEOPLE, Conversation, Seat, Subject
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from people import audit
from people.models import Segment, User
from people.vault import store


class ConversationInFuture(ValueError):
    """What is only planned was not said yet."""


class MoreThanPeople(ValueError):
    """More people of a group than there were people."""


@transaction.atomic
def record_conversation(
    *,
    subject: Subject,
    recorded_by: User,
    send_key: uuid.UUID,
    held_on: date,
    place: str,
    method: ConversationMethod | str,
    people: int,
    consent: ConversationConsent | str,
    consent_text: str,
    language: str,
    visibility: Visibility | str,
    lines: Sequence[str],
    headcounts: Mapping[Segment, int],
) -> tuple[Conversation, str]:
    """Record a conversation: one line is one voice, and everyone who was there counts as a person heard.

    Return it with the reference by which these people read what came of it. The same form sent twice is one
    conversation, and the reference of the first time stops working.
    """
    if not recorded_by.is_active or not subjects_to_record_at(recorded_by).filter(pk=subject.pk).exists():
        raise PermissionDenied if subject.is_open else SubjectNotOpen(subject)
    if held_on > timezone.localdate():
        raise ConversationInFuture(held_on)
    _check_headcounts(people, headcounts)
    fixed = {
        "subject": subject,
        "recorded_by": recorded_by,
        "held_on": held_on,
        "place": place,
        "method": method,
        "people": people,
        "consent": consent,
        "language": language,
    }
    conversation, is_new = Conversation.objects.get_or_create(send_key=send_key, defaults=fixed)
    if not is_new:
        return conversation, give_reference(seat=conversation.seats.get(reference_hash__isnull=False))
    seats = _take_seats(conversation)
    reference = give_reference(seat=seats[0])
    _declare(seats, headcounts, consent_text, language)
    for number, line in enumerate(lines):
        record_voice(
            seat=seats[0],
            send_key=uuid.uuid5(send_key, str(number)),
            language=language,
            visibility=Visibility(visibility),
            body=line,
        )
    counts = {"people": people, "voices": len(lines)}
    audit.record(action="codesign.conversation.recorded", target=conversation, actor=recorded_by, data=counts)
    return conversation, reference


def _check_headcounts(people: int, headcounts: Mapping[Segment, int]) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError(people)
    by_dimension: dict[int, int] = defaultdict(int)
    for segment, count in headcounts.items():
        by_dimension[segment.dimension_id] += count
    if min(headcounts.values(), default=0) < 0 or max(by_dimension.values(), default=0) > people:
        raise MoreThanPeople(people)


def _take_seats(conversation: Conversation) -> list[Seat]:
    """A seat for each person. The first one speaks; the others say nothing of their own and go by the same name."""
    admit(subject=conversation.subject, way=Way.ASSISTED)
    said = {
        "subject": conversation.subject,
        "provenance": Provenance.ASSISTED if conversation.people == 1 else Provenance.GROUP,
        "pseudonym": new_pseudonym(conversation.subject),
        "way": Way.ASSISTED,
        "conversation": conversation,
    }
    return Seat.objects.bulk_create(Seat(**said) for _person in range(conversation.people))


def _declare(seats: Sequence[Seat], headcounts: Mapping[Segment, int], consent_text: str, language: str) -> None:
    """Say of as many seats as people of a group were there that they belong to it; of which ones says nothing."""
    said: dict[uuid.UUID, list[store.Statement]] = defaultdict(list)
    taken: dict[int, int] = defaultdict(int)
    for segment, count in headcounts.items():
        first = taken[segment.dimension_id]
        for seat in seats[first : first + count]:
            said[seat.pk].append(store.Statement(segment.dimension_id, frozenset({segment.pk})))
        taken[segment.dimension_id] += count
    for seat in seats:
        declare_after_commit(seat=seat, statements=said[seat.pk], consent_text=consent_text, language=language)


def lines_in(text: str) -> list[str]:
    """One voice per line, as people paste it: without the dash or the dot in front. Empty lines are none."""
    return [line for each in text.splitlines() if (line := each.strip().lstrip("-*•–· \t").strip())]
