"""Where sockets lead. An unknown path is closed, not an error in the log."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.urls import re_path

from realtime.consumers import BoardConsumer, RefusingConsumer
from realtime.origin import SameOriginOnly

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

routes = [
    re_path(rf"^ws/b/(?P<board_id>{UUID})/(?:(?P<language>[a-z-]{{2,10}})/)?$", BoardConsumer.as_asgi()),
    re_path(r"^.*$", RefusingConsumer.as_asgi()),
]
websocket_application = SameOriginOnly(AuthMiddlewareStack(URLRouter(routes)))
