"""Only pages of this very site may open a socket: scheme, host and port of Origin must equal those of SITE_URL."""

from django.conf import settings


class SameOriginOnly:
    """Refuse a handshake whose Origin is missing, null, doubled or another's, before anything behind it runs."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if len(origins) == 1 and origins[0].lower() in allowed_origins():
            await self.application(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 4403})


def allowed_origins() -> set[str]:
    """The site's own origin; for the embedded default on loopback also its other loopback name, same port."""
    site = settings.SITE_URL.lower()
    origins = {site}
    if site.startswith("http://localhost"):
        origins.add(site.replace("localhost", "127.0.0.1", 1))
    return origins
