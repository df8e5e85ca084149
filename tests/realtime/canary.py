"""The product with addresses that fail on purpose: a log that does not show this would show no other failure."""

from cms.asgi import application as product
from realtime.wire import wire_of

CANARY = "/ws/canary/"
CANARY_THAT_LISTENS = "/ws/canary/text/"


async def application(scope, receive, send):
    if scope["type"] == "websocket" and scope["path"] == CANARY:
        raise RuntimeError("This failure is meant to be in the log.")
    if scope["type"] == "websocket" and scope["path"] == CANARY_THAT_LISTENS:
        await fail_over_a_text(scope, receive, send)
        return
    await product(scope, receive, send)


async def fail_over_a_text(scope, receive, send):
    """Take texts as boards take them: in the step in which they are read, past the queue of the application."""
    await receive()
    await send({"type": "websocket.accept"})
    wire_of(scope, send).read_to(fail)
    while (await receive())["type"] != "websocket.disconnect":
        pass


def fail(text):
    raise RuntimeError(f"This failure over {text!r} is meant to be in the log.")
