"""A board that everybody left while Redis was away is not listened for any more."""

import asyncio
import signal
import uuid

import pytest
from channels.layers import get_channel_layer
from django.db import connection

from realtime.groups import board_group
from realtime.hub import Hub
from realtime.hubs import listen
from scripts import services

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs the real services"),
]


@pytest.fixture
def redis(tmp_path, settings):
    service = services.Redis(tmp_path / "redis", services.find("redis-server"))
    service.start()
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": {"hosts": [service.url]}}}
    yield service
    service.stop()


async def test_listening_ends_with_its_board_though_redis_is_away(redis):
    board_id = uuid.uuid4()
    listening = asyncio.create_task(listen(Hub(board_id)))
    while not any(board_group(board_id) in group for group in get_channel_layer().groups):
        await asyncio.sleep(0.01)
    redis.process.send_signal(signal.SIGKILL)
    redis.process.wait(10)
    listening.cancel()
    await asyncio.wait([listening], timeout=5)
    assert listening.cancelled()
    await get_channel_layer().flush()
