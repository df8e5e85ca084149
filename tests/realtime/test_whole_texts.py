"""Whole texts are recognised without the detours; whatever is not exactly one is left to them."""

import os
import random

import pytest

from realtime.server.sockets import text_of


def masked(text: bytes, first: int = 0x81, mask: bytes | None = None) -> bytes:
    """A frame as a client sends it."""
    mask = os.urandom(4) if mask is None else mask
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))
    if len(text) < 126:
        head = bytes([first, 0x80 | len(text)])
    elif len(text) < 65536:
        head = bytes([first, 0xFE]) + len(text).to_bytes(2, "big")
    else:
        head = bytes([first, 0xFF]) + len(text).to_bytes(8, "big")
    return head + mask + body


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 125, 126, 127, 65535, 65536])
def test_a_whole_text_is_read(length):
    text = bytes(random.Random(length).choices(range(32, 127), k=length))
    assert text_of(masked(text)) == text
    assert text_of(masked(text, mask=b"\0\0\0\0")) == text


def test_a_text_of_many_bytes_a_character_is_read():
    text = "ع€𝄞".encode()
    assert text_of(masked(text)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        masked(b""),
        masked(b"cut off")[:-1],
        masked(b"one") + masked(b"two"),
        masked(b"a fragment", first=0x01),
        masked(b"the rest of one", first=0x80),
        masked(b"binary", first=0x82),
        masked(b"reserved bits", first=0xC1),
        masked(b"\x03\xe8", first=0x88),
        masked(b"a ping", first=0x89),
        masked(b"a pong", first=0x8A),
        b"\x81\x05Hello",
        masked(b"\xff\xfe"),
        masked(b"\xed\xa0\x80"),
        b"\x81\xfe\x00",
        b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff" + b"\0" * 20,
    ],
    ids=repr,
)
def test_anything_else_goes_its_usual_way(data):
    assert text_of(data) is None
