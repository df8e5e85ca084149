"""A wake-up may fail: the writer never notices, and the log says so in one line."""

import asyncio
import uuid

import pytest
from channels.layers import get_channel_layer

from realtime.groups import THIS_PROCESS, Knocker, board_group

DEAD = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": ["redis://127.0.0.1:1"]},
    }
}
IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


async def listening(board_id: uuid.UUID):
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(board_group(board_id), channel)
    return lambda: layer.receive(channel)


@pytest.mark.fault
async def test_a_dead_layer_costs_one_line_in_the_log_and_is_left_alone_for_a_while(settings, caplog):
    settings.CHANNEL_LAYERS = DEAD
    knocker = Knocker()
    for _ in range(3):
        await knocker.knock(uuid.uuid4(), [])
    assert caplog.text.count("No wake-up for board") == 1
    assert "Traceback" not in caplog.text


async def test_a_knock_names_the_board_and_the_seats_and_no_more(settings):
    settings.CHANNEL_LAYERS = IN_MEMORY
    board_id, seat_id = uuid.uuid4(), uuid.uuid4()
    hear = await listening(board_id)
    await Knocker().knock(board_id, [seat_id])
    assert await hear() == {"type": "board.changed", "from": THIS_PROCESS, "seats": [str(seat_id)]}


async def test_the_first_knock_goes_at_once_and_what_follows_goes_together(settings):
    settings.CHANNEL_LAYERS = IN_MEMORY
    board_id, seats = uuid.uuid4(), [uuid.uuid4() for _ in range(4)]
    hear, knocker = await listening(board_id), Knocker()
    knocker.knock_soon(board_id, seats[:1])
    assert (await hear())["seats"] == [str(seats[0])]
    for seat in seats[1:]:
        knocker.knock_soon(board_id, [seat])
    assert sorted((await hear())["seats"]) == sorted(map(str, seats[1:]))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(hear(), 0.2)
