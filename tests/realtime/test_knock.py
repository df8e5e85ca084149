"""A wake-up may fail: the writer never notices, and the log says so in one line."""

import uuid

import pytest
from channels.layers import get_channel_layer

from realtime.groups import THIS_PROCESS, board_group, knock

DEAD = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": ["redis://127.0.0.1:1"]},
    }
}


@pytest.mark.fault
async def test_a_dead_layer_costs_a_line_in_the_log_and_nothing_else(settings, caplog):
    settings.CHANNEL_LAYERS = DEAD
    await knock(uuid.uuid4(), [])
    assert "No wake-up for board" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_knock_names_the_board_and_the_seats_and_no_more(settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    board_id, seat_id = uuid.uuid4(), uuid.uuid4()
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(board_group(board_id), channel)
    await knock(board_id, [seat_id])
    heard = await layer.receive(channel)
    assert heard == {"type": "board.changed", "from": THIS_PROCESS, "seats": [str(seat_id)]}
