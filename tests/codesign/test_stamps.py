"""A form that comes faster than people write is sent again with one press, and nothing is lost."""

import re
import time

import pytest
from django.core.signing import Signer
from django.urls import reverse

from codesign.models import Voice
from codesign.stamps import SIGNER, new_stamp, seconds_since
from tests.codesign.pages import send, words_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture(autouse=True)
def people_take_two_seconds(settings):
    settings.SHORTEST_SECONDS_TO_WRITE = 2


def stamp_of(seconds_ago: float) -> str:
    return SIGNER.sign(f"{time.time() - seconds_ago:.1f}")


def test_who_took_their_time_is_not_stopped(client, subject):
    assert send(client, subject, body="Hello", stamp=stamp_of(3)).status_code == 303
    assert Voice.objects.count() == 1


STAMPS = {
    "none": lambda: "",
    "words": lambda: "no stamp",
    "NUL": lambda: "\x00",
    "very long": lambda: "x" * 100_000,
    "many digits": lambda: "9" * 5000,
    "unsigned": lambda: f"{time.time() - 60:.1f}",
    "signed for something else": lambda: Signer(salt="other").sign(f"{time.time() - 60:.1f}"),
    "half a second old": lambda: stamp_of(0.5),
    "from the future": lambda: stamp_of(-60),
    "of yesterday": lambda: stamp_of(25 * 60 * 60),
}


@pytest.mark.parametrize("what", STAMPS)
def test_what_comes_too_fast_or_without_our_stamp_keeps_the_words_and_asks_for_another_press(client, subject, what):
    response = send(client, subject, body="My long words", stamp=STAMPS[what]())
    assert response.status_code == 422
    assert "press Send again" in words_of(response)
    assert "My long words" in words_of(response)
    assert not Voice.objects.exists()


def test_the_form_that_is_given_back_has_a_stamp_of_ours(client, subject):
    words = words_of(send(client, subject, body="Hello", stamp="broken"))
    assert 0 <= seconds_since(re.search(r'name="stamp" value="([^"]+)"', words).group(1)) < 5


def test_a_stamp_that_is_only_young_grows_old_enough(client, subject):
    stamp = stamp_of(1.0)
    assert f'name="stamp" value="{stamp}"' in words_of(send(client, subject, body="Hello", stamp=stamp))


def test_every_form_for_words_carries_one(client, held):
    seat, _reference = held
    send(client, seat.subject, body="Hello", stamp=stamp_of(3))
    own = Voice.objects.exclude(seat=seat).get()
    for path in (reverse("give_voice", args=[seat.subject.code]), reverse("voice_edit", args=[own.key])):
        assert 'name="stamp"' in words_of(client.get(path))
    assert seconds_since(new_stamp()) < 2
