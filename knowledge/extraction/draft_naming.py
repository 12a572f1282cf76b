"""Names and ids for what a letter speaks of: what its title calls the event, editions named after their siblings."""

import re
from collections.abc import Mapping, Sequence

from knowledge.extraction.draft_topics import TopicReader
from knowledge.extraction.folding import flatten
from knowledge.model import LANGUAGES
from knowledge.schema import SomeNames
from knowledge.text import IS_HAN, fold, squeeze, tokenize

_LONGEST_ID = 48
_MOST_TITLE_WORDS = 80
_MOST_WORDS = 20_000
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_HAN = 4
_SHORTEST = 2
_BREAK = re.compile(r"[,:;(（，：；、]|\s[-–—]\s")


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
    bare = re.sub(r"^(?:19|20)\d\d年?\s*|[\s,(（-]*(?:19|20)\d\d[\s)）年]*$", "", name.strip())
    return bare.strip() or name.strip()


def event_name(title: str, body: str, reader: TopicReader) -> str:
    """What a letter's title calls its event.

    The longest run of words that title and text share: an invitation names its event in both, and what stands around
    the name differs. Where nothing is shared it is the title up to its first break.

    Args:
        title: the letter's subject line.
        body: its text.
        reader: knows articles and the like, which begin or end no name.
    """
    flat = flatten(title)
    tokens = tokenize(flat.text)[:_MOST_TITLE_WORDS]
    words = [token.text for token in tokens]
    text = f" {' '.join(token.text for token in tokenize(fold(squeeze(body)))[:_MOST_WORDS])} "
    text = text.replace(f" {' '.join(words)} ", " . ")  # the subject line itself shares every word
    start, end = _longest_shared(words, text)
    while start < end and (words[start].isdigit() or reader.is_filling(words[start])):
        start += 1
    while start < end and (words[end - 1].isdigit() or reader.is_filling(words[end - 1])):
        end -= 1
    least = _SHORTEST_HAN if start < end and IS_HAN.match(words[start]) else _SHORTEST
    if end - start < least:
        return without_year(_BREAK.split(title.strip(), maxsplit=1)[0])
    return without_year(title[flat.place(tokens[start].start) : flat.place(tokens[end - 1].end)])


def _longest_shared(words: Sequence[str], text: str) -> tuple[int, int]:
    best = (0, 0)
    for start in range(len(words)):
        end = start + best[1] - best[0] + 1
        while end <= len(words) and f" {' '.join(words[start:end])} " in text:
            best = (start, end)
            end += 1
    return best


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
