"""What a conversation has established, and the forms that people have begun; both survive a restart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete

from bot.store.rows import find_row, put
from bot.store.tables import dialogues, forms
from handlers.enrolment import Form
from knowledge.query import NEW_DIALOGUE, Dialogue

LASTS = timedelta(minutes=30)
"""A dialogue in which nothing was said for so long is over."""

_DIALOGUE = TypeAdapter(Dialogue)
_FORM = TypeAdapter(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Who speaks in which conversation."""

    channel: str
    chat: str
    speaker: str

    def keys(self) -> dict[str, str]:
        """The columns that find it."""
        return {"channel": self.channel, "chat": self.chat, "speaker": self.speaker}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A dialogue and the number of the last question that was answered in it, if any."""

    dialogue: Dialogue = NEW_DIALOGUE
    question: int | None = None


def recall(connection: Connection, speaking: Speaking, now: datetime) -> Remembered:
    """The dialogue so far; a new one where there is none, where it is over, or where it is from another program."""
    row = find_row(connection, dialogues, **speaking.keys())
    if row is None or now - row.updated_at > LASTS:
        return Remembered()
    try:
        return Remembered(dialogue=_DIALOGUE.validate_python(row.state), question=row.question)
    except ValidationError:
        return Remembered()


def remember(connection: Connection, speaking: Speaking, remembered: Remembered, now: datetime) -> None:
    """Keep a dialogue as it stands."""
    state = _DIALOGUE.dump_python(remembered.dialogue, mode="json")
    put(connection, dialogues, speaking.keys(), {"state": state, "question": remembered.question, "updated_at": now})


def open_form(connection: Connection, speaking: Speaking) -> Form | None:
    """The form that somebody has begun and neither sent nor cancelled."""
    row = find_row(connection, forms, **speaking.keys())
    if row is None:
        return None
    try:
        return _FORM.validate_python(row.state)
    except ValidationError:
        return None


def is_form_fresh(connection: Connection, speaking: Speaking, now: datetime) -> bool:
    """Whether a form was worked on lately, so that what is typed is meant for it."""
    row = find_row(connection, forms, **speaking.keys())
    return row is not None and now - row.updated_at <= LASTS


def keep_form(connection: Connection, speaking: Speaking, form: Form, now: datetime) -> None:
    """Keep a form as it stands."""
    state = _FORM.dump_python(form, mode="json")
    put(connection, forms, speaking.keys(), {"state": state, "updated_at": now})


def close_form(connection: Connection, speaking: Speaking) -> None:
    """Drop a form that was sent or cancelled."""
    connection.execute(delete(forms).filter_by(**speaking.keys()))
