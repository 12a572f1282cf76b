"""Tells whose a detail of a sentence is: the person named right before or after a number or an address."""

import re
from collections.abc import Sequence

from knowledge.extraction.folding import flatten
from knowledge.extraction.numbers import Found
from knowledge.extraction.people import Person, is_with_initials, named_before
from knowledge.extraction.words import Label, LetterWords
from knowledge.text import IS_HAN

FAR = 70
"""Characters: a detail that stands further from a name is not that person's."""
_REACH = 120
_WINDOW = 48
_MOST_LINKS = 6
_MOST_POSTS = 2
_LONGEST_POST = 60
_SIGNS = ' (（,;:，：؛،|–—"«“-'
_NO_POST = re.compile(r"[\d@;:؛；：.!?]")
_LISTED = 2
_SHORTEST_FOR = 4
_UNCASED = re.compile(
    r"[\u0621-\u06ff]{2,20}(?:[\s-][\u0621-\u06ff]{2,20}){1,5}|[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}[·•][\u3400-\u9fff·•]{1,12}"
)


class Owners:
    """Goes through the details of a sentence in order.

    Attributes:
        is_joined: whether the last detail belongs to the one before it.
    """

    def __init__(
        self,
        text: str,
        people: Sequence[Person],
        words: LetterWords,
        *,
        cues: Sequence[int] = (),
        is_about_contacts: bool,
    ) -> None:
        """Take a sentence.

        Args:
            text: the sentence.
            people: those who have a title in it.
            words: of all languages.
            cues: where the words end that say that somebody is to be written to or called.
            is_about_contacts: whether it tells whom to write to or call.
        """
        self._cues = cues
        self._text = text
        self._words = words
        self._is_about_contacts = is_about_contacts
        self._people = people
        self._last: tuple[str | None, int] | None = None
        self.is_joined = False

    def of(self, found: Found) -> str | None:
        """Whose a detail is; None where nobody is named with it."""
        near = [p for p in self._people if p.end <= found.start and found.start - p.end <= FAR]
        new = near[-1] if near else self._after(found) or self._untitled(found)
        self.is_joined = False
        if new and (self._last is None or new.name != self._last[0]):
            self._last = (new.name, found.end)
            return new.name
        if self._last and found.start - self._last[1] <= FAR:
            self.is_joined = True
            self._last = (self._last[0], found.end)
            return self._last[0]
        self._last = (new.name if new else None, found.end)
        return self._last[0]

    def _after(self, found: Found) -> Person | None:
        rest = self._text[found.end : found.end + 3]
        following = next((p for p in self._people if 0 <= p.start - found.end <= FAR), None)
        if following and self._is_for(self._text[found.end : following.start]):
            return following
        begin = found.end + len(rest) - len(rest.lstrip(" "))
        if self._text[begin : begin + 1] not in {"(", "（"}:
            return None
        return next((p for p in self._people if begin < p.start + 1 <= begin + 3), None)

    def _is_for(self, between: str) -> bool:
        """Whether what stands between an address and a name says "for the attention of"."""
        found = [match.group() for match in self._words.label.finditer(flatten(between).text)]
        return "@" not in between and any(
            self._words.labels.get(word) is Label.TO and len(word) >= _SHORTEST_FOR for word in found
        )

    def _cued(self, end: int) -> Person | None:
        """All that stands between "contact" and a detail, where letters have no capitals that show a name."""
        begin = next((cue for cue in reversed(self._cues) if cue < end), None)
        if begin is None or end - begin > FAR:
            return None
        text = self._text[begin:end]
        units = [match.end() for match in self._words.unit.finditer(flatten(text).text) if IS_HAN.search(text)]
        start = begin + (flatten(text).place(units[-1]) if units else 0)
        start += len(self._text[start:end]) - len(self._text[start:end].lstrip(_SIGNS))
        name = self._text[start:end]
        if not _UNCASED.fullmatch(name) or self._is_no_name(name):
            return None
        return Person(name=name, start=start, end=end)

    def _is_no_name(self, name: str) -> bool:
        flat = flatten(name).text
        others = (self._words.unit, self._words.post, self._words.link, self._words.label)
        return any(other.search(flat) for other in others)

    def _untitled(self, found: Found) -> Person | None:
        """A name without a title before a detail, with labels, small words or a post between them."""
        end = self._without_links(found.start)
        if person := self._cued(end):
            return person
        for _ in range(_MOST_POSTS + 1):
            person = named_before(self._text, end)
            if person is not None and (person := self._bare(person)) and self._is_owner(person, found):
                return person
            comma = max(self._text.rfind(sign, max(0, end - _LONGEST_POST), end) for sign in ",،|")
            if comma < 0 or _NO_POST.search(self._text[comma + 1 : end]):
                return None
            end = len(self._text[:comma].rstrip())
        return None

    def _without_links(self, end: int) -> int:
        """Where the text before a detail ends, without "tel.:", "at the address" and the like."""
        begin = max(0, end - _REACH)
        text = self._text[begin:end].rstrip(_SIGNS)
        for _ in range(_MOST_LINKS):
            cut = _last_bracket(text) if text.endswith((")", "）")) else self._last_link(text)
            if cut is None:
                break
            text = text[:cut].rstrip(_SIGNS)
        return begin + len(text)

    def _last_link(self, text: str) -> int | None:
        shift = max(0, len(text) - _WINDOW)
        bare = text[shift:].rstrip(". ")
        flat = flatten(bare)
        for pattern in (self._words.label, self._words.link):
            at = next((m.start() for m in pattern.finditer(flat.text) if m.end() == len(flat.text)), None)
            if at is not None and (pattern is self._words.label or not bare[flat.place(at)].isupper()):
                return shift + flat.place(at)
        return None

    def _bare(self, person: Person) -> Person | None:
        """The person without the words before the name that are labels or posts: "Contact Jane Doe"."""
        name, start = person.name, person.start
        while " " in name and self._is_other(name.partition(" ")[0]):
            start += len(name.partition(" ")[0]) + 1
            name = name.partition(" ")[2]
        return Person(name=name, start=start, end=person.end) if " " in name else None

    def _is_other(self, word: str) -> bool:
        flat = flatten(word).text
        return bool(self._words.label.fullmatch(flat) or self._words.post.fullmatch(flat))

    def _is_owner(self, person: Person, found: Found) -> bool:
        flat = flatten(person.name).text
        if self._words.unit.search(flat) or self._words.post.search(flat):
            return False
        if "@" in found.value and fits(person.name, found.value):
            return True
        if is_with_initials(person.name) or (self._is_about_contacts and not self._is_the(person)):
            return True
        return len(self._text) <= _REACH and (person.start < _LISTED or self._is_labelled(person, found))

    def _is_labelled(self, person: Person, found: Found) -> bool:
        """Whether a name begins a clause and goes on with what its detail is called: "…: Jane Doe, mobile …"."""
        begins = self._text[: person.start].rstrip()[-1:] in _OPENINGS
        return begins and bool(self._words.label.search(flatten(self._text[person.end : found.start]).text))

    def _is_the(self, person: Person) -> bool:
        """Whether an article stands before it: "the Open Water Alliance" is nobody."""
        before = flatten(self._text[max(0, person.start - 6) : person.start]).text.split()
        return bool(before) and before[-1] in _ARTICLES


_OPENINGS = frozenset(":;：；؛–—")


def _last_bracket(text: str) -> int | None:
    """Where the brackets begin that a text ends with: "Jane Doe (visas)"."""
    at = max(text.rfind(sign) for sign in "(（")
    return at if at > 0 else None


_ARTICLES = frozenset({"the", "el", "la", "los", "las", "le", "les"})


def fits(name: str, email: str) -> bool:
    """Whether an address is a person's: it has a part of the name, or stands for its initials and last part."""
    local = flatten(email.partition("@")[0]).text
    parts = [part for part in re.split(r"[\s'’-]", flatten(name).text) if part.isalpha()]
    pieces = set(re.split(r"[._+\d-]", local))
    if any(part in local for part in parts if len(part) > 2):  # noqa: PLR2004 - no particles
        return True
    return any(part in pieces for part in parts if len(part) > 1)
