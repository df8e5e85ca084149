"""A board that everybody left while Redis was away is not listened for any more."""

import asyncio
import signal
import uuid

import pytest
from channels.layers import get_channel_layer

from realtime import hubs
from realtime.groups import board_group
from realtime.hub import Hub
from realtime.hubs import listen
from realtime.outages import LAYER_FAILS
from scripts import services
from tests.faults.marks import needs_services

pytestmark = [pytest.mark.fault, needs_services]


@pytest.fixture
def redis(tmp_path, settings):
    service = services.Redis(tmp_path / "redis", services.find("redis-server"))
    service.start()
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": {"hosts": [service.url]}}}
    yield service
    service.stop()


def kill(redis) -> None:
    redis.process.send_signal(signal.SIGKILL)
    redis.process.wait(10)


def is_in_group(board_id: uuid.UUID) -> bool:
    return any(board_group(board_id) in group for group in get_channel_layer().groups)


async def test_listening_ends_with_its_board_though_redis_is_away(redis):
    board_id = uuid.uuid4()
    listening = asyncio.create_task(listen(Hub(board_id)))
    while not is_in_group(board_id):
        await asyncio.sleep(0.01)
    kill(redis)
    listening.cancel()
    await asyncio.wait([listening], timeout=5)
    assert listening.cancelled()
    assert (get_channel_layer().channels, get_channel_layer().groups) == ({}, {})
    await get_channel_layer().flush()


async def test_trying_to_listen_while_redis_is_away_leaves_nothing_behind(redis, monkeypatch, caplog):
    monkeypatch.setattr(hubs, "SECONDS_BEFORE_LISTENING_AGAIN", 0.01)
    hub = Hub(uuid.uuid4())
    kill(redis)
    listening = asyncio.create_task(listen(hub))
    while caplog.text.count("Not listening") < 5:
        await asyncio.sleep(0.01)
        assert len(get_channel_layer().channels) <= 1
    redis.serve()
    while not is_in_group(hub.board_id):
        await asyncio.sleep(0.01)
    assert [len(names) for names in get_channel_layer().groups.values()] == [1]
    assert len(get_channel_layer().channels) == 1
    listening.cancel()
    await asyncio.wait([listening], timeout=5)
    await get_channel_layer().flush()


async def test_a_channel_is_discarded_where_redis_goes_before_it_is_in_its_group(redis, monkeypatch, caplog):
    async def channel_before_the_end(layer):
        channel = await new_channel(layer)
        kill(redis)
        while "Redis cannot be reached" not in caplog.text:
            await asyncio.sleep(0.01)
        return channel

    new_channel = hubs.new_channel
    monkeypatch.setattr(hubs, "new_channel", channel_before_the_end)
    with pytest.raises(LAYER_FAILS):
        await asyncio.wait_for(hubs._listen_on_a_channel(Hub(uuid.uuid4())), 30)
    assert (get_channel_layer().channels, get_channel_layer().groups) == ({}, {})
    await get_channel_layer().flush()
