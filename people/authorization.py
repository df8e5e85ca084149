"""The authorization table: which role may use which method of which URL. What is not declared is refused.

A row opens a door and no more: the objects behind it come from each app's permissions.py. Rows stand in the URLconf,
at the path they belong to, and the middleware enforces them, so the table cannot drift away from the pages.
"""

import functools
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, get_resolver

from people.enums import Role
from people.models import User

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]
EVERYONE = frozenset({Role.ANONYMOUS})
PARTICIPANTS = frozenset({Role.PARTICIPANT})
STAFF = frozenset({Role.MEMBER_OF_STAFF})
SIGNED_IN = PARTICIPANTS | STAFF
CMS_STAFF = frozenset({Role.EDITOR, Role.OWNER, Role.APPROVER, Role.MODERATOR, Role.LEAD, Role.ADMINISTRATOR})
METHODS = ("GET", "POST")


class StaffRequest(HttpRequest):
    """A request to a path that no row opens to everyone: it passed the table, so somebody is signed in."""

    user: User


@dataclass(frozen=True)
class Access:
    """Per method, the roles of which a visitor needs one. HEAD and OPTIONS follow GET."""

    methods: Mapping[str, frozenset[Role]]

    def roles_for(self, method: str) -> frozenset[Role] | None:
        return self.methods.get("GET" if method in {"HEAD", "OPTIONS"} else method)


# Whole trees that another package serves, with checks of its own behind this door.
THIRD_PARTY_TREES: Mapping[str, Access] = {
    "admin/": Access({"GET": CMS_STAFF, "POST": CMS_STAFF}),
    "documents/": Access({"GET": EVERYONE, "POST": EVERYONE}),
    "_util/": Access({"GET": EVERYONE, "POST": EVERYONE}),
}


def allow(view: View, **methods: frozenset[Role]) -> View:
    """Declare a view's row: `path("mine/", allow(views.mine, GET=EVERYONE, POST=EVERYONE), name="mine")`."""
    unknown = set(methods) - set(METHODS)
    if unknown or not methods:
        raise ValueError(f"Declare GET or POST, each with roles; got {sorted(unknown) or 'nothing'}.")

    @functools.wraps(view)
    def guarded(*args, **kwargs):
        return view(*args, **kwargs)

    guarded.access = Access(methods)  # type: ignore[attr-defined]
    return guarded


def access_for(route: str, view: View) -> Access | None:
    for prefix, access in THIRD_PARTY_TREES.items():
        if route.startswith(prefix):
            return access
    return getattr(view, "access", None)


def roles_of(request: HttpRequest) -> frozenset[Role]:
    return request.user.roles if request.user.is_authenticated else EVERYONE


class AuthorizationMiddleware:
    """Refuse every request whose URL, method and role have no declared row."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponseBase | None:
        match = request.resolver_match
        access = access_for(match.route if match else "", view)
        if access is None:
            logger.error("No row in the authorization table for %s", match.route if match else request.path)
            raise Http404
        allowed = access.roles_for(request.method or "")
        if allowed is None:
            return HttpResponseNotAllowed([*access.methods, "HEAD", "OPTIONS"])
        if allowed & roles_of(request):
            return None
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def declared_rows() -> Iterator[tuple[str, View, Access | None]]:
    """Walk the URLconf: every route with its view and its row, or None where the row is missing."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, View, Access | None]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback, access_for(route, pattern.callback)
