"""What comes of a command: an acknowledgement, or a refusal with a code and a plain sentence."""

import uuid
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

Sentence = str | Promise


class Newest(NamedTuple):
    """The text that stands now, for an author whose edit came too late."""

    text: str
    version: int


@dataclass(frozen=True)
class Ack:
    """It is committed: at `seq` of the log or, in a sealed stage, as `sealed` of one's own store."""

    op_id: uuid.UUID
    seq: int | None = None
    sealed: int | None = None


@dataclass(frozen=True)
class Refused:
    op_id: uuid.UUID
    code: str
    sentence: Sentence
    newest: Newest | None = None


Result = Ack | Refused


class Refusal(Exception):
    """One command cannot be carried out. It is raised before anything is written."""

    def __init__(self, code: str, sentence: Sentence, newest: Newest | None = None) -> None:
        super().__init__(code)
        self.code, self.sentence, self.newest = code, sentence, newest

    def of(self, op_id: uuid.UUID) -> Refused:
        return Refused(op_id, self.code, self.sentence, self.newest)
