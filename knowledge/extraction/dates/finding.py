"""Finds the dates of a text, from left to right, in linear time.

The steps are: tokens, items, chains of points with the words around them, clock times that stand apart from their day,
years from the same sentence, EDTF values. What a date is for (deadline, event, mention) is not decided here.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.extraction.dates.chains import Chain, Link, read_chain
from knowledge.extraction.dates.clocks import Clock, read_clock
from knowledge.extraction.dates.eras import count_from_eras
from knowledge.extraction.dates.items import Item, make_items
from knowledge.extraction.dates.parts import has, is_apart, text_at
from knowledge.extraction.dates.relative import read_relative
from knowledge.extraction.dates.rendering import Stretch, render, set_clock
from knowledge.extraction.dates.surroundings import Before, is_blocked, look_after, look_before, names_place
from knowledge.extraction.dates.tokens import tokenize
from knowledge.extraction.dates.values import Bound, FoundDate
from knowledge.extraction.dates.words import DateWords, Label, Lexicon
from knowledge.extraction.dates.years import end_of_revision, fill_from_sentences, is_lone_year

_BEGINNINGS = frozenset(
    {
        Label.MONTH,
        Label.WEEKDAY,
        Label.PART,
        Label.SPAN,
        Label.WITHIN,
        Label.UNTIL,
        Label.MORNING,
        Label.AFTERNOON,
        Label.NOON,
        Label.MIDNIGHT,
        Label.ZONE,
        Label.ABOUT,
        Label.DATE_TENTATIVE,
    }
)
_FARTHEST_CLOCK = 80


@dataclass(slots=True)
class _Found:
    """What a pass over the items has found so far."""

    stretches: list[Stretch] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    relative: list[FoundDate] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


def _is_other(items: Sequence[Item], chain: Chain) -> bool:
    """Whether a day is the number of a version or the name of a street."""
    point = chain.points[0]
    if point.form and has(items, chain.at - 1 - (text_at(items, chain.at - 1) == "."), Label.NOT_DAY):
        return True
    return len(chain.points) == 1 and point.day is not None and names_place(items, chain.at)


def _is_date(chain: Chain, before: Before) -> bool:
    """Whether a chain is a date: months alone need a year, a range, or a word that makes them one."""
    months = all(point.day is None and point.year is None and not point.about for point in chain.points)
    if not months or Link.RANGE in chain.links:
        return True
    marks = (before.since, before.until, before.between)
    return before.lead or any(mark is not None for mark in marks)


def _begins_with_clock(chain: Chain) -> bool:
    """Whether "from" is said of a clock time: "from 9 a.m. on 4 June"."""
    clock = chain.points[0].clock
    return clock is not None and clock.at == chain.at


def _stretch(items: Sequence[Item], chain: Chain, before: Before) -> tuple[Stretch, int]:
    """A chain with the words around it, and the index after them."""
    after = look_after(items, chain.end)
    is_range = Link.RANGE in chain.links or (Link.SLASH in chain.links and chain.points[0].day is None)
    at, bound = chain.at, Bound.NONE
    if is_range:
        openings = [n for n in (before.opening, before.since, before.between) if n is not None]
        at = min([at, *openings])
    elif (before.since is not None or after.onward) and not _begins_with_clock(chain):
        at, bound = at if before.since is None else before.since, Bound.FROM
    if before.until is not None or (after.until and not is_range):
        at, bound = at if before.until is None else min(at, before.until), Bound.UNTIL
    at = min([at, *(n for n in (before.tentative, before.about) if n is not None)])
    if before.about is not None or after.about:
        chain = replace(chain, points=tuple(replace(point, about=True) for point in chain.points))
    stretch = Stretch(
        chain=chain,
        start=items[at].start,
        end=items[max(after.end, chain.end) - 1].end,
        sentence=items[chain.at].sentence,
        bound=bound,
        tentative=after.tentative or before.tentative is not None,
    )
    return stretch, max(after.end, chain.end)


def _date_at(items: Sequence[Item], at: int, lexicon: Lexicon, found: _Found) -> tuple[int, bool]:
    """Look for a date at an item: the index to go on at, and whether there is one."""
    if items[at].number >= 0 and not is_apart(items, at):
        return at + 1, False
    before = look_before(items, at)
    blocked = is_blocked(items, at)
    chain, end = read_chain(items, at, lexicon, between=before.between is not None, blocked=blocked)
    if chain is None:
        return end, False
    if chain.at != at:
        before = look_before(items, chain.at)
    if not _is_date(chain, before) or _is_other(items, chain):
        return end, False
    stretch, end = _stretch(items, chain, before)
    found.stretches.append(stretch)
    found.places.append(chain.at)
    return end, True


def _clock_at(items: Sequence[Item], at: int, found: _Found) -> int:
    clock = read_clock(items, at)
    if clock is None or not clock.sure:
        return at + 1
    found.clocks.append(clock)
    return clock.end


def _relative_at(items: Sequence[Item], at: int, found: _Found) -> int | None:
    end = read_relative(items, at)
    if end is not None:
        place = items[at].start, items[end - 1].end
        found.relative.append(FoundDate(start=place[0], end=place[1], value=None, rule="relative", bound=Bound.UNTIL))
    return end


def _scan(items: Sequence[Item], lexicon: Lexicon) -> _Found:
    found, at, no_chain = _Found(), 0, 0
    while at < len(items):
        item = items[at]
        if item.number < 0 and not item.labels:
            at += 1
        elif Label.REVISED in item.labels and text_at(items, at - 1) == "(":
            at = end_of_revision(items, at)
        elif item.number >= 0 or not _BEGINNINGS.isdisjoint(item.labels):
            if Label.DATE_TENTATIVE in item.labels:
                found.notes.append(at)
            at, no_chain = _step(items, at, no_chain, lexicon, found)
        else:
            at += 1
    return found


def _step(items: Sequence[Item], at: int, no_chain: int, lexicon: Lexicon, found: _Found) -> tuple[int, int]:
    """Look for a date, a relative deadline or a clock time at an item; where to go on, and where dates may begin."""
    if at >= no_chain:
        end, is_date = _date_at(items, at, lexicon, found)
        if is_date:
            return end, end
        no_chain = end
    end_of_relative = _relative_at(items, at, found)
    if end_of_relative is not None:
        return end_of_relative, no_chain
    return _clock_at(items, at, found), no_chain


def _takes_clock(stretch: Stretch) -> bool:
    point = stretch.chain.points[0]
    return len(stretch.chain.points) == 1 and point.day is not None and point.clock is None


def _attach_clocks(items: Sequence[Item], found: _Found) -> None:
    """Give each clock time to the day before it in its sentence, else to the day after it."""
    for clock in found.clocks:
        n = bisect_left(found.places, clock.at)
        for candidate in (n - 1, n):
            if not 0 <= candidate < len(found.stretches):
                continue
            stretch = found.stretches[candidate]
            near = abs(found.places[candidate] - clock.at) <= _FARTHEST_CLOCK
            if stretch.sentence != items[clock.at].sentence or not near:
                continue
            if _takes_clock(stretch):
                timed = set_clock(stretch, clock)
                is_until = candidate == n and look_before(items, clock.at).until is not None
                found.stretches[candidate] = replace(timed, bound=Bound.UNTIL) if is_until else timed
            break


def _attach_notes(items: Sequence[Item], found: _Found) -> None:
    """Take "(date to be confirmed)" for the day before it in its sentence."""
    for note in found.notes:
        n = bisect_left(found.places, note) - 1
        if n >= 0 and found.stretches[n].sentence == items[note].sentence:
            found.stretches[n] = replace(found.stretches[n], tentative=True)


def find_dates(text: str, language: str, words: DateWords) -> list[FoundDate]:
    """Find every date, range and relative deadline in a text.

    Args:
        text: of a letter, or a part of one.
        language: one of the six codes.
        words: of all languages.

    Returns:
        What was found, by place; the days of a list that lie apart are one each, with the place of the whole list.
    """
    return _dates(*_scanned(text, language, words))


def find_dates_and_years(text: str, language: str, words: DateWords) -> tuple[list[FoundDate], list[tuple[int, int]]]:
    """Find the dates of a text and the years that stand alone, as in the name of an edition ("Forum 2023").

    Args:
        text: of a letter, or a part of one.
        language: one of the six codes.
        words: of all languages.

    Returns:
        The dates as `find_dates` gives them; offset and year of each that belongs to no date, range of years, agenda
        or revision of another document.
    """
    items, found = _scanned(text, language, words)
    dates = _dates(items, found)
    return dates, _years(len(text), items, found)


def _scanned(text: str, language: str, words: DateWords) -> tuple[Sequence[Item], _Found]:
    lexicon = words.lexicons[language]
    items = count_from_eras(make_items(tokenize(text), lexicon), lexicon.era)
    return items, _scan(items, lexicon)


def _dates(items: Sequence[Item], found: _Found) -> list[FoundDate]:
    _attach_clocks(items, found)
    _attach_notes(items, found)
    dates, sentences = list[FoundDate](), list[int]()
    for stretch in found.stretches:
        rendered = render(stretch)
        dates += rendered
        sentences += [stretch.sentence] * len(rendered)
    return sorted([*fill_from_sentences(dates, sentences), *found.relative], key=lambda one: one.start)


def _years(length: int, items: Sequence[Item], found: _Found) -> list[tuple[int, int]]:
    inside = bytearray(length + 1)
    for one in found.stretches:
        inside[one.start : one.end] = b"\1" * (one.end - one.start)
    years, at = list[tuple[int, int]](), 0
    while at < len(items):
        if Label.REVISED in items[at].labels and text_at(items, at - 1) == "(":
            at = end_of_revision(items, at)
        elif is_lone_year(items, at) and not inside[items[at].start]:
            years.append((items[at].start, items[at].number))
        at += 1
    return years
