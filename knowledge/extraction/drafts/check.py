"""Whether a draft's fact could stand in a published letter as it is. The whole is checked by loading it.

The same rules as in `loading`, but for one fact, before there is a letter: so that whoever edits hears at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.book import FactBook
from knowledge.canonical import check_value, is_supported
from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.draft import Draft
from knowledge.model import Kind
from knowledge.schema import FactRow
from knowledge.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a letter's facts stand on: its text, what they may name, and the facts of other letters."""

    text: str
    subjects: frozenset[str]
    topics: frozenset[str]
    facts: frozenset[str]


def ground_of(text: str, draft: Draft, book: FactBook, concepts: frozenset[str]) -> Ground:
    """What the facts of a draft stand on.

    Args:
        text: of the letter.
        draft: with the subjects that it proposes.
        book: all that is published.
        concepts: the ids of `concepts.yaml`.
    """
    subjects = frozenset(book.subjects) | {row.id for row in draft.subjects}
    return Ground(
        text=squeeze(text),
        subjects=subjects,
        topics=subjects | concepts,
        facts=frozenset(i for i, fact in book.facts.items() if fact.letter != draft.reference),
    )


def complaint(row: FactRow, draft: Draft, ground: Ground) -> str | None:
    """What is wrong with a fact, beginning with the field; None where it can be accepted.

    Args:
        row: the fact.
        draft: the others, which it may name.
        ground: what it stands on.
    """
    try:
        check_value(row.kind, row.value)
        return next(_complaints(row, draft, ground), None)
    except BadLetterError as error:
        return str(error)


def _complaints(row: FactRow, draft: Draft, ground: Ground) -> Iterator[str]:
    if squeeze(row.quote) not in ground.text:
        yield f"quote: not in the letter's text: “{row.quote}”"
    if not is_supported(row.kind, row.value, row.quote):
        yield f"value: {row.value!r} is not borne out by its quote “{row.quote}”"
    for field in ("subject", "person", "label_of"):
        name = getattr(row, field)
        if name and name not in ground.subjects:
            yield f"{field}: unknown subject {name!r}"
    if unknown := {part for tag in row.about for part in tag.split("+")} - ground.topics:
        yield f"about: unknown id {min(unknown)!r}"
    if row.kind is Kind.DEADLINE and not row.label:
        yield "label: a deadline needs one, in one language at least: what has to be done by then"
    if row.zone and not _is_zone(row.zone):
        yield f"zone: {row.zone!r} is no IANA time zone, such as Europe/Zurich"
    yield from (f"send_to: unknown fact {name!r}" for name in row.send_to if draft.fact(name) is None)
    yield from (f"supersedes: unknown fact {name!r}" for name in row.supersedes if name not in ground.facts)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
