"""What stands on the paper that is given to people: on the page that shows the codes, and in what is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats, timezone

from codesign.models import InviteBatch


@dataclass(frozen=True)
class Printed:
    """What stands on paper: a batch, its codes, and how people reach the page where a code is used."""

    batch: InviteBatch
    title: str
    language: str
    codes: Sequence[str]
    door: str

    def address_of(self, code: str) -> str:
        return f"{self.door}{code}/"

    @property
    def door_as_typed(self) -> str:
        return self.door.partition("://")[2]

    @property
    def last_day(self) -> str:
        return formats.date_format(timezone.localtime(self.batch.expires_at))
