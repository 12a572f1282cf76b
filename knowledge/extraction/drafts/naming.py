"""Names and ids for what a letter speaks of: what its title calls the event, editions named after their siblings."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter

from knowledge.extraction.drafts.topics import TopicReader
from knowledge.extraction.folding import flatten
from knowledge.model import LANGUAGES
from knowledge.schema import SomeNames
from knowledge.text import IS_HAN, fold, squeeze, stem, tokenize

_LONGEST_ID = 48
_MOST_TITLE_WORDS = 80
_MOST_WORDS = 20_000
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_HAN = 4
_SHORTEST = 2
_SURE = 3
"""So many words of substance that title and text share as they stand are taken for a name."""
_BREAK = re.compile(r"[,:;(（，：；]|\s[-–—]\s")


def slug_of(text: str) -> str:
    """An id made of a text: folded words joined by hyphens, in whatever script."""
    words = [token.text for token in tokenize(fold(text))]
    joined = "".join(words) if any(IS_HAN.match(word) for word in words) else "-".join(words)
    return joined[:_LONGEST_ID].strip("-") or "unnamed"


def years_in(text: str) -> list[int]:
    """The years that a text gives, in order."""
    return [int(year) for year in _YEAR.findall(fold(text))]


def without_year(name: str) -> str:
    """A name without a year at its end or beginning."""
    bare = re.sub(r"^(?:(?:19|20)\d\d)?年\s*|^(?:19|20)\d\d\s+|[\s,(（-]*(?:19|20)\d\d[\s)）年]*$", "", name.strip())
    return bare.strip() or name.strip()


def event_name(pieces: Sequence[str], body: str, reader: TopicReader) -> str:
    """What a letter's title calls its event.

    The longest run of words that title and text share: an invitation names its event in both, and what stands around
    the name differs. Where nothing is shared it is the title up to its first break.

    Args:
        pieces: the letter's subject line, cut at its dates.
        body: the letter's text.
        reader: knows articles and the like, which begin or end no name.
    """
    words = [token.text for token in tokenize(fold(squeeze(body)))[:_MOST_WORDS]]
    weight, name = _best(pieces, words, reader, str)
    if weight < _SURE:  # the text may inflect what the title has in its basic form
        stems = partial(stem, language=reader.lexicon.language)
        weight, name = max((weight, name), _best(pieces, words, reader, stems), key=itemgetter(0))
    longest = max(pieces, default="", key=len).strip()
    least = _SHORTEST_HAN if IS_HAN.search(longest) else _SHORTEST
    if weight >= least:
        return without_year(name)
    first = _BREAK.split(longest, maxsplit=1)[0]
    return without_year(first if len(first) > least else longest)


def _best(
    pieces: Sequence[str], words: Sequence[str], reader: TopicReader, form: Callable[[str], str]
) -> tuple[int, str]:
    """The run of most substance that a piece of the title shares with the text, words compared by their form."""
    text = f" {' '.join(map(form, words))} "
    return max((_shared(piece, text, reader, form) for piece in pieces), default=(0, ""), key=itemgetter(0))


def _shared(piece: str, text: str, reader: TopicReader, form: Callable[[str], str]) -> tuple[int, str]:
    """The run of words that a piece of the title shares with the text, and how many of them are of substance."""
    flat = flatten(piece)
    tokens = tokenize(flat.text)[:_MOST_TITLE_WORDS]
    words = [form(token.text) for token in tokens]
    own = f" {' '.join(words)} "
    text = text.replace(own, " . ", 1)  # the subject line itself shares every word
    empty = [t.is_number or (not IS_HAN.match(t.text) and reader.is_filling(t.text)) for t in tokens]
    best = (0, 0, 0)
    for start in range(len(words)):
        if empty[start]:
            continue
        end = start + 1
        while end <= len(words) and f" {' '.join(words[start:end])} " in text:
            weight = sum(not is_empty for is_empty in empty[start:end])
            if weight > best[0]:
                best = (weight, start, end)
            end += 1
    weight, start, end = best
    return weight, piece[flat.place(tokens[start].start) : flat.place(tokens[end - 1].end)] if weight else ""


def edition_names(series: Mapping[str, str], sibling: tuple[Mapping[str, str], int] | None, year: int) -> SomeNames:
    """The names of a new edition, after those of a sibling, or of the series where there is none.

    Args:
        series: its names, by language.
        sibling: the names of another edition and its year.
        year: of the new one.
    """
    names = {}
    for language in LANGUAGES:
        known = sibling[0].get(language, "") if sibling else ""
        if sibling and str(sibling[1]) in known:
            names[language] = known.replace(str(sibling[1]), str(year))
        elif series.get(language):
            names[language] = _with_year(series[language], language, year)
    return SomeNames.model_validate(names)


def _with_year(name: str, language: str, year: int) -> str:
    return f"{year}年{name}" if language == "zh" else f"{name} {year}"
