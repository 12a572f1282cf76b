"""Groups: the bot answers there only when mentioned or replied to, and follows a group that becomes a supergroup."""

from sqlalchemy import Connection, delete, select, update
from telegram import Message, MessageEntity

from bot.store.tables import dialogues, outbox, people, questions, reminders, subscribers, subscriptions
from bot.telegram.visit import CHANNEL, Desk


def addressed(message: Message, desk: Desk) -> str | None:
    """What a message says to the bot, without its name; None where it isn't addressed."""
    text = message.text if message.text is not None else message.caption
    entities = message.entities if message.text is not None else message.caption_entities
    replied = message.reply_to_message
    is_reply = replied is not None and replied.from_user is not None and replied.from_user.id == desk.bot
    name = f"@{desk.username}".casefold()
    for entity in entities or ():
        if text is None:
            break
        mine = entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == desk.bot
        word = _part(text, entity)
        if mine or (entity.type == MessageEntity.MENTION and word.casefold() == name):
            return " ".join(text.replace(word, " ", 1).split())
    return (text or "") if is_reply else None


def _part(text: str, entity: MessageEntity) -> str:
    """The part of a text that an entity marks; places count UTF-16 code units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")


def moved(message: Message) -> tuple[int, int] | None:
    """The group's old and new number, where it has become a supergroup."""
    if message.migrate_to_chat_id:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id:
        return message.migrate_from_chat_id, message.chat.id
    return None


def follow(connection: Connection, old: int, new: int) -> None:
    """Move everything that is kept for a group to its new number; told twice, it is done once."""
    known = select(people.c.id).filter_by(channel=CHANNEL, address=str(new))
    if connection.execute(known).one_or_none() is None:
        connection.execute(update(people).filter_by(channel=CHANNEL, address=str(old)).values(address=str(new)))
    connection.execute(delete(people).filter_by(channel=CHANNEL, address=str(old)))
    connection.execute(delete(dialogues).filter_by(channel=CHANNEL, chat=str(old)))
    connection.execute(update(questions).filter_by(channel=CHANNEL, chat=str(old)).values(chat=str(new)))
    connection.execute(update(outbox).filter_by(channel=CHANNEL, address=str(old)).values(address=str(new)))
    _follow_reminders(connection, str(old), str(new))


def _follow_reminders(connection: Connection, old: str, new: str) -> None:
    """Let reminders go on under a group's new number, unless it has some there already."""
    there = connection.execute(select(subscribers.c.token).filter_by(channel=CHANNEL, address=new)).one_or_none()
    for table in (subscribers, subscriptions, reminders):
        theirs = {"channel": CHANNEL, "address": old}
        change = delete(table).filter_by(**theirs) if there else update(table).filter_by(**theirs).values(address=new)
        connection.execute(change)
