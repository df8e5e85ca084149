"""Where the socket and the state of a board are. Like a page's, a path carries every language but the first."""

from django.conf import settings
from django.utils.translation import get_language

from codesign.models import Board


def socket_path(board: Board) -> str:
    return f"/ws/b/{board.pk}/{_language()}"


def state_path(board: Board) -> str:
    """The whole board as JSON, which is answered ahead of the pages, by whichever process has the sockets."""
    return f"/{_language()}b/{board.pk}/state/"


def _language() -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return "" if language == settings.LANGUAGE_CODE else f"{language}/"
