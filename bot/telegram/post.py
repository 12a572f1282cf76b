"""Sends the outbox's messages by Telegram, at Telegram's pace."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.store.outbox import Message
from bot.telegram import groups
from bot.telegram.calls import AnswerInline, AnswerPress, load
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL


class TelegramPost:
    """The sender of the channel `telegram`: a message's payload holds its calls, its address the chat that they go to.

    The address counts: a group may have become a supergroup since the calls were written.
    """

    channel = CHANNEL
    senders = None

    def __init__(self, caller: Caller) -> None:
        """Prepare to send.

        Args:
            caller: what makes the calls.
        """
        self._caller = caller

    async def send(self, message: Message) -> str | None:
        """Send a message; returns the number that Telegram gives it.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        receipt = None
        for call in load((message.payload or {}).get("calls", [])):
            here = call if isinstance(call, AnswerPress | AnswerInline) else replace(call, chat=int(message.address))
            receipt = await self._caller.make(here, in_turn=True)
        return str(receipt) if receipt else None

    def moved(self, connection: Connection, message: Message, address: str) -> None:
        """Follow a group that has become a supergroup."""
        groups.follow(connection, int(message.address), int(address))
