"""The reference a participant is given, such as KX4-72P-Q9M-T: it opens their thread and is stored as a keyed hash."""

import base64
import secrets
import uuid
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: they are misread and misheard
MISREAD = frozenset("0O1IL")
LENGTH = 10
CODE_LENGTH = 6
INVITE_LENGTH = 9
GROUP = 3
SHORT_UUID = 22
STOP_MARK_BYTES = 9
SEPARATORS = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013\u2014\u2212\t\r\n")


def unused_code(rows: QuerySet, field: str) -> str:
    """Draw a short code, which no row has yet, for an address that people type, such as /c/<code>/."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not rows.filter(**{field: code}).exists():
            return code


def new_reference() -> str:
    return written("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def written(characters: str) -> str:
    """Write characters in groups that can be read aloud."""
    return "-".join(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))


def in_one_piece(code: str) -> str:
    """Write a code so that no line breaks within it; read back, it is the same."""
    return code.replace("-", "\u2011")


def parse_reference(typed: str) -> str | None:
    """Read a reference as people type it, in any case, with or without dashes; None if it cannot be one."""
    characters = _read(typed, LENGTH)
    return written(characters) if characters else None


def new_invite_code() -> str:
    """Draw a code for one person, such as KX4-72P-Q9M: there are so many that nobody guesses one."""
    return written("".join(secrets.choice(ALPHABET) for _ in range(INVITE_LENGTH)))


def parse_invite_code(typed: str) -> str | None:
    """Read a personal code as people type it; None if it cannot be one."""
    characters = _read(typed, INVITE_LENGTH)
    return written(characters) if characters else None


def parse_code(typed: str) -> str | None:
    """Read a short code as people type it, in any case, with spaces or dashes; None if it cannot be one."""
    return _read(typed, CODE_LENGTH)


class Door(StrEnum):
    """What somebody typed opens: codes of three sorts look alike and open three doors."""

    THREAD = "thread"
    INVITE = "invite"
    WORKSHOP = "join"


def door_of(typed: str) -> tuple[Door, str] | None:
    """Which door something opens by its length, and how it is written there."""
    readers = {Door.THREAD: parse_reference, Door.INVITE: parse_invite_code, Door.WORKSHOP: parse_code}
    return next(((door, code) for door, read in readers.items() if (code := read(typed))), None)


def is_misread(typed: str) -> bool:
    """Whether something was typed that looks like a letter or digit of a code, and is in none."""
    return not MISREAD.isdisjoint(typed.upper())


def _read(typed: str, length: int) -> str | None:
    characters = typed.translate(SEPARATORS).upper()
    return characters if len(characters) == length and set(characters) <= set(ALPHABET) else None


def hash_invite_code(code: str) -> str:
    """Hash a personal code, in its written form, with a key derived from the secret key."""
    return salted_hmac("codesign.invite", code, algorithm="sha256").hexdigest()


def stop_token(seat_id: uuid.UUID) -> str:
    """The key of a link that stops messages about a seat, short enough for a text message. It opens nothing."""
    return f"{_short(seat_id.bytes)}{_mark_of(seat_id)}"


def seat_of_stop_token(token: str) -> uuid.UUID | None:
    """Read the seat from a key of `stop_token`; None if we did not make it."""
    try:
        seat_id = uuid.UUID(bytes=base64.urlsafe_b64decode(token[:SHORT_UUID].encode("ascii") + b"=="))
    except (ValueError, UnicodeEncodeError):
        return None
    return seat_id if constant_time_compare(stop_token(seat_id), token) else None


def _mark_of(seat_id: uuid.UUID) -> str:
    digest = salted_hmac("codesign.stop", seat_id.hex, algorithm="sha256").digest()
    return _short(digest[:STOP_MARK_BYTES])


def _short(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def hash_reference(reference: str) -> str:
    """Hash a reference, in its written form, with a key derived from the secret key."""
    return salted_hmac("codesign.reference", reference, algorithm="sha256").hexdigest()
