"""How much, how long and how many: what a connection may cost before its request is answered."""

from __future__ import annotations

import resource
from collections.abc import Container
from dataclasses import dataclass, replace

from django.conf import settings

UPLOADS = b"/admin/"


@dataclass(frozen=True)
class Limits:
    body_bytes: int
    upload_bytes: int
    held_bytes: int
    header_seconds: float
    body_seconds: float
    idle_seconds: float
    connections: int
    session_cookie: bytes

    @classmethod
    def from_settings(cls) -> Limits:
        return cls(
            body_bytes=settings.MOST_BODY_BYTES,
            upload_bytes=settings.MOST_UPLOAD_BYTES,
            held_bytes=settings.MOST_HELD_BYTES,
            header_seconds=settings.HEADER_SECONDS,
            body_seconds=settings.BODY_SECONDS,
            idle_seconds=settings.IDLE_SECONDS,
            connections=settings.MOST_UNFINISHED_CONNECTIONS,
            session_cookie=settings.SESSION_COOKIE_NAME.encode(),
        )

    def within(self, files: int) -> Limits:
        """The same, but with no more connections of a kind than leave files for everything else."""
        return replace(self, connections=min(self.connections, files // 4))

    def most_bytes(self, path: bytes, cookies: Container[bytes]) -> int:
        """The largest body for this path: large ones are taken only where files go, and from who has signed in."""
        if path.startswith(UPLOADS) and self.session_cookie in cookies:
            return self.upload_bytes
        return self.body_bytes


def open_as_many_files_as_allowed() -> int:
    """Each connection is a file; a usual limit of 1,024 would be reached long before the machine is busy."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
