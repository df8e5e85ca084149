"""Sockets, and pages through a WSGI bridge, which is several times faster than Django's own ASGI handler."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
wsgi_application = get_wsgi_application()

from a2wsgi import WSGIMiddleware  # noqa: E402 - Django must be set up first
from channels.routing import ProtocolTypeRouter  # noqa: E402

from realtime.routing import http_application, websocket_application  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http_application(WSGIMiddleware(wsgi_application, workers=4)),  # type: ignore[arg-type]
        "websocket": websocket_application,
    }
)
