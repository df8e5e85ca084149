"""What participants get of outcomes on their own words, and owners of what is to be handed over."""

from django.db.models import QuerySet
from django.http import Http404

from codesign.models import Message, NewsFile, Outcome, Seat, Subject
from people.models import User


def get_outcome_of_seat(seat: Seat, pk: int) -> Outcome:
    """Return an outcome on this seat's own words."""
    outcome = Outcome.objects.filter(pk=pk, voices__seat=seat).first()
    if outcome is None:
        raise Http404
    return outcome


def files_for_owner(user: User) -> QuerySet[NewsFile]:
    """What this person downloaded, the newest first: nobody else sees the numbers in it."""
    return NewsFile.objects.filter(made_by=user)


def get_file_for_owner(user: User, pk: int) -> NewsFile:
    file = files_for_owner(user).filter(pk=pk).first()
    if file is None:
        raise Http404
    return file


def seats_to_tell(user: User) -> QuerySet[Seat]:
    """Whoever can be told at the subjects of this owner."""
    return Seat.objects.filter(subject__owner=user).exclude(news_by="")


def messages_given_up(user: User) -> QuerySet[Message]:
    return Message.objects.filter(seat__subject__owner=user, given_up_on__isnull=False)


def get_subject_to_promise_at(user: User, code: str) -> Subject:
    """Return a subject of this owner, where they say by when voices are answered."""
    subject = Subject.objects.filter(owner=user, code__iexact=code, import_source="").first()
    if subject is None:
        raise Http404
    return subject
