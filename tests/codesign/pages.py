"""Steps that the tests of several pages of participation share."""

import re
import uuid

from django.test import Client
from django.urls import reverse

from codesign.actions.outcomes import record_outcome
from codesign.enums import OutcomeKind, Visibility


def send(client, subject, **said):
    form = {"send_key": str(uuid.uuid4()), "visibility": Visibility.WITHOUT_NAME} | said
    return client.post(reverse("give_voice", args=[subject.code]), form)


def words_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer(seat, **fields):
    said = {"kind": OutcomeKind.NOT_CHANGED, "because": "The law sets this date."} | fields
    return record_outcome(voices=seat.voices.all(), recorded_by=seat.subject.owner, **said)
