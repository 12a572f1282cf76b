"""Plazo's own words in what somebody writes: an echo, or a quotation without a mark. They are nobody else's.

Without this, a service that sends back what it gets would be answered for ever. Pure; a reply is known by how it begins
and ends, in any of the languages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.wording import Wording

_LONGEST_ADDRESS = 400
_ANY_MAILBOX = "\0"
_MOST = 20
_UNSEEN = re.compile(r"[\s>|\u200e\u200f\u2066-\u2069]")
"""What mail programs change in a text, and marks of direction."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """How a reply begins and ends, without spaces; the ending in two parts, between which stands a mailbox."""

    salutation: str
    before: str
    after: str


class OwnWords:
    """Finds what Plazo wrote."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        """Prepare to find.

        Args:
            wordings: the texts of `config/replies`, of every language.
        """
        self._frames = [_frame(wording) for wording in wordings]

    def cut(self, text: str) -> tuple[str, str]:
        """What somebody else wrote, and what of the text is our own."""
        kept, ours = text, []
        for _ in range(_MOST):
            found = self._find(kept)
            if found is None:
                break
            start, end = found
            ours.append(kept[start:end])
            kept = f"{kept[:start]}\n{kept[end:]}"
        return kept, "\n".join(ours)

    def _find(self, text: str) -> tuple[int, int] | None:
        places = [at for at, character in enumerate(text) if not _UNSEEN.match(character)]
        dense = "".join(text[at] for at in places)
        for frame in self._frames:
            closing = dense.find(frame.before)
            after = dense.find(frame.after, closing + len(frame.before)) if closing >= 0 else -1
            if after < 0 or after - closing - len(frame.before) > _LONGEST_ADDRESS:
                continue
            first = dense.rfind(frame.salutation, 0, closing)
            start, end = (first if first >= 0 else closing), after + len(frame.after)
            return places[start], places[end - 1] + 1
        return None


def _frame(wording: Wording) -> _Frame:
    before, _, after = _dense(wording.say("closing", mailbox=_ANY_MAILBOX)).partition(_ANY_MAILBOX)
    return _Frame(_dense(wording.say("salutation")), before, after)


def _dense(text: str) -> str:
    return _UNSEEN.sub("", text)
