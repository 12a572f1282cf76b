"""From a request to the method that answers it: token, faults, limits, the list of calls. Runs on the server's loop."""

import asyncio
import re
import time
from http import HTTPStatus

from tornado.httputil import HTTPServerRequest

from tests.botapi import messages, queries
from tests.botapi.delivery import Delivery, Respond
from tests.botapi.faults import CutAfter, CutBefore, Fault, Faults, ServerError, Slow, refusal_of
from tests.botapi.limits import Limits
from tests.botapi.profile import PROFILE_METHODS, Method
from tests.botapi.refusing import ApiError, Refusal, too_many
from tests.botapi.watch import Call
from tests.botapi.wire import Answer, cut, on_leaving, read_parameters, refused, success, write
from tests.botapi.world import World

_PATH = re.compile(r"/bot([^/]+)/(\w+)")
_METHODS: dict[str, Method] = PROFILE_METHODS | {
    "getMe": queries.get_me,
    "getChat": queries.get_chat,
    "getChatMember": queries.get_chat_member,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendChatAction": messages.send_chat_action,
    "editMessageText": messages.edit_message_text,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
}
_OF_DELIVERY = ["getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"]
_NAMES = {name.lower(): name for name in [*_METHODS, *_OF_DELIVERY]}
_COUNTED = {"sendMessage", "sendDocument"}
UNAUTHORIZED = Refusal(code=HTTPStatus.UNAUTHORIZED, description="Unauthorized")
NOT_FOUND = Refusal(code=HTTPStatus.NOT_FOUND, description="Not Found")


class Gateway:
    """Answers requests."""

    def __init__(self, token: str, world: World, delivery: Delivery, faults: Faults, limits: Limits | None) -> None:
        self._token = token
        self._world = world
        self._delivery = delivery
        self._faults = faults
        self._limits = limits

    def handle(self, request: HTTPServerRequest) -> None:
        """Answer a request, now or later."""
        found = _PATH.fullmatch(request.path)
        if found is None or found[1] != self._token:
            write(request, refused(NOT_FOUND if found is None else UNAUTHORIZED))
            return
        try:
            params, files = read_parameters(request)
        except ApiError as error:
            write(request, refused(error.refusal))
            return
        method = _NAMES.get(found[2].lower(), found[2])
        watch = self._world.watch
        with watch.lock:
            call = Call(method=method, params=params, files=files, at=time.monotonic())
            watch.calls.append(call)
            self._answer(request, call)
            watch.lock.notify_all()

    def _answer(self, request: HTTPServerRequest, call: Call) -> None:
        fault = self._faults.take(call)
        respond = self._responder(request, call, fault)
        if isinstance(fault, CutBefore):
            cut(request)
            return
        if isinstance(fault, ServerError):
            respond(Answer(status=fault.status, body=fault.body, description=fault.body, content_type="text/html"))
            return
        refusal = refusal_of(fault) if fault else self._too_fast(call)
        if refusal is not None:
            respond(refused(refusal))
            return
        try:
            self._do(request, call, respond)
        except ApiError as error:
            respond(refused(error.refusal))

    def _responder(self, request: HTTPServerRequest, call: Call, fault: Fault | None) -> Respond:
        """Writes the answer, unless the fault has it otherwise."""

        def respond(answer: Answer) -> None:
            with self._world.watch.lock:
                call.status, call.description = answer.status, answer.description
                self._world.watch.lock.notify_all()
            write(request, answer)

        def respond_late(answer: Answer) -> None:
            asyncio.get_running_loop().call_later(fault.seconds if isinstance(fault, Slow) else 0, respond, answer)

        match fault:
            case CutAfter():
                return lambda _: cut(request)
            case Slow():
                return respond_late
            case _:
                return respond

    def _too_fast(self, call: Call) -> Refusal | None:
        """Telegram's own limits, where they are on."""
        if self._limits is None or call.method not in _COUNTED:
            return None
        chat_id = call.params.get("chat_id")
        chat = self._world.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            return None
        seconds = self._limits.wait(chat.id, call.at, is_group=chat.is_group)
        if not seconds:
            return None
        self._faults.hold(call.method.lower(), chat.id, seconds)
        return too_many(seconds)

    def _do(self, request: HTTPServerRequest, call: Call, respond: Respond) -> None:
        match call.method:
            case "getUpdates":
                on_leaving(request, lambda: self._delivery.forget_poll(respond))
                self._delivery.get_updates(call.params, respond)
            case "setWebhook":
                respond(self._delivery.set_webhook(call.params))
            case "deleteWebhook":
                respond(self._delivery.set_webhook(call.params | {"url": ""}))
            case "getWebhookInfo":
                respond(success(self._delivery.webhook_info()))
            case name if name in _METHODS:
                respond(success(_METHODS[name](self._world, call)))
            case _:
                respond(refused(NOT_FOUND))
