"""What every page of the site needs to draw its frame."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from cms.display import COOKIE, Display
from codesign.devices import is_shared
from people.enums import Role


def site_chrome(request: HttpRequest) -> dict[str, object]:
    """Context of base.html: the site's name, its languages, the visitor's roles, device and display."""
    user = getattr(request, "user", None)
    is_kiosk = bool(getattr(request, "kiosk", None))
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
        "roles": user.roles if user is not None and user.is_authenticated else frozenset(),
        "Role": Role,
        "is_kiosk": is_kiosk,
        "is_demo": settings.DEMO,
        "is_shared_device": is_kiosk or is_shared(request),
        "display": Display.from_cookie(request.COOKIES.get(COOKIE, "")),
    }
