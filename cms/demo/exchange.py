"""The formal exchange about the proposals, acted out: chairs, those who stand in, challenges, replies and verdicts."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from cms.demo.people import LEAD
from cms.demo.proposals import approve, is_submitted, open_proposal, submit_changed_text, submit_first_text
from cms.demo.stories import STORIES, Attempt, Challenged, Replied, StandIn, Story
from codesign.models import Passage, TextVersion
from engagement.actions import log_attempt
from people.models import Office, Segment, User
from personas.actions.advocacies import appoint_advocate, log_contact, record_finding
from personas.actions.challenges import give_verdict, raise_challenge, reply_to_challenge
from personas.actions.tables import lay_table, remove_chair, take_snapshot
from personas.models import Advocacy, Challenge

TERM_LEFT = timedelta(days=110)
ANSWERABLE_OFFICE = "engagement"


def seed_exchange() -> None:
    """Act out what was not acted out yet, each story whole or not at all. Running it again changes nothing."""
    for story in STORIES:
        if not is_submitted(story.proposal):
            with transaction.atomic():
                Exchange(story).act_out()


class Exchange:
    """One story in the order in which it happened."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.subject = open_proposal(story.proposal)
        self.page = submit_first_text(self.subject, story.proposal)
        _set_back(self.subject, opens_at=story.submitted_days_ago)
        _set_back(self._newest_text(), submitted_at=story.submitted_days_ago)

    def act_out(self) -> None:
        self._lay_table()
        for attempt in self.story.attempts:
            self._log(attempt)
        advocacies = {each.segment: self._appoint(each) for each in self.story.stand_ins}
        raised = [(self._challenge(advocacies[each.segment], each), each) for each in self.story.challenges]
        submit_changed_text(self.page, self.subject, self.story.proposal)
        _set_back(self._newest_text(), submitted_at=self.story.changed_days_ago)
        for challenge, told in raised:
            for reply in told.replies:
                self._reply(challenge, reply)
        for each in self.story.stand_ins:
            self._conclude(advocacies[each.segment], each)
        if self.story.is_released:
            approve(self.page)

    def _lay_table(self) -> None:
        segments = Segment.objects.filter(code__in=self.story.chairs)
        table = lay_table(subject=self.subject, segments=segments, laid_by=self.subject.owner)
        for code, reason in self.story.removed.items():
            remove_chair(chair=table.chairs.get(segment__code=code), reason=reason, removed_by=self.subject.owner)
        take_snapshot(table=table)

    def _log(self, attempt: Attempt) -> None:
        log_attempt(
            subject=self.subject,
            segment=Segment.objects.get(code=attempt.segment),
            method=attempt.method,
            attempted_on=timezone.localdate() - timedelta(days=attempt.days_ago),
            place=attempt.place,
            result=attempt.result,
            logged_by=_person(attempt.by),
        )

    def _appoint(self, told: StandIn) -> Advocacy:
        advocate, today = _person(told.advocate), timezone.localdate()
        advocacy = appoint_advocate(
            chair=self.subject.table.chairs.get(segment__code=told.segment),
            advocate=advocate,
            basis=told.basis,
            conflicts=told.conflicts,
            ends_on=today + TERM_LEFT,
            appointed_by=_person(LEAD),
        )
        for talk in told.talks:
            day = today - timedelta(days=talk.days_ago)
            log_contact(advocacy=advocacy, held_on=day, how=talk.how, learned=talk.learned, logged_by=advocate)
        _set_back(advocacy, started_on=told.days_ago)
        return advocacy

    def _challenge(self, advocacy: Advocacy, told: Challenged) -> Challenge:
        challenge = raise_challenge(
            advocacy=advocacy,
            passage=self._passage(told.passage),
            kind=told.kind,
            basis=told.basis,
            body=told.body,
            would_change_my_mind=told.would_change_my_mind,
            author=advocacy.advocate,
        )
        _set_back(challenge, raised_at=told.days_ago)
        return challenge

    def _reply(self, challenge: Challenge, told: Replied) -> None:
        until = timezone.localdate() + timedelta(days=told.deferred_for_days)
        reply = reply_to_challenge(
            challenge=challenge,
            kind=told.kind,
            because=told.because,
            changed_passage=self._passage(told.shows) if told.shows else None,
            deferred_until=until if told.deferred_for_days else None,
            deferred_to=Office.objects.get(code=ANSWERABLE_OFFICE) if told.deferred_for_days else None,
            replied_by=self.subject.owner,
        )
        _set_back(reply, replied_at=told.days_ago)
        if told.verdict:
            is_answered, days_ago, because = told.verdict
            verdict = give_verdict(reply=reply, is_answered=is_answered, because=because, given_by=challenge.author)
            _set_back(verdict, given_at=days_ago)

    def _conclude(self, advocacy: Advocacy, told: StandIn) -> None:
        kind, reason = told.finding
        text, advocate = self._newest_text(), advocacy.advocate
        record_finding(advocacy=advocacy, text_version=text, kind=kind, reason=reason, recorded_by=advocate)

    def _newest_text(self) -> TextVersion:
        return TextVersion.objects.newest_of(self.subject, self.subject.source_language)

    def _passage(self, kind: str) -> Passage:
        return self._newest_text().passages.get(kind=kind)


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _set_back(row: Model, **days_ago: int) -> None:
    """Put dates of one row into the past: weeks lie between the acts of a story, and actions stamp today."""
    for name, days in days_ago.items():
        now = timezone.localdate() if name.endswith("_on") else timezone.now()
        type(row)._default_manager.filter(pk=row.pk).update(**{name: now - timedelta(days=days)})
