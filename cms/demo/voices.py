"""The verbs by which the people of the demo institution speak, are shown and are answered."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from cms.demo.concepts import CALL_BACK, LETTERS, NO_NEW_FORM, ONE_VISIT
from cms.demo.outcomes import ANSWERS, answer, passage_of
from cms.demo.sayings import SUGGESTIONS, TAPS, WORDS, Saying
from cms.demo.subjects import NAMESPACE
from codesign.actions.seats import take_seat, take_staff_seat
from codesign.actions.voices import record_voice, show_voice, tap_unclear
from codesign.enums import Visibility, VoiceKind
from codesign.forms import about_you_promise
from codesign.models import Barrier, Outcome, Seat, Subject, Told, Voice
from codesign.pseudonyms import COLOURS
from people.models import Segment, User
from people.vault import store
from people.vault.router import VAULT
from personas.actions.tables import lay_table, take_snapshot
from personas.models import Table

# Whom each concept concerns. What a chair asks about is among the things participants may say of themselves there.
CHAIRS = {
    ONE_VISIT: ("survivors", "working-age", "older", "migrants", "city", "rural", "remote", "no-internet"),
    LETTERS: ("retired", "survivors", "older", "migrants", "city", "rural", "remote"),
    CALL_BACK: ("self-service", "counter", "deaf", "mobility", "online-help", "no-internet"),
    NO_NEW_FORM: ("rural", "remote", "new-child", "separated", "ends-meet", "hardly-meet"),
}
DAYS_UNTIL_SHOWN = 1
HARD_TO_UNDERSTAND = "rights_and_obligations"
STEP_OF_TAPS = 6


@dataclass(frozen=True)
class Said:
    """A voice that was recorded, with what was written down for it here."""

    voice: Voice
    saying: Saying


def seed_voices() -> None:
    """Let people speak about each concept, answer some, and lay the tables. Running it again changes nothing."""
    for code in CHAIRS:
        subject = Subject.objects.get(code=code)
        if not subject.voices.exists():
            said = _hear(subject)
            _declare_all(said)
        if not Table.objects.filter(subject=subject).exists():
            segments = Segment.objects.filter(code__in=CHAIRS[code])
            take_snapshot(table=lay_table(subject=subject, segments=segments, laid_by=subject.owner))


@transaction.atomic
def _hear(subject: Subject) -> list[Said]:
    sayings = in_turn(subject.code)
    days = (timezone.localdate() - timezone.localdate(subject.opens_at)).days
    barriers = {barrier.name: barrier for barrier in subject.barriers.all()}
    said = []
    for number, saying in enumerate(sayings):
        sent_on = timezone.localdate() - timedelta(days=days - days * number // len(sayings))
        said.append(_say(subject, number, saying, barriers, sent_on))
    _tap(subject, said)
    _suggest(subject)
    _answer(subject, said)
    return said


def in_turn(code: str) -> list[Saying]:
    """What was said at a concept, in its order: the words, and spread among them those who wrote nothing."""
    words = WORDS[code]
    taps = [
        Saying(each.fit, each.groups, barriers=each.barriers, topic=each.topic, is_shown=False)
        for each in TAPS[code]
        for _person in range(each.people)
    ]
    placed = [(number / len(words), saying) for number, saying in enumerate(words)]
    # A stride without a common factor mixes the groups of taps the same way everywhere.
    placed += [((number * 7 % len(taps) + 0.5) / len(taps), saying) for number, saying in enumerate(taps)]
    return [saying for _place, saying in sorted(placed, key=lambda each: each[0])]


def _say(subject: Subject, number: int, saying: Saying, barriers: dict[str, Barrier], sent_on: date) -> Said:
    key = uuid.uuid5(NAMESPACE, f"{subject.code} voice {number}")
    seat, _reference = take_seat(subject=subject, seat_id=key)
    voice = record_voice(
        seat=seat,
        send_key=key,
        language=saying.language,
        visibility=Visibility.STAFF_ONLY if saying.is_for_staff else Visibility.WITHOUT_NAME,
        fit=saying.fit,
        body=saying.body,
        barriers=[barriers[name] for name, _arabic in saying.barriers],
    )
    if saying.is_shown and not saying.is_for_staff:
        show_voice(voice=voice, shown_by=subject.owner)
    # A pseudonym is drawn by lot; here it is the same on every machine.
    _set_back(voice, sent_on, pseudonym=f"{COLOURS[number % len(COLOURS)]} {1 + number * 7 % 97}")
    return Said(voice, saying)


def _tap(subject: Subject, said: list[Said]) -> None:
    """Have some of those who spoke say that they do not understand one passage, on the day they spoke."""
    passage = passage_of(subject, HARD_TO_UNDERSTAND)
    for each in said[::STEP_OF_TAPS]:
        tap = tap_unclear(seat=each.voice.seat, passage=passage, language=each.saying.language)
        Voice.objects.filter(pk=tap.pk).update(sent_on=_sent_on(each.voice))


def _suggest(subject: Subject) -> None:
    email, body = SUGGESTIONS[subject.code]
    seat, _reference = take_staff_seat(subject=subject, holder=User.objects.get(email=email))
    voice = record_voice(
        seat=seat,
        send_key=uuid.uuid5(NAMESPACE, f"{subject.code} suggestion"),
        language="en",
        visibility=Visibility.WITHOUT_NAME,
        body=body,
        kind=VoiceKind.SUGGESTION,
    )
    show_voice(voice=voice, shown_by=subject.owner)
    _set_back(voice, timezone.localdate() - timedelta(days=10), pseudonym="Staff 1")


def _set_back(voice: Voice, sent_on: date, pseudonym: str) -> None:
    """Actions stamp today; these people spoke over the past weeks."""
    Seat.objects.filter(pk=voice.seat_id).update(taken_on=sent_on, pseudonym=pseudonym)
    Voice.objects.filter(pk=voice.pk).update(sent_on=sent_on, editable_until=None)
    shown_on = _noon(min(sent_on + timedelta(days=DAYS_UNTIL_SHOWN), timezone.localdate()))
    Voice.objects.filter(pk=voice.pk).shown().update(shown_at=shown_on)


def _answer(subject: Subject, said: list[Said]) -> None:
    """Answer by topic. The answers of an earlier day carry that day, and so does that people were told."""
    by_topic: dict[str, list[Voice]] = defaultdict(list)
    for each in said:
        by_topic[each.saying.topic].append(each.voice)
    for given in ANSWERS.get(subject.code, ()):
        day = timezone.localdate() - timedelta(days=given.days_ago)
        voices = [voice for voice in by_topic[given.topic] if _sent_on(voice) <= day]
        # In an installation that is older than this story nobody spoke before that day.
        if not voices:
            continue
        outcome = answer(subject, given, voices)
        Outcome.objects.filter(pk=outcome.pk).update(recorded_at=_noon(day))
        Told.objects.filter(outcome=outcome).update(told_on=day + timedelta(days=1))


def _sent_on(voice: Voice) -> date:
    voice.refresh_from_db(fields=["sent_on"])
    return voice.sent_on


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def _declare_all(said: list[Said]) -> None:
    """Tell the vault who people are, once what they said is committed."""
    segments = {segment.code: segment for segment in Segment.objects.all()}
    with transaction.atomic(using=VAULT):
        for each in said:
            chosen = [segments[code] for code in each.saying.groups.split()]
            with override(each.saying.language):
                consent_text = about_you_promise()
            store.declare(
                seat_id=each.voice.seat_id,
                statements=_statements(chosen),
                consent_text=consent_text,
                language=each.saying.language,
            )


def _statements(segments: list[Segment]) -> list[store.Statement]:
    """One statement for each dimension, with all that was chosen in it."""
    chosen: dict[int, set[int]] = defaultdict(set)
    for segment in segments:
        chosen[segment.dimension_id].add(segment.pk)
    return [store.Statement(dimension, frozenset(keys)) for dimension, keys in chosen.items()]
