"""Where something takes place, as its sentence says it; `virtual` where that is online."""

import re
from collections.abc import Sequence

from knowledge.extraction.around import Around
from knowledge.extraction.traditional import simplified
from knowledge.extraction.words import Cue, LanguageWords
from knowledge.text import IS_HAN, fold

VIRTUAL = "virtual"
_PROPER = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ][\w’'-]{1,30}"
_LINK = r"(?:de|del|de la|de las|de los|des|du|la|las|le|les|el|los|of|the|and|y|et|и|d['’]|l['’])"
_NAMED = (
    rf"(?:(?:the|la|el|le|las|los|l['’])\s?)?{_PROPER}(?:,?\s(?:{_LINK}\s){{0,2}}{_PROPER}){{0,5}}"
    r"(?:,?\s\([^()]{2,40}\))?"
)
_LATIN = re.compile(rf"(?<!\w)(?P<prep>[^\W\d_]{{1,3}})\s(?P<place>{_NAMED})")
_AFTER_COMMA = re.compile(rf"^,\s(?P<place>{_NAMED})(?=\s*(?:[:;.,)]|$))")
_IN_BRACKETS = re.compile(rf"\((?P<place>{_NAMED})\)")
_HAN = re.compile(r"[在于](?P<place>[\u3400-\u9fff（）()·]{2,24}?)(?:举行|召开|举办|开幕|举|召|主办|设立|开会|进行)")
_ARABIC = re.compile(
    r"(?<!\w)(?:في|بمدينة|بمقر)\s(?P<place>[\u0621-\u06ff]{2,20}(?:\s[\u0621-\u06ff]{2,20}){0,2}"
    r"(?:\s?[،(]\s?[\u0621-\u06ff ]{2,30}\)?)?)"
)


def find_place(
    text: str, span: tuple[int, int], around: Around, dates: Sequence[tuple[int, int]], words: LanguageWords
) -> str | None:
    """Where what a date tells of takes place; None where its sentence doesn't say.

    Args:
        text: the sentence.
        span: of the date there.
        around: the same in the folded sentence.
        dates: of all dates there: they are no places.
        words: of the letter's language.
    """
    if around.has(Cue.ONLINE) and not around.anywhere(Cue.IN_PERSON):
        return VIRTUAL
    flat = around.cues.flat
    low, high = flat.place(around.low), flat.place(around.high)
    if found := _AFTER_COMMA.match(text[span[1] : high]):
        return found["place"]
    rows = [(start + low, end + low) for start, end in _candidates(text[low:high], words)]
    rows = [row for row in rows if not any(row[0] < end and start < row[1] for start, end in dates)]
    if not rows:
        return None
    begin, end = min(rows, key=lambda row: abs(row[0] - span[0]) - 10_000 * (row[0] >= span[1]))
    return text[begin:end].strip(" ،,")


def _candidates(text: str, words: LanguageWords) -> list[tuple[int, int]]:
    if IS_HAN.search(text):
        return [match.span("place") for match in _HAN.finditer(simplified(text))]
    if "في" in words.places:
        return [match.span("place") for match in _ARABIC.finditer(text)]
    return [match.span("place") for match in _LATIN.finditer(text) if fold(match["prep"]) in words.places]
