"""What the secretariat writes about a subscriber, as values: addresses, languages, time zones, subjects, days, hours.

What is not plainly meant is refused in one line, with suggestions; nothing is guessed and nothing is kept here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import fuzz, process, utils

from bot.cli.console import read_language
from bot.cli.person import read_address
from bot.library import Knowledge
from bot.setting_values import Address
from handlers.errors import SubscriptionError
from handlers.places import ZoneMatch, find_zone
from handlers.question import DEFAULT_LANGUAGE
from handlers.reminder_settings import read_hour, read_leads
from handlers.request_words import request_words
from handlers.subscribing import Wanted, wanted
from handlers.subscription import Scope, ScopeKind, read_scope
from knowledge.model import LANGUAGES

_KEPT = 10_000
"""Texts that are looked up once: thousands of subscribers share few zones and subjects."""
_MOST_OFFERED = 4
_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)


class WishReader:
    """Reads what is written; each complaint begins with the name of what is wrong."""

    def __init__(self, knowledge: Knowledge, now: datetime) -> None:
        """Prepare to read.

        Args:
            knowledge: whose subjects, letters and deadlines count.
            now: the moment, for days that are given without a year.
        """
        self._library, self._now = knowledge.library, now
        self._words = request_words(knowledge.reminders(language) for language in LANGUAGES)
        self._zones = lru_cache(_KEPT)(find_zone)
        self._wanted = lru_cache(_KEPT)(self._meant)

    def zone(self, text: str, language: str | None) -> str:
        """A time zone by its IANA name, a city or a country, in any of the six languages.

        Args:
            text: what is written.
            language: of the subscriber, whose own names of cities go first.

        Raises:
            SubscriptionError: it is none, or could be several.
        """
        found: ZoneMatch = self._zones(text, language or DEFAULT_LANGUAGE)
        if found.zone:
            return found.zone
        if found.suggestions:
            offered = ", ".join(found.suggestions)
            raise SubscriptionError(f"timezone: {text[:60]!r} is not one time zone: did you mean {offered}?")
        raise SubscriptionError(f"timezone: {text[:60]!r} is unknown: expected an IANA name, a city or a country")

    def scopes(self, texts: Iterable[str], language: str | None) -> tuple[Scope, ...]:
        """What several texts name, each a subject, a letter, a deadline or everything.

        Args:
            texts: what is written, or what `plazo subscribers list` shows.
            language: of a text that does not tell its own.

        Raises:
            SubscriptionError: one is unknown, or could be several things.
        """
        found = (scope for text in texts for scope in self._scopes(text, language or DEFAULT_LANGUAGE))
        return tuple(dict.fromkeys(found))

    def _scopes(self, text: str, language: str) -> tuple[Scope, ...]:
        found: Wanted = self._wanted(text, language)
        if found.scopes:
            return found.scopes
        offered = ", ".join(scope.name or str(scope) for scope in found.suggestions)
        raise SubscriptionError(
            f"subject: {text[:60]!r} is not one subject, letter or deadline: did you mean {offered}?"
        )

    def _meant(self, text: str, language: str) -> Wanted:
        try:
            written = read_scope(text.strip())
        except SubscriptionError:
            written = None
        if written and self._exists(written):
            return Wanted(scopes=(written,))
        found = wanted(text, self._library, language, self._now, self._words)
        return found if found.scopes or found.suggestions else self._near(text)

    def _exists(self, scope: Scope) -> bool:
        book = self._library.book
        names = {
            ScopeKind.ALL: {""},
            ScopeKind.SUBJECT: book.subjects,
            ScopeKind.LETTER: book.letters,
            ScopeKind.DEADLINE: book.deadlines,
        }
        return scope.name in names[scope.kind]

    def _near(self, text: str) -> Wanted:
        """The ids that are spelt least unlike the text; only to choose from."""
        book = self._library.book
        named = [Scope(kind=ScopeKind.SUBJECT, name=one.id) for one in book.subjects.values() if one.rank]
        named += [Scope(kind=ScopeKind.LETTER, name=reference) for reference in book.letters]
        ids = [scope.name for scope in named]
        close = process.extract(text, ids, scorer=fuzz.WRatio, processor=utils.default_process, limit=_MOST_OFFERED)
        return Wanted(suggestions=tuple(named[at] for _, _, at in close))


def read_tongue(text: str | None) -> str | None:
    """One of the six languages, by its code; None where nothing is written.

    Raises:
        SubscriptionError: it is none of the six.
    """
    try:
        return read_language(text.strip().lower()) if text else None
    except ValueError as error:
        raise SubscriptionError(str(error)) from None


def check_address(text: str) -> str:
    """An e-mail address that can be written to, as it is kept.

    Raises:
        SubscriptionError: it is none.
    """
    try:
        address = read_address(text)
        _ADDRESS.validate_python(address)
    except ValidationError:
        raise SubscriptionError(f"{text[:60]!r} is no address: expected one such as desk@example.org") from None
    except ValueError as error:
        raise SubscriptionError(str(error)) from None
    return address


def read_days(texts: Sequence[str]) -> tuple[int, ...] | None:
    """Lead times; None where none is written.

    Raises:
        SubscriptionError: they are no days before a deadline.
    """
    if not texts:
        return None
    found = read_leads(" ".join(texts))
    if found is None:
        shown = " ".join(texts)[:60]
        raise SubscriptionError(f"lead-days: {shown!r} are no lead times: expected 1 to 12 whole days from 1 to 365")
    return found


def read_clock(text: str | None) -> time | None:
    """The hour at which somebody is reminded; None where none is written.

    Raises:
        SubscriptionError: it is no time of day.
    """
    found = read_hour(text) if text is not None else None
    if text is not None and found is None:
        raise SubscriptionError(f"send-at: {text[:60]!r} is no time of day: expected one such as 09:00")
    return found
