"""The words by which mails are read, and how phrases are found in a text. The words come from outside, as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mail.nomination.text import Token, clean, has_han, tokenize

_GAP = "…"
_GAP_WORDS = 5
_GAP_CHARACTERS = 8
_SHORTEST_PREFIX = 2
LISTS = (
    "courtesy",
    "academic",
    "posts",
    "units",
    "organizations",
    "missions",
    "strangers",
    "ends",
    "links",
    "nominate",
    "interest",
    "self",
    "accepts",
    "introduce",
    "not_organizations",
    "and_me",
    "withdraw",
    "withdraw_self",
    "no_replacement",
    "replace",
    "instead_of",
    "out",
    "contact_person",
    "behalf",
    "ask",
    "question_words",
    "receipt",
    "indirect",
    "subscribe",
    "affirm",
    "deny",
    "unsubscribe",
    "advert",
    "chatter",
    "greetings",
    "closings",
    "stops",
    "position_starts",
    "not_names",
)
"""The lists that each language's file has, beside `labels`:

- `courtesy`, `academic`: titles before a name (in Chinese after it); `posts`: words of which one stands in a post
- `organizations`: words of which one stands in an organisation's name; `missions` transmit what others decide;
  `not_organizations` only look so; `strangers` are those written to; `units` are parts that belong to a post; `links`
  join an organisation's words and `ends` never belong to it
- `nominate`, `interest`, `self`: somebody takes part; the organisation does; the sender does; `introduce`: "I am";
  `accepts`: "I accept": by it the sender takes part unless somebody else is named
- `withdraw`, `withdraw_self`: somebody does not; the sender does not
- `replace`, `no_replacement`: one for another, nobody for another; `instead_of`, `out`: who stands beside is out
- `and_me` at the end of a list of participants: the sender is one of them
- `contact_person`, `behalf`: who stands after is no participant
- `ask`, `question_words`: a request to be told, and what makes it one; `receipt`: only to be told that the mail came;
  `indirect`: a sentence that only weighs nominating
- `affirm` answers a request to confirm, `deny` says that nothing was asked for; `subscribe`, `unsubscribe`, `advert`,
  `chatter`, `greetings`, `closings`
- `stops` end a post in running text, `position_starts` begin it; `not_names` are in no person's name
"""


class Hit(NamedTuple):
    """A phrase found: its label, and the tokens from `start` up to `end`."""

    label: str
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    is_prefix: bool

    def fits(self, token: Token) -> bool:
        if self.is_prefix:
            return any(form.startswith(self.text) for form in token.forms())
        return self.text in token.forms()


class _Phrase(NamedTuple):
    words: tuple[_Word | None, ...]
    gap: int
    label: str


def _compile(text: str, label: str) -> _Phrase | None:
    words: list[_Word | None] = []
    for part in clean(text).replace(_GAP, f" {_GAP} ").split():
        if part == _GAP:
            words.append(None)
            continue
        tokens = tokenize(part)
        words += [_Word(token.text, part.endswith("*") and n == len(tokens) - 1) for n, token in enumerate(tokens)]
    if not words or words[0] is None:
        return None
    return _Phrase(tuple(words), _GAP_CHARACTERS if has_han(text) else _GAP_WORDS, label)


class PhraseTable:
    """Phrases, found by their first word in time linear in the text."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        """Take phrases with their labels."""
        self._exact: dict[str, list[_Phrase]] = {}
        self._prefixed: dict[str, list[_Phrase]] = {}
        for text, label in rows:
            phrase = _compile(text, label)
            if phrase is None:
                continue
            first = phrase.words[0]
            if first is not None:
                (self._prefixed if first.is_prefix else self._exact).setdefault(first.text, []).append(phrase)

    def _begun(self, token: Token) -> Iterator[_Phrase]:
        for form in token.forms():
            yield from self._exact.get(form, ())
            if self._prefixed:
                for size in range(_SHORTEST_PREFIX if not token.is_han else 1, len(form) + 1):
                    yield from self._prefixed.get(form[:size], ())

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Every phrase in the text, in order; of one label at one place the longest."""
        found: list[Hit] = []
        for start, token in enumerate(tokens):
            ends: dict[str, int] = {}
            for phrase in self._begun(token):
                end = _match(phrase, tokens, start)
                if end > ends.get(phrase.label, 0):
                    ends[phrase.label] = end
            found += [Hit(label, start, end) for label, end in ends.items()]
        return found


def _match(phrase: _Phrase, tokens: Sequence[Token], start: int) -> int:
    """Where the phrase that begins at `start` ends, 0 where it does not stand there."""
    at, room = start + 1, 0
    for word in phrase.words[1:]:
        if word is None:
            room = phrase.gap
            continue
        stop = min(at + room + 1, len(tokens))
        hit = next((n for n in range(at, stop) if word.fits(tokens[n])), -1)
        if hit < 0:
            return 0
        at, room = hit + 1, 0
    return at


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """All words, of all languages together: mails mix them.

    `lists` holds a table for each name of `LISTS`, labelled with the language; `labels` what stands before a value,
    labelled with its kind; `countries` the names of countries, labelled with their codes, and `adjectives` the words
    derived from them. `surnames` are Chinese.
    """

    lists: Mapping[str, PhraseTable]
    labels: PhraseTable
    countries: PhraseTable
    adjectives: PhraseTable
    surnames: frozenset[str]


def build_words(
    languages: Iterable[Mapping[str, Any]],
    countries: Iterable[tuple[str, str]],
    adjectives: Iterable[tuple[str, str]],
) -> MailWords:
    """Make the words of what the files of the languages hold.

    Args:
        languages: the content of each file.
        countries: names with their codes of ISO 3166-1 alpha-2.
        adjectives: words derived from them, with the same codes.
    """
    files = list(languages)
    lists = {
        name: PhraseTable((text, str(file["language"])) for file in files for text in file.get(name, ()))
        for name in LISTS
    }
    labels = PhraseTable((text, kind) for file in files for kind, texts in file["labels"].items() for text in texts)
    surnames = frozenset(name for file in files for name in file.get("surnames", ()))
    return MailWords(
        lists=lists,
        labels=labels,
        countries=PhraseTable(countries),
        adjectives=PhraseTable(adjectives),
        surnames=surnames,
    )
