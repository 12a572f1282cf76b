"""Makes planned calls through python-telegram-bot, and turns its failures into what is to be done about them."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputFile,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.botapi.calls import AnswerInline, AnswerPress, Call, EditButtons, EditText, Rows, SendFile, SendText, Span
from bot.botapi.texts import LONGEST_CAPTION, LONGEST_TOAST, shorten
from bot.errors import (
    DeliveryError,
    GivenBackError,
    LateError,
    MovedError,
    PassingError,
    RefusedError,
    UnreachableError,
)
from bot.pacing import Pacer
from bot.waiting import until

os.environ.setdefault("PTB_TIMEDELTA", "true")  # periods as timedelta: the library's own way from its next version on

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot was kicked", "group chat was deleted")
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid", "message to delete not found")
_INLINE_CACHE = timedelta(seconds=30)
_PER_SECOND, CHAT_PAUSE, GROUP_PAUSE = 28, 1.0, 3.0
"""Below Telegram's limits: 30 messages in a second, one a second to a chat, 20 a minute to a group."""
_LONGEST_TURN = timedelta(seconds=20)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Hold:
    """Keeps all calls back while Telegram wants to be left alone (429, `retry_after`)."""

    def __init__(self) -> None:
        """Begin with nothing held."""
        self._until = 0.0
        self.is_noted = False
        """Whether the pause stands where it outlives this process; whoever notes it says so."""
        self._ended = asyncio.Event()

    def hold(self, pause: timedelta) -> None:
        """Make no call for so long."""
        until_then = asyncio.get_running_loop().time() + pause.total_seconds()
        if until_then > self._until:
            self._until, self.is_noted = until_then, False

    def end(self) -> None:
        """Let nobody wait any longer: the program stops."""
        self._ended.set()

    @property
    def left(self) -> timedelta:
        """For how long no call may be made."""
        return timedelta(seconds=max(0.0, self._until - asyncio.get_running_loop().time()))

    async def passed(self) -> None:
        """Wait until calls may be made.

        Raises:
            PassingError: the program stops first.
        """
        while left := self.left:
            if await until(self._ended, left):
                raise PassingError("Telegram asked for a pause, and the program stops")


class Caller:
    """Makes calls, one at a time for each that asks, obeying what Telegram says of its limits."""

    def __init__(self, bot: Bot) -> None:
        """Take an initialised bot."""
        self.bot = bot
        self.hold = Hold()
        self.pacer = Pacer(_PER_SECOND, CHAT_PAUSE, GROUP_PAUSE)

    async def make_in_turn(self, call: Call, is_late: Callable[[], bool] | None) -> int | None:
        """Make a call that nobody waits for: a message waits for its turn, but no longer than its lease may last.

        Args:
            call: of any kind.
            is_late: asked when its turn has come: whether it is not to be made any more; None for what goes on with a
                message that has begun, and is neither late nor given back for a pause.

        Returns:
            The number of the message that it made, where it made one.

        Raises:
            GivenBackError: its turn did not come, or Telegram asks for a pause.
            LateError: it was late.
            DeliveryError: it failed; the kind says what is to be done.
        """
        if not isinstance(call, SendText | SendFile):
            return await self.make(call)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(_LONGEST_TURN.total_seconds()):
                    await stack.enter_async_context(self.pacer.turn(str(call.chat)))
            except TimeoutError as error:
                raise GivenBackError("its turn did not come") from error
            if is_late and self.hold.left:
                raise GivenBackError("Telegram asked for a pause")
            if is_late and is_late():
                raise LateError("its time was over before its turn came")
            return await self._message(call)

    async def make(self, call: Call) -> int | None:
        """Make a call that somebody waits for: it goes as soon as it may, and a message is counted.

        Args:
            call: of any kind.

        Returns:
            The number of the message that it made, where it made one.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        if not isinstance(call, SendText | SendFile):
            result = await self.request(lambda: self._made(call))
            return result.message_id if isinstance(result, Message) else None
        async with self.pacer.at_once(str(call.chat)):
            return await self._message(call)

    async def _message(self, call: Call) -> int:
        sent: Message = await self.request(lambda: self._made(call))
        return sent.message_id

    async def request(self, action: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever the action gives
        """Make any request under the hold, with its failure translated.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        await self.hold.passed()
        try:
            return await action()
        except TelegramError as error:
            failure = translated(error)
            if isinstance(failure, PassingError) and failure.pause:
                self.hold.hold(failure.pause)
            raise failure from error

    def _made(self, call: Call) -> Awaitable[Any]:
        match call:
            case SendText():
                return self._send_text(call)
            case SendFile():
                return self._send_file(call)
            case EditText():
                return self._edit_text(call)
            case EditButtons():
                markup = _markup(call.rows)
                return self.bot.edit_message_reply_markup(call.chat, call.message, reply_markup=markup)
            case AnswerPress():
                text = shorten(call.text, LONGEST_TOAST) or None
                return self.bot.answer_callback_query(call.press, text=text, show_alert=call.alert or None)
            case AnswerInline():
                return self._answer_inline(call)

    async def _send_text(self, call: SendText) -> Message:
        return await self.bot.send_message(
            call.chat,
            call.text,
            entities=_entities(call.quotes),
            reply_markup=_markup(call.rows),
            reply_parameters=_reply(call.reply_to),
            message_thread_id=call.thread,
            link_preview_options=_NO_PREVIEW,
        )

    async def _send_file(self, call: SendFile) -> Message:
        return await self.bot.send_document(
            call.chat,
            InputFile(call.content.encode(), filename=call.name),
            caption=shorten(call.caption, LONGEST_CAPTION) or None,
            reply_markup=_markup(call.rows),
            reply_parameters=_reply(call.reply_to),
            message_thread_id=call.thread,
        )

    async def _edit_text(self, call: EditText) -> Message | bool:
        try:
            return await self.bot.edit_message_text(
                call.text,
                call.chat,
                call.message,
                entities=_entities(call.quotes),
                reply_markup=_markup(call.rows),
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if not call.or_send or _says(str(error), _HARMLESS):
                raise
            return await self._send_text(SendText(chat=call.chat, text=call.text, quotes=call.quotes, rows=call.rows))

    async def _answer_inline(self, call: AnswerInline) -> bool:
        articles = [
            InlineQueryResultArticle(
                id=result.id,
                title=result.title,
                description=result.description,
                input_message_content=InputTextMessageContent(result.text, link_preview_options=_NO_PREVIEW),
            )
            for result in call.results
        ]
        button = InlineQueryResultsButton(text=call.more, start_parameter=call.payload)
        return await self.bot.answer_inline_query(
            call.query, articles, cache_time=_INLINE_CACHE, is_personal=True, button=button
        )


def _entities(quotes: Sequence[Span]) -> list[MessageEntity] | None:
    return [MessageEntity(MessageEntity.BLOCKQUOTE, offset, length) for offset, length in quotes] or None


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.text, callback_data=b.data, url=b.url) for b in row] for row in rows]
    )


def _reply(message: int | None) -> ReplyParameters | None:
    return ReplyParameters(message, allow_sending_without_reply=True) if message else None


def translated(error: TelegramError) -> DeliveryError:
    """What is to be done about a failure of the Bot API."""
    if isinstance(error, InvalidToken):
        return PassingError("the bot's token was refused")  # the library's own words may hold the token
    text = " ".join(str(error).split())[:200]
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        return PassingError(text, pause=pause if isinstance(pause, timedelta) else timedelta(seconds=pause))
    if isinstance(error, ChatMigrated):
        return MovedError(text, str(error.new_chat_id))
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and _says(text, _GONE)):
        return UnreachableError(text)
    if isinstance(error, BadRequest):
        return RefusedError(text)
    return PassingError(text, in_doubt=_may_have_passed(error))


def _says(text: str, words: Sequence[str]) -> bool:
    return any(word in text.casefold() for word in words)


def _may_have_passed(error: TelegramError) -> bool:
    """Whether a request may have been carried out: it was cut off under way, or nobody answered in time."""
    cause = error.__cause__
    return isinstance(error, NetworkError) and isinstance(cause, httpx.HTTPError) and not isinstance(cause, _NOT_SENT)
