"""Finds what points to a person in words that somebody is about to send.

Addresses and phone numbers are known by their look, accounts and numbers of people by their check digits. A number that
only looks like one is found as well now and then: whoever wrote it is asked, and decides.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from stdnum import get_cc_module, iban

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# Written with + or 0 in front, or nine or ten digits as phones have them.
PHONE = re.compile(r"(?<![\w.,/-])(?:(?:\+|0)[ ]?\d(?:[ ()./-]{0,2}\d){6,13}|\d(?:[ ./-]?\d){8,9})(?![\w-])")
DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")
ACCOUNT = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
WORD = re.compile(r"[A-Za-z0-9./-]+")
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 15, 34
MOST_WORDS_OF_A_NUMBER = 8
FEWEST_DIGITS = 7


class PersonalKind(TextChoices):
    MAIL = "mail", _("an e-mail address")
    PHONE = "phone", _("a phone number")
    ACCOUNT = "account", _("the number of a bank account")
    PERSON = "person", _("the number of a person, as on an identity card")


@dataclass(frozen=True)
class Finding:
    kind: PersonalKind
    text: str


def find_personal_data(text: str) -> list[Finding]:
    """What points to a person, in the order of the text; what is part of something longer is not named again."""
    written = _with_plain_digits(text)
    found: list[tuple[int, int, PersonalKind]] = []
    for start, end, kind in [*_accounts(written), *_people(written), *_mails(written), *_phones(written)]:
        if not any(start < known_end and known_start < end for known_start, known_end, _kind in found):
            found.append((start, end, kind))
    return [Finding(kind, text[start:end]) for start, end, kind in sorted(found)]


def digest_of(findings: Iterable[Finding]) -> str:
    """Names these findings, so that leave to keep them is leave for no others."""
    named = "\n".join(sorted(finding.text for finding in findings))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


Span = tuple[int, int, PersonalKind]


def _mails(text: str) -> Iterator[Span]:
    return ((*match.span(), PersonalKind.MAIL) for match in MAIL.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    matches = (match for match in PHONE.finditer(text) if not DATE.match(match[0]))
    return ((*match.span(), PersonalKind.PHONE) for match in matches)


def _accounts(text: str) -> Iterator[Span]:
    """Words may follow an account without a mark between, so each length is tried, the longest first."""
    for match in ACCOUNT.finditer(text):
        for length in range(min(len(match[0]), LONGEST_ACCOUNT + 8), SHORTEST_ACCOUNT - 1, -1):
            if match[0][length - 1].isalnum() and iban.is_valid(match[0][:length], check_country=False):
                yield match.start(), match.start() + length, PersonalKind.ACCOUNT
                break


def _people(text: str) -> Iterator[Span]:
    """Numbers are written with spaces or without, so up to eight words in a row are read as one."""
    words = list(WORD.finditer(text))
    for first, word in enumerate(words):
        for row in _rows(words[first : first + MOST_WORDS_OF_A_NUMBER], text):
            start, end = word.start(), row[-1].end()
            number = text[start:end].rstrip("./-")
            if sum(map(str.isdecimal, number)) >= FEWEST_DIGITS and _is_number_of_person(number):
                yield start, start + len(number), PersonalKind.PERSON
                break


def _rows(words: Sequence[re.Match[str]], text: str) -> list[Sequence[re.Match[str]]]:
    """The words from the first on that belong together, the longest row first."""
    joined = [words[0]]
    pairs = zip(words, words[1:], strict=False)
    joined += [later for _word, later in takewhile(lambda pair: text[pair[0].end() : pair[1].start()] == " ", pairs)]
    return [joined[:length] for length in range(len(joined), 0, -1)]


def _is_number_of_person(number: str) -> bool:
    return any(module.is_valid(number) for module in _modules())


def _modules() -> list:
    return [get_cc_module(*name.split(".")) for name in settings.PERSONAL_NUMBERS]


def _with_plain_digits(text: str) -> str:
    """The same text, each digit of another script as the digit it is."""
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
