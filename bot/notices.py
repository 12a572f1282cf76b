"""What people are told when the secretariat decides something of theirs: written into the outbox, sent from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.library import Knowledge
from bot.store import channels, outbox, people
from handlers.interest import Interest, State
from handlers.question import DEFAULT_LANGUAGE

_TEXTS = {State.CONFIRMED: "form.notice_confirmed", State.WITHDRAWN: "form.notice_withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Tells people of decisions. `mailboxes` are the calls that each of our mailboxes receives."""

    knowledge: Knowledge
    mailboxes: Mapping[str, Sequence[str]]

    def tell_owner(self, connection: Connection, entry: Interest) -> bool:
        """Write a notice to whoever sent an expression of interest, that it is confirmed or withdrawn.

        Args:
            connection: the transaction in which that is decided.
            entry: as it stands from now on.

        Returns:
            Whether there is a notice; none where the sender is not known, or cannot be written to.
        """
        if entry.owner is None or entry.state not in _TEXTS:
            return False
        person = people.find(connection, entry.channel, entry.owner)
        if person and not person.active:
            return False
        language = (person and person.language) or DEFAULT_LANGUAGE
        payload = self._chat(entry, language) if entry.channel == channels.TELEGRAM else self._mail(entry, language)
        if payload is None:
            return False
        return outbox.add(
            connection,
            key=_key(entry),
            channel=entry.channel,
            address=entry.owner,
            payload=payload,
            now=entry.updated_at,
        )

    def _chat(self, entry: Interest, language: str) -> dict[str, object]:
        from bot.botapi.calls import SendText, dump  # noqa: PLC0415 - a channel's own, where it is needed

        wording = self.knowledge.conversation(language)
        text = wording.say(_TEXTS[entry.state], number=entry.id, letter=wording.apart(entry.letter or ""))
        return {"calls": dump([SendText(chat=int(entry.owner or 0), text=text)])}

    def _mail(self, entry: Interest, language: str) -> dict[str, object] | None:
        from bot.mailboxes.replying import Letterbox, announcement  # noqa: PLC0415 - the same

        receiving = [address for address, letters in self.mailboxes.items() if entry.letter in letters]
        address = next(iter(receiving or self.mailboxes), None)
        if address is None:
            return None
        return announcement(Letterbox(address=address, knowledge=self.knowledge), entry, language, _key(entry))


def _key(entry: Interest) -> str:
    return f"eoi:{entry.id}:{entry.state}:{entry.updated_at.isoformat()}"
