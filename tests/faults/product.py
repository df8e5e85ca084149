"""In place of the product, addresses that show what the server does, and one that takes its time."""

import asyncio
import gc
import json

from django.conf import settings
from django.utils.log import configure_logging
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from realtime.draining import before_the_end
from realtime.server.sockets import Socket

configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
log = Logger()
open_sockets = set()
holding = []


@before_the_end
async def say_goodbye():
    for send in open_sockets:
        await send({"type": "websocket.close", "code": 1012})


@before_the_end
async def fail():
    raise RuntimeError("This farewell is meant to fail.")


async def application(scope, receive, send):
    await SPECIAL.get(scope["path"], fine)(scope, receive, send)


async def fine(scope, receive, send):
    await answer(send, b"fine")


async def slow(scope, receive, send):
    """Answer after as many seconds as the query says."""
    await asyncio.sleep(float(scope["query_string"]))
    await answer(send, b"done")


async def show(scope, receive, send):
    """Say what came: the root path, the names of the headers and the length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message["body"]), message["more_body"]
    await answer(send, json.dumps(shown(scope) | {"length": length}).encode())


async def hold(scope, receive, send):
    """Answer when another request says so. What was sent is left where it waits to be read."""
    holding.append(go_on := asyncio.Event())
    await go_on.wait()
    await answer(send, b"done")


async def count_holding(scope, receive, send):
    await answer(send, b"%d" % len(holding))


async def release(scope, receive, send):
    """Have all go on, and say how many they were."""
    await count_holding(scope, receive, send)
    while holding:
        holding.pop().set()


async def large(scope, receive, send):
    """Answer with as many bytes as the query says."""
    await answer(send, b"x" * int(scope["query_string"]))


async def broken(scope, receive, send):
    raise RuntimeError("This failure is meant to be in the log.")


async def fail_below(scope, receive, send):
    log.failure("This failure is below the product.", Failure(RuntimeError()), level=LogLevel.error)
    await answer(send, b"")


async def show_over_socket(scope, receive, send):
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": json.dumps(shown(scope))})
    await stay(receive, send)


async def never_accept(scope, receive, send):
    await asyncio.sleep(60)


async def count_sockets(scope, receive, send):
    """Say how many exist, of those that are open and those that nothing has collected yet."""
    await answer(send, b"%d" % sum(isinstance(each, Socket) for each in gc.get_objects()))


async def answer(send, body):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def shown(scope):
    return {"root_path": scope["root_path"], "headers": sorted(name.decode() for name, _ in scope["headers"])}


async def stay(receive, send):
    open_sockets.add(send)
    while (await receive())["type"] != "websocket.disconnect":
        pass
    open_sockets.discard(send)


SPECIAL = {
    "/slow/": slow,
    "/hold/": hold,
    "/holding/": count_holding,
    "/release/": release,
    "/show/": show,
    "/admin/show/": show,
    "/sockets/": count_sockets,
    "/large/": large,
    "/broken/": broken,
    "/below/": fail_below,
    "/ws/show/": show_over_socket,
    "/ws/never/": never_accept,
}
