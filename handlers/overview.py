"""What a letter is about at a glance, who answers for it, and what was last: for commands, which ask no question."""

from collections.abc import Iterable
from datetime import datetime

from knowledge.answering.values import Answer, Stated, Status
from knowledge.book import FactBook
from knowledge.model import Fact, Kind

_CONTACT_KINDS = (Kind.PERSON, Kind.EMAIL, Kind.PHONE, Kind.FAX)
_EVENT_ROLES = frozenset({"held", "opening", "final_week"})
_LATEST = 3


def contact_facts(book: FactBook, references: Iterable[str]) -> list[tuple[str, list[Fact]]]:
    """The contacts of some letters, each person once and detail by detail from the latest letter that gives it.

    Args:
        book: all that the letters say.
        references: of the letters.

    Returns:
        The letter that names a contact last, with the facts about it, the latest letter first.
    """
    order = sorted(references, key=lambda ref: book.letters[ref].date.first_day(), reverse=True)
    found: dict[str, tuple[str, dict[Kind, list[Fact]]]] = {}
    for reference in order:
        for fact in book.fact_list(book.facts_by_letter.get(reference, ())):
            if fact.kind in _CONTACT_KINDS and fact.role == "contact":
                _, details = found.setdefault(fact.person or reference, (reference, {}))
                known = details.setdefault(fact.kind, [])
                if not known or known[0].letter == reference:
                    known.append(fact)
    return [(ref, [fact for kind in _CONTACT_KINDS for fact in kinds.get(kind, [])]) for ref, kinds in found.values()]


def letter_facts(book: FactBook, reference: str) -> list[Fact]:
    """What matters first of a letter: its events, its deadlines and its contacts, as far as nothing replaced them."""
    own = [fact for fact in book.facts.values() if fact.letter == reference and not fact.replaced]
    events = [fact for fact in own if fact.kind is Kind.DATE and fact.role in _EVENT_ROLES and not fact.only_about]
    deadlines = [fact for fact in own if fact.kind is Kind.DEADLINE]
    contacts = [fact for _, facts in contact_facts(book, [reference]) for fact in facts]
    return [*deadlines, *events, *contacts]


def as_answer(facts: Iterable[Fact], listing: str | None = None) -> Answer:
    """Facts as an answer that can be rendered."""
    return Answer(status=Status.ANSWERED, stated=tuple(map(Stated, facts)), asks=(), listing=listing)


def latest_deadlines(book: FactBook) -> list[Fact]:
    """The last deadlines that there were, for when none is open."""
    return book.fact_list(reversed(book.deadlines[-_LATEST:]))


def latest_dates(book: FactBook, now: datetime) -> list[Fact]:
    """The last events that there were, the latest first, for when none is to come."""
    last = [letter.reference for letter in book.latest_letters(_LATEST)]
    facts = [fact for ref in last for fact in letter_facts(book, ref) if fact.kind is Kind.DATE and fact.when]
    past = [fact for fact in facts if fact.when and fact.when.first_day() <= now.date()]
    return sorted(past, key=lambda fact: fact.when.last_day() if fact.when else now.date(), reverse=True)[:_LATEST]
