"""What people are told when the secretariat decides something of theirs: written into the outbox, sent from there.

Only on Telegram: whoever wrote by e-mail is not told from here.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.store import channels, outbox, people
from bot.telegram.calls import SendText, dump
from handlers.interest import Interest, State
from handlers.question import DEFAULT_LANGUAGE
from handlers.wording import Wording

_TEXTS = {State.CONFIRMED: "form.notice_confirmed", State.WITHDRAWN: "form.notice_withdrawn"}


def tell_owner(connection: Connection, entry: Interest, conversation: Callable[[str], Wording]) -> bool:
    """Write a notice to whoever sent an expression of interest, that it is confirmed or withdrawn.

    Args:
        connection: the transaction in which that is decided.
        entry: as it stands from now on.
        conversation: the texts of each language.

    Returns:
        Whether there is a notice; none where the sender is not known, or did not write on Telegram.
    """
    key = _TEXTS.get(entry.state)
    if entry.channel != channels.TELEGRAM or entry.owner is None or key is None:
        return False
    person = people.find(connection, entry.channel, entry.owner)
    wording = conversation((person and person.language) or DEFAULT_LANGUAGE)
    text = wording.say(key, number=entry.id, letter=wording.apart(entry.letter or ""))
    return outbox.add(
        connection,
        key=f"eoi:{entry.id}:{entry.state}:{entry.updated_at.isoformat()}",
        channel=entry.channel,
        address=entry.owner,
        payload={"calls": dump([SendText(chat=int(entry.owner), text=text)])},
        now=entry.updated_at,
    )
