"""Deadlines and events made of the dates of a letter: each once, with its name, its place and where to send."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from knowledge.extraction.candidates import Candidate
from knowledge.extraction.likeness import Shelves, is_finer, telling_words
from knowledge.extraction.numbers import emails_in, urls_in
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.setting import Role
from knowledge.extraction.values import Deadline, Event

_TIDY = " ,;:：，；、.。()（）[]|-–—¤"
_LONGEST_NAME = 200
_SHORTEST_NAME = 12


@lru_cache(maxsize=256)
def addresses_of(text: str) -> tuple[str, ...]:
    """E-mail and web addresses of a text, in order, each once."""
    mails = list(emails_in(text))
    bare = text
    for mail in mails:
        bare = bare[: mail.start] + " " * (mail.end - mail.start) + bare[mail.end :]
    found = sorted([*mails, *urls_in(bare)], key=lambda one: one.start)
    return tuple(dict.fromkeys(one.value for one in found))


def make_deadlines(candidates: Iterable[Candidate], sentences: Sequence[Sentence]) -> tuple[Deadline, ...]:
    """The deadlines among the dates, in order; a period's last day is one.

    Args:
        candidates: of the whole letter.
        sentences: of the whole letter; the next one of the same paragraph may tell where to send.
    """
    places = {id(sentence): n for n, sentence in enumerate(sentences)}
    made: list[Deadline] = []
    for one in candidates:
        if one.role not in {Role.DEADLINE, Role.PERIOD}:
            continue
        value = one.found.value
        value = value.partition("/")[2] if value and one.role is Role.PERIOD else value
        n = places.get(id(one.sentence))
        made.append(
            Deadline(
                value=value,
                what=_what(one),
                send_to=_send_to(one.sentence, sentences, n),
                quote=one.quote,
                zone=one.found.zone,
                written=_written(one),
            )
        )
    dated = {one.quote for one in made if one.value is not None}
    return tuple(_merged_deadlines([one for one in made if one.value is not None or one.quote not in dated]))


def _send_to(sentence: Sentence, sentences: Sequence[Sentence], n: int | None) -> tuple[str, ...]:
    own = addresses_of(sentence.text)
    if own or n is None:
        return own
    around = [m for m in (n + 1, n - 1) if 0 <= m < len(sentences) and sentences[m].block == sentence.block]
    return next((found for m in around if (found := addresses_of(sentences[m].text))), ())


def _written(one: Candidate) -> str:
    return one.sentence.text[one.found.start : one.found.end]


def _what(one: Candidate) -> str:
    """What is due: the longer of the words on either side of the date."""
    sides = [" ".join(side.split()).strip(_TIDY) for side in (one.before, one.after)]
    return max(sides, key=len)[:_LONGEST_NAME] or one.quote[:_LONGEST_NAME]


def _merged_deadlines(made: Sequence[Deadline]) -> list[Deadline]:
    kept: list[Deadline] = []
    shelves = Shelves()
    for one in made:
        n = next((n for n in shelves.near(one.value) if _is_same_deadline(kept[n], one)), None)
        if n is None:
            shelves.put(one.value, len(kept))
            kept.append(one)
        elif is_finer(one.value, kept[n].value):
            kept[n] = replace(one, send_to=one.send_to or kept[n].send_to)
        elif not kept[n].send_to:
            kept[n] = replace(kept[n], send_to=one.send_to)
    return kept


def _is_same_deadline(one: Deadline, other: Deadline) -> bool:
    shared = telling_words(one.quote) & telling_words(other.quote)
    if one.value == other.value:
        return one.quote == other.quote or bool(shared)
    return (is_finer(one.value, other.value) or is_finer(other.value, one.value)) and len(shared) > 1


def make_events(candidates: Iterable[Candidate]) -> tuple[Event, ...]:
    """The events among the dates, in order, each once; a period is one."""
    kept: list[tuple[Event, Candidate]] = []
    shelves = Shelves()
    for one in candidates:
        if one.role is Role.DEADLINE or one.found.value is None:
            continue
        value = f"{one.found.value}/.." if one.role is Role.BEGUN else one.found.value
        event = Event(
            name=_name(one),
            value=value,
            place=one.place,
            quote=one.quote,
            zone=one.found.zone,
            written=_written(one),
        )
        n = next((n for n in shelves.near(value) if _is_same_event(*kept[n], event, one)), None)
        if n is None:
            shelves.put(value, len(kept))
            kept.append((event, one))
        else:
            kept[n] = _completed(*kept[n], event, one)
    return tuple(event for event, _ in kept)


def _completed(one: Event, source: Candidate, other: Event, candidate: Candidate) -> tuple[Event, Candidate]:
    """Of one event that was read twice: what says more, with the place that either has."""
    if is_finer(other.value, one.value) or (source.is_subject and other.value == one.value):
        return replace(other, place=other.place or one.place), candidate
    return replace(one, place=one.place or other.place), source


def _is_same_event(one: Event, source: Candidate, other: Event, candidate: Candidate) -> bool:
    if one.value != other.value and not is_finer(one.value, other.value) and not is_finer(other.value, one.value):
        return False
    if one.quote == other.quote and one.value != other.value:
        return False
    shared = telling_words(source.quote) & telling_words(candidate.quote)
    return source.is_subject or candidate.is_subject or len(shared) > (0 if one.value == other.value else 1)


def _name(one: Candidate) -> str:
    """What takes place: the words before the date, or, where it comes first, those after it."""
    sides = (one.topic, one.before, one.after)
    topic, before, after = (" ".join(side.split()).strip(_TIDY) for side in sides)
    if len(topic) >= _SHORTEST_NAME:
        return topic[:_LONGEST_NAME]
    is_label = len(before) < _SHORTEST_NAME and len(after) > len(before)
    best = after if is_label else before
    return (best if len(best) >= _SHORTEST_NAME else one.quote)[:_LONGEST_NAME]
