"""The product with one address that fails on purpose: a log that does not show this would show no other failure."""

from cms.asgi import application as product

CANARY = "/ws/canary/"


async def application(scope, receive, send):
    if scope["type"] == "websocket" and scope["path"] == CANARY:
        raise RuntimeError("This failure is meant to be in the log.")
    await product(scope, receive, send)
