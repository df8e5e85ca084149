"""What a browser that is a kiosk may open: the pages of its one subject, for as long as nobody has locked it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from codesign.models import Kiosk
from codesign.permissions.assisted import unlocked_kiosk
from codesign.sessions import KIOSK
from codesign.views.pages import SeeOther

# The pages by which somebody takes part. Each names its subject.
PAGES = frozenset({"give_voice", "thanks", "passage", "unclear", "vote", "suggest", "check"})
START, LOCKED = "kiosk", "kiosk_locked"


class KioskMiddleware:
    """Keep a kiosk to its subject. Its row is read with each request, so locking it holds at once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.get(KIOSK)
        request.kiosk = unlocked_kiosk(key) if key else None  # type: ignore[attr-defined]
        if key and request.kiosk is None:  # type: ignore[attr-defined]
            request.session.flush()
            return SeeOther(reverse(LOCKED))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        kiosk: Kiosk | None = request.kiosk  # type: ignore[attr-defined]
        match = request.resolver_match
        if kiosk is None or match is None or match.url_name == START:
            return None
        is_ours = str(kwargs.get("code", "")).lower() == kiosk.subject.code.lower()
        if match.url_name in PAGES and is_ours:
            return None
        return redirect("give_voice", code=kiosk.subject.code)
