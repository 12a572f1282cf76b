"""Deadlines and events made of the dates of a letter: each once, with its name, its place and where to send."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.edtf import Edtf, parse_edtf
from knowledge.extraction.candidates import Candidate
from knowledge.extraction.numbers import emails_in, urls_in
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.setting import Role
from knowledge.extraction.values import Deadline, Event
from knowledge.text import IS_HAN, fold, tokenize

_TIDY = " ,;:：，；、.。()（）[]|-–—¤"
_LONGEST_NAME = 200
_SHORTEST_NAME = 12
_TELLING = 4
"""Letters: shorter words are too common to tell that two sentences speak of one thing."""


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
            )
        )
    return tuple(_merged_deadlines(made))


def _send_to(sentence: Sentence, sentences: Sequence[Sentence], n: int | None) -> tuple[str, ...]:
    own = addresses_of(sentence.text)
    if own or n is None:
        return own
    around = [m for m in (n + 1, n - 1) if 0 <= m < len(sentences) and sentences[m].block == sentence.block]
    return next((found for m in around if (found := addresses_of(sentences[m].text))), ())


def _what(one: Candidate) -> str:
    """What is due: the longer of the words on either side of the date."""
    sides = [" ".join(side.split()).strip(_TIDY) for side in (one.before, one.after)]
    return max(sides, key=len)[:_LONGEST_NAME] or one.quote[:_LONGEST_NAME]


def _merged_deadlines(made: Sequence[Deadline]) -> list[Deadline]:
    kept: list[Deadline] = []
    for one in made:
        n = next((n for n, other in enumerate(kept) if _is_same_deadline(other, one)), None)
        if n is None:
            kept.append(one)
        elif _is_finer(one.value, kept[n].value):
            kept[n] = replace(one, send_to=one.send_to or kept[n].send_to)
        elif not kept[n].send_to:
            kept[n] = replace(kept[n], send_to=one.send_to)
    return kept


def _is_same_deadline(one: Deadline, other: Deadline) -> bool:
    if one.value == other.value:
        return one.quote == other.quote or bool(_telling(one.quote) & _telling(other.quote))
    finer = _is_finer(one.value, other.value) or _is_finer(other.value, one.value)
    return finer and len(_telling(one.quote) & _telling(other.quote)) > 1


def make_events(candidates: Iterable[Candidate]) -> tuple[Event, ...]:
    """The events among the dates, in order, each once; a period is one."""
    kept: list[tuple[Event, Candidate]] = []
    for one in candidates:
        if one.role is Role.DEADLINE or one.found.value is None:
            continue
        value = f"{one.found.value}/.." if one.role is Role.BEGUN else one.found.value
        event = Event(name=_name(one), value=value, place=one.place, quote=one.quote, zone=one.found.zone)
        _take(kept, event, one)
    return tuple(event for event, _ in kept)


def _take(kept: list[tuple[Event, Candidate]], event: Event, one: Candidate) -> None:
    """Add an event, or let it complete the one that it is."""
    for n, (other, source) in enumerate(kept):
        if not _is_same_event(other, source, event, one):
            continue
        better = _is_finer(event.value, other.value) or (source.is_subject and event.value == other.value)
        winner, loser = (event, other) if better else (other, event)
        kept[n] = (replace(winner, place=winner.place or loser.place), one if better else source)
        return
    kept.append((event, one))


def _is_same_event(one: Event, source: Candidate, other: Event, candidate: Candidate) -> bool:
    is_subject = source.is_subject or candidate.is_subject
    if one.value != other.value and not _is_finer(one.value, other.value) and not _is_finer(other.value, one.value):
        return False
    if one.quote == other.quote and one.value != other.value:
        return False
    shared = _telling(source.quote) & _telling(candidate.quote)
    return is_subject or len(shared) > (0 if one.value == other.value else 1)


def _name(one: Candidate) -> str:
    """What takes place: the words before the date, or, where it comes first, those after it."""
    sides = (one.topic, one.before, one.after)
    topic, before, after = (" ".join(side.split()).strip(_TIDY) for side in sides)
    if len(topic) >= _SHORTEST_NAME:
        return topic[:_LONGEST_NAME]
    is_label = len(before) < _SHORTEST_NAME and len(after) > len(before)
    return (after if is_label else before)[:_LONGEST_NAME] or one.quote[:_LONGEST_NAME]


def _is_finer(one: str | None, other: str | None) -> bool:
    """Whether the first says the same as the second, only more exactly: a day of a month, an hour of a day."""
    if one is None or other is None or one == other or "XXXX" in one + other:
        return False
    fine, coarse = parse_edtf(one), parse_edtf(other)
    if fine.start.first_day() == coarse.start.first_day() and fine.open_end and coarse.end is None:
        return not coarse.is_day or not coarse.has_clock
    if coarse.open_end or fine.open_end:
        return False
    inside = coarse.first_day() <= fine.first_day() and fine.last_day() <= coarse.last_day()
    return inside and _detail(fine) > _detail(coarse) and (coarse.end is None or not coarse.is_day)


def _detail(when: Edtf) -> int:
    point = when.start
    return sum((point.month is not None, point.day is not None, point.clock is not None, when.end is not None))


def _telling(text: str) -> set[str]:
    """The words by which two sentences are seen to speak of one thing."""
    if IS_HAN.search(text):
        han = re.sub(r"[^\u3400-\u9fff]", " ", text)
        return {han[n : n + 2] for n in range(len(han) - 1) if " " not in han[n : n + 2]} - _HAN_DATES
    return {token.text for token in tokenize(fold(text)) if len(token.text) > _TELLING and not token.is_number}


_HAN_DATES = {"年月", "月日", "日至", "日前", "举行", "将于"}
