"""Sends the outbox's messages by Telegram, at Telegram's pace."""

from sqlalchemy import Connection

from bot.pacing import Pacer
from bot.store.outbox import Message
from bot.telegram import groups
from bot.telegram.calls import SendFile, SendText, load
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL


class TelegramPost:
    """The sender of the channel `telegram`: a message's payload holds its calls."""

    channel = CHANNEL

    def __init__(self, caller: Caller, pacer: Pacer) -> None:
        """Prepare to send.

        Args:
            caller: what makes the calls.
            pacer: what keeps to Telegram's limits.
        """
        self._caller, self._pacer = caller, pacer

    async def send(self, message: Message) -> str | None:
        """Send a message; returns the number that Telegram gives it.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        receipt = None
        for call in load((message.payload or {}).get("calls", [])):
            if isinstance(call, SendText | SendFile):
                await self._pacer.turn(message.address)
            receipt = await self._caller.make(call)
        return str(receipt) if receipt else None

    def moved(self, connection: Connection, message: Message, address: str) -> None:
        """Follow a group that has become a supergroup."""
        groups.follow(connection, int(message.address), int(address))
