"""An update to what answers it. Whatever it holds, the outcome is a list of calls; what is not for us gives none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection
from telegram import CallbackQuery, ChatMemberUpdated, InlineQuery, Message, MessageEntity, Update, User

from bot.botapi.calls import Call
from bot.store import dialogues, people
from bot.telegram import (
    admin,
    asking,
    commands,
    enrolling,
    groups,
    inline,
    personal,
    subscribing,
    subscriptions,
)
from bot.telegram.flood import Flood, Verdict
from bot.telegram.pressing import Press
from bot.telegram.reminder_settings import SETTINGS
from bot.telegram.visit import CHANNEL, Desk, Visit, language_of

_GONE = frozenset({"kicked", "left"})
_GROUPS = frozenset({"group", "supergroup"})

_COMMANDS: dict[str, Callable[[Visit, str], list[Call]]] = {
    "start": commands.start,
    "help": lambda visit, _: commands.help_(visit),
    "deadlines": lambda visit, _: commands.deadlines(visit),
    "dates": lambda visit, _: commands.dates(visit),
    "contacts": lambda visit, _: commands.contacts(visit),
    "letters": lambda visit, _: commands.letters(visit),
    "calendar": commands.calendar,
    "register": enrolling.begin,
    "cancel": lambda visit, _: enrolling.cancel(visit),
    "back": lambda visit, _: enrolling.go_back(visit),
    "subscribe": subscribing.subscribe,
    "subscriptions": lambda visit, _: subscriptions.subscriptions(visit),
    "stop": lambda visit, _: subscriptions.stop(visit),
    **{one.command: partial(subscriptions.set_or_ask, name=name) for name, one in SETTINGS.items()},
    "language": personal.language,
    "timezone": personal.timezone,
    "mydata": lambda visit, _: personal.my_data(visit),
    "forget": lambda visit, _: personal.forget(visit),
}
_ADMIN_COMMANDS: dict[str, Callable[[Visit, str], list[Call]]] = {
    "stats": lambda visit, _: admin.stats(visit),
    "unanswered": lambda visit, _: admin.unanswered(visit),
    "broadcast": admin.broadcast,
}
_PRESSES: dict[str, Callable[[Visit, Press], list[Call]]] = {
    "s": asking.show_source,
    "r": asking.rate,
    "o": asking.choose,
    "l": asking.send_letter,
    "c": commands.calendar_of_answer,
    "e": enrolling.press,
    "n": subscriptions.press,
    "g": personal.press_language,
    "z": personal.press_zone,
    "f": personal.press_forget,
    "b": admin.press_broadcast,
}


@dataclass(kw_only=True)
class Dispatcher:
    """Answers updates at a desk, in the transaction that it is given."""

    desk: Desk
    flood: Flood = field(default_factory=Flood)

    def answer(self, update: Update, connection: Connection, now: datetime, real: datetime) -> tuple[str, list[Call]]:
        """What an update is, in a word, and the calls that answer it.

        Args:
            update: any update.
            connection: the transaction in which everything that it changes is written.
            now: the service's time.
            real: the real time, beside that of Telegram's messages.
        """
        if message := (update.message or update.edited_message):
            return self._message(message, connection, now, real, is_edited=update.message is None)
        if press := update.callback_query:
            return self._press(press, connection, now, real)
        if query := update.inline_query:
            return self._inline(query, connection, now)
        if member := update.my_chat_member:
            return self._member(member, connection, now)
        return "other", []

    def apologise(self, payload: Mapping[str, Any], connection: Connection, now: datetime) -> list[Call]:
        """What to say to somebody whose private message cannot be handled; nothing where it can't be told whose it is.

        Args:
            payload: the update as it came; anything can be missing.
            connection: a transaction.
            now: the moment.
        """
        message = payload.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        number = chat.get("id") if isinstance(chat, dict) else None
        if not isinstance(number, int) or number <= 0:
            return []
        sender = message.get("from") if isinstance(message, dict) else None
        code = sender.get("language_code") if isinstance(sender, dict) else None
        hint = language_of(code) if isinstance(code, str) else None
        visit = Visit(
            desk=self.desk, connection=connection, now=now, user=number, chat=number, is_private=True, hint=hint
        )
        return visit.tell("sorry")

    # -- messages ---------------------------------------------------------------------------------------------------

    def _message(
        self, message: Message, connection: Connection, now: datetime, real: datetime, *, is_edited: bool
    ) -> tuple[str, list[Call]]:
        if moved := groups.moved(message):
            groups.follow(connection, *moved)
            return "migration", []
        user = message.from_user
        if user is None or user.is_bot or message.via_bot or message.sender_chat:
            return "other", []
        text = message.text or message.caption or ""
        command, whose, rest = _command(message)
        own = groups.addressed(message, self.desk) if message.chat.type != "private" else text
        for_another = whose.casefold() not in {"", self.desk.username.casefold()}
        if for_another or (command is None and own is None):
            return "overheard", []
        visit = self._visit(user, message, connection, now)
        if (verdict := self.flood.hear(user.id, message.date, real)) is not Verdict.FINE:
            return "flood", visit.tell("flood") if verdict is Verdict.TELL else []
        if command is not None:
            return ("edited", []) if is_edited else ("command", self._command(visit, command, rest))
        return ("edited" if is_edited else "message"), self._said(visit, message, own or "", is_edited=is_edited)

    def _visit(self, user: User, message: Message, connection: Connection, now: datetime) -> Visit:
        return Visit(
            desk=self.desk,
            connection=connection,
            now=now,
            user=user.id,
            chat=message.chat.id,
            is_private=message.chat.type == "private",
            hint=language_of(user.language_code),
            message=message.message_id,
            thread=_topic(message),
        )

    def _command(self, visit: Visit, command: str, rest: str) -> list[Call]:
        for_admins = _ADMIN_COMMANDS.get(command) if visit.is_admin else None
        if for_admins and not visit.is_private:  # what people ask is not for a group to read
            return enrolling.private_only(visit, "help")
        handler = _COMMANDS.get(command) or for_admins
        if handler is None:
            return visit.tell("unknown_command") if visit.is_private else []
        return handler(visit, rest)

    def _said(self, visit: Visit, message: Message, text: str, *, is_edited: bool) -> list[Call]:
        if message.text is None and not text.strip() and (is_edited or message.effective_attachment is None):
            return []  # a live location that moves, a pinned message: nobody said anything
        form = dialogues.open_form(connection=visit.connection, speaking=visit.speaking) if visit.is_private else None
        if form is not None:
            if is_edited:
                return visit.tell("form.edited")
            said = f"+{message.contact.phone_number.lstrip('+')}" if message.contact else text
            return enrolling.enter(visit, form, said) if said.strip() else visit.tell("only_text")
        if not text.strip():
            return visit.tell("only_text") if message.text is None else commands.help_(visit)
        return asking.answer_edited(visit, text, message.message_id) if is_edited else asking.answer(visit, text)

    # -- the rest ---------------------------------------------------------------------------------------------------

    def _press(
        self, query: CallbackQuery, connection: Connection, now: datetime, real: datetime
    ) -> tuple[str, list[Call]]:
        message, user = query.message, query.from_user
        if message is None:
            return "press", []
        visit = Visit(
            desk=self.desk,
            connection=connection,
            now=now,
            user=user.id,
            chat=message.chat.id,
            is_private=message.chat.type == "private",
            hint=language_of(user.language_code),
            thread=_topic(message) if isinstance(message, Message) else None,
        )
        press = Press(id=query.id, message=message.message_id, data=query.data or "")
        if self.flood.hear(user.id, real, real) is not Verdict.FINE:
            return "flood", []
        handler = _PRESSES.get(press.word, asking.old_button)
        return "press", handler(visit, press)

    def _inline(self, query: InlineQuery, connection: Connection, now: datetime) -> tuple[str, list[Call]]:
        user = query.from_user
        visit = Visit(
            desk=self.desk,
            connection=connection,
            now=now,
            user=user.id,
            chat=user.id,
            is_private=True,
            hint=language_of(user.language_code),
            passing=True,
        )
        return "inline", inline.answer_inline(visit, query.id, query.query)

    def _member(self, member: ChatMemberUpdated, connection: Connection, now: datetime) -> tuple[str, list[Call]]:
        """Note who has blocked the bot or put it out of a group; greet a group that takes it in."""
        chat, address = member.chat, str(member.chat.id)
        if member.new_chat_member.status in _GONE:
            people.deactivate(connection, CHANNEL, address, "blocked the bot" if chat.id > 0 else "removed the bot")
            return "member", []
        if chat.type not in _GROUPS or member.old_chat_member.status not in _GONE:
            return "member", []
        visit = Visit(
            desk=self.desk,
            connection=connection,
            now=now,
            user=member.from_user.id,
            chat=chat.id,
            is_private=False,
            hint=language_of(member.from_user.language_code),
        )
        return "member", visit.tell("help_group")


def _topic(message: Message) -> int | None:
    """The topic of a group in which a message stands, if any."""
    return message.message_thread_id if message.is_topic_message else None


def _command(message: Message) -> tuple[str | None, str, str]:
    """The command that a message begins with, in lower case, the bot that it names, and what follows; None for none."""
    first = next(iter(message.entities or ()), None)
    if message.text is None or first is None or first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return None, "", ""
    word = message.parse_entity(first)
    command, _, whose = word.removeprefix("/").partition("@")
    return command.casefold(), whose, message.text[len(word) :].strip()
