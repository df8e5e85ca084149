"""Where sockets lead. An unknown path is closed, not an error in the log."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.urls import re_path

from realtime.consumers import RefusingConsumer
from realtime.origin import SameOriginOnly

websocket_application = SameOriginOnly(AuthMiddlewareStack(URLRouter([re_path(r"^.*$", RefusingConsumer.as_asgi())])))
