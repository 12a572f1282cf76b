"""Somebody who sends more than a person can type is told once, then ignored for a while."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

_MOST_KNOWN = 10_000


class Verdict(Enum):
    """What to do with a message: answer it, tell its sender to wait, or ignore it."""

    FINE = auto()
    TELL = auto()
    IGNORE = auto()


@dataclass(slots=True)
class _Heard:
    moments: deque[datetime] = field(default_factory=deque)
    ignored_until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Flood:
    """Who has written how much lately. Messages that waited while the bot was down are no flood: both clocks count."""

    most: int = 30
    within: timedelta = timedelta(seconds=10)
    pause: timedelta = timedelta(seconds=60)
    _people: dict[int, _Heard] = field(default_factory=dict)

    def hear(self, person: int, said: datetime, now: datetime) -> Verdict:
        """Count a message.

        Args:
            person: who sent it.
            said: when it was sent.
            now: the moment.
        """
        heard = self._people.setdefault(person, _Heard())
        if heard.ignored_until and now < heard.ignored_until:
            return Verdict.IGNORE
        heard.ignored_until = None
        if now - said < self.within:
            heard.moments.append(now)
        while heard.moments and now - heard.moments[0] > self.within:
            heard.moments.popleft()
        if len(heard.moments) > self.most:
            heard.moments.clear()
            heard.ignored_until = now + self.pause
            return Verdict.TELL
        if len(self._people) > _MOST_KNOWN:
            self._drop_quiet(now)
        return Verdict.FINE

    def _drop_quiet(self, now: datetime) -> None:
        quiet = [p for p, h in self._people.items() if not h.moments or now - h.moments[-1] > self.within]
        for person in quiet:
            if self._people[person].ignored_until is None:
                del self._people[person]
