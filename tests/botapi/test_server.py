"""The server with python-telegram-bot's own client: people, messages, presses, inline queries."""

import asyncio
import time

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MenuButtonCommands,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from tests.botapi.people import Person, entities_of
from tests.botapi.server import BotApiServer
from tests.botapi.using import ask, with_bot

YES_NO = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("Yes, always", callback_data="a")]]
)


async def _updates(bot: Bot) -> list[Update]:
    """Those that wait, confirmed."""
    updates = await bot.get_updates(timeout=5)
    await bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


def test_person_says_a_command_and_gets_an_answer(server: BotApiServer, ana: Person) -> None:
    number = ana.says("/start deep")

    async def answer(bot: Bot) -> None:
        (update,) = await _updates(bot)
        assert update.message is not None
        assert update.message.from_user is not None
        assert (update.message.message_id, update.message.from_user.language_code) == (number, "es")
        assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
        await update.message.reply_text("¡Hola!", do_quote=True)

    with_bot(server, answer)
    message = ana.next_message()
    assert (message.text, message.reply_to, message.labels) == ("¡Hola!", number, [])


def test_entities_are_counted_in_utf16_and_only_where_telegram_marks_them() -> None:
    marked = [
        (e["type"], e["offset"], e["length"]) for e in entities_of("😀 /help@plazo_bot, @plazo_bot a/b x@example.org")
    ]
    assert marked == [("bot_command", 3, 15), ("mention", 20, 10)]


def test_wrong_token_and_unknown_method_are_refused(server: BotApiServer) -> None:
    answers = [httpx.post(server.base_url + path) for path in ("1:wrong/getMe", f"{server.token}/getNothing", "")]
    assert [(each.status_code, each.json()["description"]) for each in answers] == [
        (401, "Unauthorized"),
        (404, "Not Found"),
        (404, "Not Found"),
    ]


def test_wrong_token_is_what_the_client_takes_it_for(server: BotApiServer) -> None:
    async def introduce() -> None:
        async with Bot("1:wrong", base_url=server.base_url):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(introduce())


@pytest.mark.parametrize("how", ["form", "json", "query"])
def test_parameters_come_in_every_form_and_method_names_in_any_case(
    server: BotApiServer, ana: Person, how: str
) -> None:
    address = f"{server.base_url}{server.token}/SENDmessage"
    params = {
        "chat_id": "1001",
        "text": "42",
        "reply_markup": '{"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}',
    }
    match how:
        case "form":
            response = httpx.post(address, data=params)
        case "json":
            response = httpx.post(address, json=params)
        case _:
            response = httpx.get(address, params=params)
    assert response.json()["result"]["text"] == "42"
    assert (ana.next_message().labels, server.calls[-1].params["chat_id"]) == ([["A"]], 1001)
    assert (server.calls[-1].method, server.calls[-1].status) == ("sendMessage", 200)


def test_message_keeps_entities_keyboard_and_what_was_asked(server: BotApiServer, ana: Person) -> None:
    bold = MessageEntity(MessageEntity.BOLD, 1, 2)
    with_bot(
        server,
        lambda bot: bot.send_message(
            1001, "\n😀 x\n", entities=[bold], reply_markup=YES_NO, disable_notification=True, message_thread_id=7
        ),
    )
    message = ana.next_message()
    assert (message.text, message.entities) == ("😀 x", [{"type": "bold", "offset": 0, "length": 2}])
    assert [button.data for button in message.buttons] == ["y", "a"]
    assert (message.asked["disable_notification"], message.raw["message_thread_id"]) == (True, 7)


def test_press_is_answered_and_the_message_edited(server: BotApiServer, ana: Person) -> None:
    sent = with_bot(server, lambda bot: bot.send_message(1001, "Sure?", reply_markup=YES_NO))
    ana.presses("Yes")

    async def answer(bot: Bot) -> None:
        (update,) = await _updates(bot)
        query = update.callback_query
        assert query is not None
        assert (query.data, query.message and query.message.message_id) == ("y", sent.message_id)
        await query.answer("Done", show_alert=True)
        await query.edit_message_text("Sure.")
        with pytest.raises(BadRequest, match="Query is too old"):
            await query.answer()
        with pytest.raises(BadRequest, match="Message is not modified"):
            await query.edit_message_text("Sure.")

    with_bot(server, answer)
    assert (ana.answer_to_press().text, ana.answer_to_press().show_alert) == ("Done", True)
    assert [(each.text, each.labels, each.edits) for each in ana.messages] == [("Sure.", [], 1)]


def test_press_of_a_button_that_is_not_there_lists_those_that_are(server: BotApiServer, ana: Person) -> None:
    with_bot(server, lambda bot: bot.send_message(1001, "Sure?", reply_markup=YES_NO))
    with pytest.raises(
        AssertionError, match=r"no button 'No' in chat 1001; there are: 1: \[\['Yes', 'Yes, always'\]\]"
    ):
        ana.presses("No")


def test_press_finds_part_of_a_label_and_passes_raw_data_of_a_lost_message(server: BotApiServer, ana: Person) -> None:
    with_bot(server, lambda bot: bot.send_message(1001, "Sure?", reply_markup=YES_NO))
    ana.presses("always")
    ana.presses_data("stale", 999)
    queries = [update.callback_query for update in with_bot(server, _updates)]
    assert [query and query.data for query in queries] == ["a", "stale"]
    assert [bool(query and query.message and query.message.is_accessible) for query in queries] == [True, False]


def test_inline_query_is_answered_once(server: BotApiServer, ana: Person) -> None:
    query_id = ana.asks_inline("deadline")
    results = [InlineQueryResultArticle("1", "A title", InputTextMessageContent("The text"))]

    async def answer(bot: Bot) -> None:
        (update,) = await _updates(bot)
        assert update.inline_query is not None
        assert update.inline_query.query == "deadline"
        await update.inline_query.answer(results, cache_time=5, is_personal=True)
        with pytest.raises(BadRequest, match="Query is too old"):
            await update.inline_query.answer(results)

    with_bot(server, answer)
    found = ana.inline_answer(query_id)
    assert ([result["title"] for result in found.results], found.cache_time, found.is_personal) == (
        ["A title"],
        5,
        True,
    )


def test_other_content_than_text_reaches_the_bot(server: BotApiServer, ana: Person) -> None:
    ana.sends_photo("a caption")
    ana.sends_sticker()
    ana.sends_voice()
    ana.sends_document("letter.pdf")
    ana.shares_contact("+41000000000")
    ana.shares_location(46.2, 6.1)
    messages = [update.message for update in with_bot(server, _updates)]
    kinds = ["photo", "sticker", "voice", "document", "contact", "location"]
    assert [kind for message, kind in zip(messages, kinds, strict=True) if not getattr(message, kind)] == []


def test_edited_message_reaches_the_bot(server: BotApiServer, ana: Person) -> None:
    number = ana.says("When?")
    ana.edits(number, "Where?")
    edited = with_bot(server, _updates)[1].edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (number, "Where?")


def test_blocked_bot_is_told_and_refused_until_it_is_unblocked(server: BotApiServer, ana: Person) -> None:
    ana.blocks()
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        with_bot(server, lambda bot: bot.send_message(1001, "x"))
    ana.unblocks()
    with_bot(server, lambda bot: bot.send_message(1001, "x"))
    changes = [update.my_chat_member for update in with_bot(server, _updates)]
    assert [change and change.new_chat_member.status for change in changes] == ["kicked", "member"]


def test_deleted_account_is_refused(server: BotApiServer, ana: Person) -> None:
    ana.deletes_account()
    with pytest.raises(Forbidden, match=r"^Forbidden: user is deactivated$"):
        with_bot(server, lambda bot: bot.send_message(1001, "x"))


def test_group_becomes_a_supergroup_and_the_old_id_leads_to_the_new(server: BotApiServer, ana: Person) -> None:
    group = server.group(-5001, "Delegates", [ana])
    ana.says("/start@plazo_bot", in_chat=group)
    supergroup = group.becomes_supergroup(-1005001)

    async def go_on(bot: Bot) -> None:
        _, old, new = [update.message for update in await _updates(bot)]
        assert (old and old.migrate_to_chat_id, new and new.migrate_from_chat_id) == (-1005001, -5001)
        with pytest.raises(ChatMigrated) as error:
            await bot.send_message(-5001, "x")
        await bot.send_message(error.value.new_chat_id, "moved")

    with_bot(server, go_on)
    assert (supergroup.next_message().text, group.messages) == ("moved", [])


def test_bot_thrown_out_of_a_group_is_refused(server: BotApiServer, ana: Person) -> None:
    group = server.group(-5001, "Delegates", [ana])
    group.removes_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        with_bot(server, lambda bot: bot.send_message(-5001, "x"))
    group.adds_bot()
    assert with_bot(server, lambda bot: bot.send_message(-5001, "x")).text == "x"


def test_chats_and_members_can_be_asked_for(server: BotApiServer, ana: Person) -> None:
    ben, eve = server.person(1002, "Ben"), server.person(1003, "Eve")
    server.group(-5001, "Delegates", [ana, ben], admins=[ben])

    async def ask_for(bot: Bot) -> list[str | None]:
        members = [await bot.get_chat_member(-5001, person.id) for person in (ana, ben, eve)]
        return [(await bot.get_chat(-5001)).title, *(member.status for member in members)]

    assert with_bot(server, ask_for) == ["Delegates", "member", "administrator", "left"]


def test_document_is_kept_and_can_be_sent_again_by_its_id(server: BotApiServer, ana: Person) -> None:
    async def send(bot: Bot) -> None:
        sent = await bot.send_document(
            1001, b"BEGIN:VCALENDAR", filename="dates.ics", caption="Dates", reply_markup=YES_NO
        )
        assert sent.document is not None
        await bot.send_document(1001, sent.document.file_id)
        await bot.edit_message_caption(1001, sent.message_id, caption="All dates")

    with_bot(server, send)
    first, again = ana.replies(2)
    assert first.file is not None
    assert (first.file.name, first.file.content, first.text) == ("dates.ics", b"BEGIN:VCALENDAR", "All dates")
    assert (first.file, server.calls_of("sendDocument")[0].files["document"][0]) == (again.file, "dates.ics")


def test_deleted_message_is_gone(server: BotApiServer, ana: Person) -> None:
    async def send_and_delete(bot: Bot) -> None:
        sent = await bot.send_message(1001, "x")
        await bot.delete_message(1001, sent.message_id)
        with pytest.raises(BadRequest, match="Message to delete not found"):
            await bot.delete_message(1001, sent.message_id)

    with_bot(server, send_and_delete)
    assert (ana.messages, [message.text for message in ana.deleted]) == ([], ["x"])


def test_reply_to_a_lost_message_is_refused_unless_allowed(server: BotApiServer, ana: Person) -> None:
    async def reply(bot: Bot) -> None:
        with pytest.raises(BadRequest, match="Message to be replied not found"):
            await bot.send_message(1001, "x", reply_parameters=ReplyParameters(99))
        await bot.send_message(1001, "y", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True))

    with_bot(server, reply)
    assert [(message.text, message.reply_to) for message in ana.messages] == [("y", None)]


def test_what_the_bot_says_of_itself_can_be_read(server: BotApiServer) -> None:
    server.person(1001, "Ana")

    async def introduce(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("help", "Help"), BotCommand("stop", "Stop")])
        await bot.set_my_commands([("ayuda", "Ayuda")], scope=BotCommandScopeAllGroupChats(), language_code="es")
        await bot.set_my_commands([("mine", "Mine")], scope=BotCommandScopeChat(1001))
        await bot.set_my_name("Plazo")
        await bot.set_my_description("Answers", language_code="en")
        await bot.set_my_short_description("Short")
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        assert [command.command for command in await bot.get_my_commands()] == ["help", "stop"]
        assert (await bot.get_my_description()).description == ""
        assert (await bot.get_my_short_description("fr")).short_description == "Short"

    with_bot(server, introduce)
    assert server.commands == {
        ("default", None, ""): {"help": "Help", "stop": "Stop"},
        ("all_group_chats", None, "es"): {"ayuda": "Ayuda"},
        ("chat", 1001, ""): {"mine": "Mine"},
    }
    assert (server.names, server.descriptions, server.short_descriptions) == (
        {"": "Plazo"},
        {"en": "Answers"},
        {"": "Short"},
    )
    assert server.menu_buttons == {None: {"type": "commands"}}


def test_chat_action_is_noted(server: BotApiServer, ana: Person) -> None:
    with_bot(server, lambda bot: bot.send_chat_action(1001, "typing"))
    assert ana.actions == ["typing"]


def test_waiting_in_vain_lists_the_last_calls(server: BotApiServer, ana: Person) -> None:
    ask(server, "sendMessage", chat_id=5, text="lost")
    began = time.monotonic()
    with pytest.raises(
        AssertionError, match=r"1 more message in chat 1001[^$]*'lost'\) -> 400 Bad Request: chat not found"
    ):
        ana.next_message(timeout=0.2)
    assert 0.2 <= time.monotonic() - began < 2


def test_replies_are_taken_once_and_in_order(server: BotApiServer, ana: Person) -> None:
    for text in "abc":
        ask(server, "sendMessage", chat_id=1001, text=text)
    assert [message.text for message in ana.replies(2)] == ["a", "b"]
    assert [message.text for message in ana.untaken()] == ["c"]
    assert ana.next_message().text == "c"
