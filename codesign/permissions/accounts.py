"""What an account keeps, for its holder: seats at subjects, and what was said from them."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.http import Http404

from codesign.models import Seat
from people.models import User
from people.permissions import participant
from people.vault import claims

PAGE_SIZE = 20


class Contribution(NamedTuple):
    """A seat that an account keeps, with its counts of voices and of those with an outcome."""

    seat: Seat
    since: date


def contributions_of(account: User, number: str | None) -> Page:
    """One page of what an account keeps, the newest first: two questions, however much there is."""
    page: Page = Paginator(claims.held_by(account.key), PAGE_SIZE).get_page(number)
    seats = Seat.objects.filter(pk__in=[held.seat_id for held in page]).with_what_came_of_it().in_bulk()
    page.object_list = [Contribution(seats[held.seat_id], held.since) for held in page if held.seat_id in seats]
    return page


def seats_kept_by(account: User) -> Sequence[claims.Held]:
    return claims.held_by(account.key)


def get_seat_kept_by(account: User, seat_id: uuid.UUID) -> Seat:
    """Return a seat that this account keeps; of every other there is none."""
    if claims.holder_of(seat_id) != account.key:
        raise Http404
    seat = Seat.objects.select_related("subject").filter(pk=seat_id).first()
    if seat is None:
        raise Http404
    return seat


def account_keeping(seat: Seat, user: User | AnonymousUser) -> str:
    """How a seat stands to accounts, for its thread: "mine", "other", "free" for who is signed in, else empty."""
    holder, account = claims.holder_of(seat.pk), participant(user)
    if holder is None:
        return "free" if account else ""
    return "mine" if account and holder == account.key else "other"
