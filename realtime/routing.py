"""Where sockets lead, and the one address that is answered ahead of the pages. Unknown sockets are closed."""

from channels.routing import URLRouter
from django.urls import re_path

from realtime.consumers import BoardConsumer, refuse
from realtime.origin import SameOriginOnly
from realtime.snapshots import snapshot_application

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LANGUAGE = "(?P<language>[a-z-]{2,10})/"

routes = [
    re_path(rf"^ws/b/(?P<board_id>{UUID})/(?:{LANGUAGE})?$", BoardConsumer.as_asgi()),
    re_path(r"^.*$", refuse),  # type: ignore[arg-type]
]
ahead_of_pages = [
    re_path(rf"^(?:{LANGUAGE})?b/(?P<board_id>{UUID})/state/$", snapshot_application),  # type: ignore[arg-type]
]
websocket_application = SameOriginOnly(URLRouter(routes))


def http_application(pages):
    """Boards as JSON from here, everything else from the pages."""
    return URLRouter([*ahead_of_pages, re_path(r"", pages)])
