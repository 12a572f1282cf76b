"""Which facts answer which ask.

Each ask has tiers of filters; the first tier that finds facts wins. A filter is a kind and the roles it takes.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from knowledge.model import Fact, Kind


class Filter(NamedTuple):
    """A kind of fact and the roles that count; no roles: any."""

    kind: Kind
    roles: frozenset[str] = frozenset()

    def takes(self, fact: Fact) -> bool:
        """Whether a fact passes."""
        return fact.kind is self.kind and (not self.roles or fact.role in self.roles)


def _f(kind: Kind, *roles: str) -> Filter:
    return Filter(kind, frozenset(roles))


_HELD = _f(Kind.DATE, "held", "opening", "final_week")
_PAST = _f(Kind.DATE, "applied", "since", "published", "past")
_SAID_WHEN = _f(Kind.DESCRIPTION, "when")
_CONTACT_MAIL = _f(Kind.EMAIL, "contact")
_SENT_TO = (_f(Kind.EMAIL, "destination"), _f(Kind.URL, "destination"))

Tiers = tuple[tuple[Filter, ...], ...]

TIERS: dict[str, Tiers] = {
    "when": ((_HELD,), (_f(Kind.DEADLINE),), (_PAST,), (_SAID_WHEN,), (_f(Kind.DESCRIPTION, "occasion"),)),
    "start": ((_f(Kind.DATE, "opening", "final_week"),), (_HELD,), (_PAST,)),
    "end": ((_f(Kind.DATE, "final_week"),), (_HELD,)),
    "duration": ((_HELD,),),
    "time": ((_HELD,),),
    "deadline": ((_f(Kind.DEADLINE),),),
    "where": (
        (_f(Kind.PLACE, "held"), _f(Kind.FORMAT, "")),
        (_f(Kind.PLACE, "heading"),),
        (_f(Kind.PLACE, "room"),),
        (_f(Kind.URL, "info"),),
    ),
    "room": ((_f(Kind.PLACE, "room"),),),
    "format": ((_f(Kind.FORMAT),), (_f(Kind.DESCRIPTION, "format"),)),
    "contact": ((_f(Kind.PERSON, "contact"),),),
    "phone": ((_f(Kind.PHONE),),),
    "fax": ((_f(Kind.FAX),),),
    "email": ((_CONTACT_MAIL, _f(Kind.EMAIL, "destination")),),
    "url": ((_f(Kind.URL, "info", "event"),), (_f(Kind.URL, "destination"),)),
    "destination": (_SENT_TO, (_CONTACT_MAIL,)),
    "procedure": ((_f(Kind.REQUIREMENT), *_SENT_TO),),
    "requirement": ((_f(Kind.REQUIREMENT, ""),), (_f(Kind.REQUIREMENT),)),
    "theme": ((_f(Kind.THEME),),),
    "organizer": ((_f(Kind.ORGANIZER, ""),), (_f(Kind.ORGANIZER, "maintainer"),)),
    "host": ((_f(Kind.ORGANIZER, "host"),), (_f(Kind.ORGANIZER, ""),)),
    "cofacilitator": ((_f(Kind.ORGANIZER, "cofacilitator"),),),
    "addressee": ((_f(Kind.ADDRESSEE),), (_f(Kind.DESCRIPTION, "who"),)),
    "signatory": ((_f(Kind.SIGNATORY),),),
    "issued": ((_f(Kind.DATE, "issued"),),),
    "reference": ((_f(Kind.REFERENCE, "letter"),),),
    "document": ((_f(Kind.REFERENCE, "document"),),),
    "subject_line": ((_f(Kind.SUBJECT),),),
    "who": ((_f(Kind.PERSON, "chair"),), (_f(Kind.DESCRIPTION, "who"),)),
    "identity": ((_f(Kind.PERSON),), (_f(Kind.SIGNATORY),)),
    "post": ((_f(Kind.DESCRIPTION, "post"),),),
    "how_many": ((_f(Kind.FIGURE),),),
    "how_much": (),
    "what": (
        (_f(Kind.DESCRIPTION, "what", "programme", "page", "how", "occasion", "format"),),
        (_f(Kind.DESCRIPTION, "why"),),
        (_f(Kind.THEME),),
    ),
    "why": ((_f(Kind.DESCRIPTION, "why"),), (_f(Kind.DESCRIPTION, "what"),)),
}

BY_TOPIC = frozenset({"how_many", "what", "why", "document", "post", "who", "cofacilitator"})
"""Asks that facts answer by their own topics, whichever subject they hang on."""

LETTER_WIDE = frozenset(
    {"contact", "phone", "fax", "email", "signatory", "addressee", "issued", "reference", "subject_line", "destination"}
)
"""Asks that a letter answers for everything it covers."""

CHOOSABLE = LETTER_WIDE | {
    "deadline",
    "when",
    "where",
    "time",
    "format",
    "theme",
    "url",
    "organizer",
    "host",
    "start",
    "end",
}
"""Asks that, with nothing that tells of what, are put back as a choice."""

DESCENDING = frozenset(
    {"deadline", "destination", "procedure", "requirement", "how_many", "email", "url", "who", "document", "post"}
)
"""Asks about a whole that its parts can answer."""

ONE_LETTER = frozenset({"contact", "phone", "fax", "email", "addressee", "subject_line"})
"""Asks that the latest letter answers, where several could."""

_REFINED: dict[str, Callable[[Fact], bool]] = {
    "time": lambda fact: fact.when is not None and fact.when.has_clock,
    "duration": lambda fact: fact.when is not None and fact.when.end is not None,
    "where": lambda fact: fact.kind is not Kind.FORMAT or fact.value == "virtual",
}


def answering_facts(ask: str, facts: Iterable[Fact]) -> list[Fact]:
    """The facts among `facts` that answer an ask, of the first tier that has any."""
    refined = _REFINED.get(ask)
    candidates = [fact for fact in facts if refined is None or refined(fact)]
    for tier in TIERS[ask]:
        found = [fact for fact in candidates if any(f.takes(fact) for f in tier)]
        if found:
            return found
    return []


DOMINATED: dict[str, frozenset[str]] = {
    "deadline": frozenset({"when", "end", "duration", "exists", "what"}),
    "start": frozenset({"when"}),
    "end": frozenset({"when"}),
    "time": frozenset({"start", "end"}),
    "why": frozenset({"organizer", "who", "when"}),
    "issued": frozenset({"when", "letters"}),
    "contact": frozenset({"who", "whose"}),
    "signatory": frozenset({"who"}),
    "organizer": frozenset({"who"}),
    "host": frozenset({"who"}),
    "addressee": frozenset({"who"}),
    "cofacilitator": frozenset({"who", "organizer"}),
    "room": frozenset({"where"}),
    "whats_on": frozenset({"what", "exists", "when"}),
    "phases": frozenset({"what"}),
    "subject_line": frozenset({"what", "theme"}),
    "reference": frozenset({"letters", "what"}),
    "document": frozenset({"letters", "what"}),
    "how_much": frozenset({"how_many"}),
}
"""An ask hides those that its own words contain or that only lead up to it."""

GENERIC = ("what", "exists", "who", "whose", "how_many")


def settle(asks: Iterable[str]) -> tuple[str, ...]:
    """Drop the asks that another one hides, and the general ones beside precise ones."""
    asked = tuple(dict.fromkeys(asks))
    hidden = frozenset().union(*(DOMINATED.get(ask, frozenset()) for ask in asked))
    kept = tuple(ask for ask in asked if ask not in hidden)
    precise = tuple(ask for ask in kept if ask not in GENERIC)
    if precise == ("post",) and "who" in kept:
        return ("who", "post")
    return precise or kept
