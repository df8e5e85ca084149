"""Whether somebody said that others use this device. Then nothing of theirs stays on it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE, YES = "shared", "yes"


def is_shared(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == YES


def share(response: HttpResponse) -> None:
    """Remember it until the browser is closed."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, YES, secure=secure, httponly=True, samesite="Lax")


def unshare(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def clear_storage(response: HttpResponse) -> None:
    """Have the browser drop what pages of ours kept on the device."""
    response["Clear-Site-Data"] = '"storage"'
