import pytest
from channels.testing import WebsocketCommunicator

from cms.asgi import application
from realtime.origin import SameOriginOnly
from tests.realtime.test_knock import DEAD

pytestmark = pytest.mark.socket


async def opens(headers, inner=None):
    """Whether a socket with these headers gets past the origin check to the application inside."""

    async def accepting(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    communicator = WebsocketCommunicator(SameOriginOnly(inner or accepting), "/ws/", headers=headers)
    connected, _code = await communicator.connect()
    await communicator.disconnect()
    return connected


@pytest.mark.smoke
@pytest.mark.parametrize("origin", [b"http://localhost:8000", b"http://127.0.0.1:8000", b"HTTP://LOCALHOST:8000"])
async def test_the_sites_own_origin_opens(origin):
    assert await opens([(b"origin", origin)])


@pytest.mark.parametrize(
    "origin",
    [
        b"null",
        b"",
        b"https://localhost:8000",
        b"http://localhost:3000",
        b"http://localhost",
        b"http://localhost:8000.evil.example",
        b"http://evil.example",
        b"http://sub.localhost:8000",
        b"http://localhost:8000/",
        b"\xff\xfe",
    ],
)
async def test_every_other_origin_is_refused(origin):
    assert not await opens([(b"origin", origin)])


async def test_a_missing_origin_is_refused():
    assert not await opens([])


async def test_a_doubled_origin_is_refused():
    assert not await opens([(b"origin", b"http://localhost:8000"), (b"origin", b"http://localhost:8000")])


async def test_a_socket_that_leads_nowhere_is_closed_without_a_traceback_and_without_redis(settings, caplog):
    settings.CHANNEL_LAYERS = DEAD
    communicator = WebsocketCommunicator(application, "/ws/nothing/", headers=[(b"origin", b"http://localhost:8000")])
    connected, code = await communicator.connect()
    assert (connected, code) == (False, 4404)
    assert "Traceback" not in caplog.text
