"""The queue of updates: numbered, kept until confirmed. Doesn't know how they reach the bot (delivery.py)."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

_ONLY_WHEN_ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}
"""The kinds that come only when allowed_updates names them (https://core.telegram.org/bots/api#getupdates)."""
_FIRST_ID = 1001


@dataclass(slots=True)
class Update:
    """One update in the queue."""

    id: int
    body: dict[str, Any]
    text: str
    """The body as JSON, made once."""
    numbered_by_test: bool
    """Such a one is delivered once at least, even where its number was confirmed long ago."""
    delivered: bool = False

    def is_due(self, offset: int) -> bool:
        """Whether a request with this offset gets it."""
        return self.id >= offset or (self.numbered_by_test and not self.delivered)


class UpdateQueue:
    """Updates in their order of arrival. Its user holds the lock."""

    def __init__(self) -> None:
        self.confirmed = 0
        """The highest offset confirmed: every update below it is."""
        self.arrived: Callable[[], None] | None = None
        self._allowed: frozenset[str] | None = None
        self._next_id = _FIRST_ID
        self._waiting: deque[Update] = deque()

    def __len__(self) -> int:
        return sum(1 for _ in self.unconfirmed())

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Make only these kinds from now on; none at all means the usual ones, None leaves it as it was."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def tell(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update of a kind; where the bot doesn't want that kind there is none.

        Returns:
            The update_id.
        """
        wanted = kind in self._allowed if self._allowed is not None else kind not in _ONLY_WHEN_ASKED_FOR
        return self.push({kind: content}) if wanted else None

    def push(self, update: dict[str, Any]) -> int:
        """Queue an update as it is; an update_id is added where there is none.

        Returns:
            The update_id.
        """
        given = update.get("update_id")
        number = given if isinstance(given, int) else self._next_id
        body = update if "update_id" in update else {"update_id": number, **update}
        self._next_id = max(self._next_id, number + 1)
        self._waiting.append(Update(number, body, json.dumps(body), given is not None))
        if self.arrived is not None:
            self.arrived()
        return number

    def confirm(self, offset: int) -> None:
        """Forget what is below the offset, or with a negative one all but the last ones."""
        if offset < 0:
            self._waiting = deque(list(self.unconfirmed())[offset:])
            offset = self._waiting[0].id if self._waiting else 0
        self.confirmed = max(self.confirmed, offset)
        while self._waiting and not self._waiting[0].is_due(self.confirmed):
            self._waiting.popleft()

    def due(self, offset: int, limit: int) -> list[Update]:
        """The updates that a request gets."""
        updates = list(islice((update for update in self._waiting if update.is_due(offset)), limit))
        for update in updates:
            update.delivered = True
        return updates

    def first(self) -> Update | None:
        """The one that a webhook gets next."""
        return self._waiting[0] if self._waiting else None

    def accept(self, update: Update) -> None:
        """The webhook took it."""
        if self._waiting and self._waiting[0] is update:
            self._waiting.popleft()
            self.confirmed = max(self.confirmed, update.id + 1)

    def drop(self) -> None:
        """Forget all that wait (drop_pending_updates)."""
        self._waiting.clear()

    def unconfirmed(self) -> Iterator[Update]:
        """Those the bot has not confirmed."""
        return (update for update in self._waiting if update.is_due(self.confirmed))
