"""People's names as letters write them: after a courtesy title, or, in Chinese, before one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.extraction.folding import Flat, flatten
from knowledge.extraction.traditional import simplified
from knowledge.extraction.words import LetterWords
from knowledge.text import IS_HAN, fold

_PARTICLES = (
    "i|vom|zum|della|degli|ould|wa|binti|st|san|santa|de|del|della|der|den|da|das|dos|di|"
    "du|la|las|le|van|von|zu|bin|ibn|ben|abu|el|al|y|e|ter|ten|af|av|bint"
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ](?:\.|(?:[^\W\d_]|[’'`-]){0,30}))"
_WORD = rf"(?:(?:[Aa]l-|[Ee]l-|[dDlLoO]['’])?{_CAPITAL})"
_NAME = re.compile(rf"{_WORD}(?:\.?\s(?:(?:{_PARTICLES})\s){{0,2}}{_WORD}){{0,5}}")
_LONE = re.compile(rf"{_WORD}(?:\s(?:(?:{_PARTICLES})\s){{0,2}}{_WORD}){{1,4}}")
_ARABIC_NAME = re.compile(r"[\u0621-\u06ff]{2,20}(?:[\s-][\u0621-\u06ff]{2,20}){0,7}")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,10}(?:[·•‧・][\u3400-\u9fff]{1,10}){1,3}|[\u3400-\u9fff]{2,4}")
_DOUBLE = "欧阳|司马|上官|诸葛|司徒|东方|慕容|皇甫|尉迟|公孙|夏侯|令狐|端木|长孙|宇文|钟离|独孤|南宫|轩辕|百里"
"""Chinese surnames of two characters."""
_HAN_BEFORE = re.compile(
    rf"(?:{_DOUBLE})[\u3400-\u9fff]{{1,2}}$|"
    r"[\u3400-\u9fff]{1,10}(?:[·•‧・][\u3400-\u9fff]{1,10}){1,3}$|[\u3400-\u9fff]{2,3}$"
)
_LINKED = re.compile(r"\s?(?:/|;|；|、|\s(?:and|et|y|и|و|和|or|ou|o|или|或|أو)\s)\s?")
_STRANGE = re.compile(r"[\d@/\\=_<>\[\]{}?!:：+*#]")
_MOST_WORDS = 7
_SHORTEST_HAN = 2
_HAN_LINKS = frozenset("与和向由及请致对找同跟或给经为是")
"""What can stand right before a Chinese name."""
_MARKED = re.compile(rf"(?P<last>[A-ZÀ-ÖØ-ÞА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ'’ -]{{1,30}}),\s(?P<first>{_WORD}(?:\s{_WORD}){{0,2}})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name with its place in the text, the title included."""

    name: str
    start: int
    end: int


def people_in(text: str, words: LetterWords) -> Iterator[Person]:
    """Everybody in a text whose name has a courtesy or academic title, in order."""
    flat = flatten(text)
    at = 0
    while found := words.title.search(flat.text, at):
        at = max(found.end(), at + 1)
        if found.end() - found.start() == 1 and flat.text[: found.start()].rstrip()[-1:].isdigit():
            continue  # "2022 г." is a year
        person = _beside(text, flat, found.start(), found.end(), words)
        if person:
            yield person
            at = max(at, flat.offset(person.end))


def _beside(text: str, flat: Flat, start: int, end: int, words: LetterWords) -> Person | None:
    begin, stop = flat.place(start), flat.place(end)
    if IS_HAN.search(text[begin:stop]):
        return _han_before(text, begin, stop, words)
    rest = stop + len(text[stop:]) - len(text[stop:].lstrip(" ./\u00a0"))
    while (more := words.title.match(flat.text, flat.offset(rest))) and more.end() > more.start():
        stop = flat.place(more.end())
        rest = stop + len(text[stop:]) - len(text[stop:].lstrip(" ."))
    is_arabic = "\u0600" <= text[rest : rest + 1] <= "\u06ff"
    name = (_ARABIC_NAME if is_arabic else _NAME).match(text, rest)
    if not name or words.post.match(flatten(name.group()).text):
        return None
    bare = _arabic_name(name.group(), words) if is_arabic else name.group().rstrip(".")
    return Person(name=" ".join(bare.split()), start=begin, end=rest + len(bare)) if bare else None


def _arabic_name(text: str, words: LetterWords) -> str:
    """The words up to the first that is in no name."""
    arabic = words.languages["ar"]
    stops = arabic.function | arabic.place_ends
    others = (words.link, words.label)
    kept: list[str] = []
    for word in text.split(" "):
        is_other = fold(word) in stops or (kept and any(other.fullmatch(fold(word)) for other in others))
        particles = sum(part in _ARABIC_PARTICLES for part in kept)
        if (is_other and word != _ALI) or len(kept) - particles >= _MOST_ARABIC or words.post.fullmatch(fold(word)):
            break
        kept.append(word)
    return " ".join(kept)


_ARABIC_PARTICLES = frozenset({"بن", "ابن", "بنت", "عبد", "أبو", "أبي", "آل", "ولد", "أم"})
_MOST_ARABIC = 4
_ALI = "علي"
"""A name; folded, it is the same as "on"."""


def _han_before(text: str, begin: int, stop: int, words: LetterWords) -> Person | None:
    found = _HAN_BEFORE.search(simplified(text[max(0, begin - 40) : begin]))
    if not found:
        return None
    name = text[begin - len(found.group()) : begin]
    if len(name) > _SHORTEST_HAN and name[0] in _HAN_LINKS:
        name = name[1:]
    posts = [post.end() for post in words.post.finditer(name)]
    name = name[posts[-1] :] if posts and posts[-1] < len(name) else name
    return Person(name=name, start=begin - len(name), end=stop)


def named_before(text: str, end: int) -> Person | None:
    """A name without a title that ends right before a place: "Jane Doe (jane.doe@example.org)"."""
    names = list(_LONE.finditer(text[max(0, end - 120) : end]))
    if not names or text[max(0, end - 120) : end][names[-1].end() :].strip(" (（,:"):
        return None
    shift = max(0, end - 120)
    return Person(name=names[-1].group(), start=names[-1].start() + shift, end=names[-1].end() + shift)


def is_with_initials(name: str) -> bool:
    """Whether a name is a surname with initials: it can be nothing else."""
    return bool(_INITIALS.fullmatch(name))


_INITIALS = re.compile(rf"(?:[A-ZÀ-ÖØ-ÞА-ЯЁ]\.\s?){{1,3}}{_WORD}|{_WORD}(?:\s[A-ZÀ-ÖØ-ÞА-ЯЁ]\.){{1,3}}")


def names_of(value: str, words: LetterWords) -> list[str]:
    """The names in a labelled value such as "Mr A. Bee / Ms C. Dee, Adviser", without titles; an office is none."""
    if marked := _MARKED.fullmatch(_bare(value.split("(", maxsplit=1)[0].strip(), words)):
        return [f"{marked['first']} {marked['last']}"]
    found = [_name(part, words) for part in _LINKED.split(value)]
    return [name for name in found if name]


def _bare(text: str, words: LetterWords) -> str:
    """A text without the titles at its beginning, or in Chinese at its end."""
    text = text.strip(" .,;")
    while found := words.title.match(flatten(text).text):
        rest = text[flatten(text).place(found.end()) :].lstrip(" ./")
        if not rest or IS_HAN.match(text):
            break
        text = rest
    if IS_HAN.match(text[-1:]):
        flat = flatten(text)
        tail = next((m.start() for m in words.title.finditer(flat.text) if m.end() == len(flat.text)), 0)
        text = text[: flat.place(tail)] if tail else text
    return text.strip()


def _name(part: str, words: LetterWords) -> str | None:
    text = _bare(re.split(r"[,;(（，،؛]|\s[-–—]\s", part.strip(" .,;"))[0], words)
    if not text or _STRANGE.search(text) or len(text.split()) > _MOST_WORDS:
        return None
    if IS_HAN.match(text) and " " in text:
        text = text.split()[-1]  # an office, then who works there
    flat = flatten(text).text
    titled = bool(words.title.match(flatten(part.strip()).text))
    if words.unit.search(flat) and not titled:
        return None
    return text if titled or IS_HAN.match(text) or "\u0600" <= text[0] <= "\u06ff" or _NAME.fullmatch(text) else None
