"""The views of sockets."""

from channels.generic.websocket import AsyncWebsocketConsumer


class RefusingConsumer(AsyncWebsocketConsumer):
    """Closes a socket that leads nowhere."""

    async def connect(self):
        await self.close(code=4404)
