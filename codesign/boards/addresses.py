"""Where the socket of a board is. Like a page's, its path carries every language but the first."""

from django.conf import settings
from django.utils.translation import get_language

from codesign.models import Board


def socket_path(board: Board) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return f"/ws/b/{board.pk}/" + ("" if language == settings.LANGUAGE_CODE else f"{language}/")
