"""Tokens to items: phrases of the lexicon found by the longest match, numbers in words and Chinese numerals counted.

One pass from left to right; a phrase has a bounded length, so the time is linear in the text.
"""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.extraction.dates.counting import Counted, count_han, count_words
from knowledge.extraction.dates.tokens import Token
from knowledge.extraction.dates.words import Label, Labels, Lexicon

_NOTHING: Labels = {}
_LONGEST_NUMBER = 4
_LONGEST_ABBREVIATION = 4
_PARAGRAPH = 2
_SHORTEST_MONTH = 3
_ENDS = frozenset("!?؟。")
_BULLETS = frozenset("-•·*–—▪●o")


class Item(NamedTuple):
    """A phrase of the lexicon, a number, or any other token.

    Attributes:
        text: folded, of its first token.
        start: offset in the text.
        end: offset after it.
        labels: what it can be.
        number: its value, -1 where it is none.
        width: how many digits it has; 0 for a number in words.
        glued: whether nothing stands between it and the item before.
        sentence: which sentence of the text it belongs to.
        is_word: whether it is made of letters, Chinese characters apart.
        is_capital: whether it begins with a capital letter.
    """

    text: str
    start: int
    end: int
    labels: Labels
    number: int
    width: int
    glued: bool
    sentence: int
    is_word: bool
    is_capital: bool

    @property
    def is_digits(self) -> bool:
        """Whether it is a number in digits or Chinese numerals."""
        return self.width > 0


def _match(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Labels, int]:
    """The longest phrase that begins at a token, and how many tokens it has."""
    node, labels, size = lexicon.root, _NOTHING, 0
    for n in range(at, len(tokens)):
        token = tokens[n]
        if n > at and token.breaks == _PARAGRAPH:
            break
        following = node.steps.get(token.text)
        if following is None:
            break
        node = following
        if node.labels:
            labels, size = node.labels, n - at + 1
    return labels, size


def _split(token: Token, lexicon: Lexicon) -> tuple[Token, ...]:
    """A word cut after a prefix that is written together with it, where the rest is a word of dates."""
    if not token.is_word or token.text in lexicon.known:
        return (token,)
    for prefix in lexicon.prefixes:
        rest = token.text[len(prefix) :]
        node = lexicon.root.steps.get(rest) if token.text.startswith(prefix) else None
        if node is not None and (len(rest) >= _SHORTEST_MONTH or Label.MONTH not in node.labels):
            cut = token.start + len(prefix)
            return token._replace(text=prefix, end=cut), token._replace(text=rest, start=cut, glued=True, breaks=0)
    return (token,)


class _Sentences:
    """Counts the sentences while the tokens go by."""

    def __init__(self) -> None:
        self.number = 0
        self.last: Token | None = None
        self.stop_counts = False

    def see(self, token: Token, labels: Labels) -> int:
        """The number of the sentence that a token belongs to."""
        last = self.last
        if last is not None and self._is_break(token, last):
            self.number += 1
        if token.text != ".":
            self.stop_counts = _may_end(token, labels)
        self.last = token
        return self.number

    def _is_break(self, token: Token, last: Token) -> bool:
        if token.breaks == _PARAGRAPH or (token.breaks and token.text in _BULLETS) or last.text in _ENDS:
            return True
        begins = token.is_capital or token.is_number or not token.text.isascii()
        return last.text == "." and not token.glued and begins and self.stop_counts


def _may_end(token: Token, labels: Labels) -> bool:
    """Whether a full stop after a word ends a sentence: not after what may be shortened ("Sr.", "Sept.")."""
    if Label.MONTH in labels:
        return Label.ABBREVIATION not in labels
    return not token.is_word or len(token.text) > _LONGEST_ABBREVIATION


def _plain(token: Token, labels: Labels, end: int, sentence: int) -> Item:
    number, width = -1, 0
    if token.is_number:
        width = len(token.text)
        number = int(token.text) if width <= _LONGEST_NUMBER else -1
    return Item(
        token.text, token.start, end, labels, number, width, token.glued, sentence, token.is_word, token.is_capital
    )


def _counted(tokens: Sequence[Token], at: int, lexicon: Lexicon, labels: Labels) -> Counted | None:
    if Label.NUMBER in labels or Label.ORDINAL in labels:
        return count_words(tokens, at, lexicon)
    return count_han(tokens, at) if lexicon.language == "zh" and not labels else None


def _paragraph(token: Token, sentence: int) -> Item:
    """What stands for an empty line, so that nothing is read across it."""
    return Item("\n", token.start, token.start, _NOTHING, -1, 0, False, sentence, False, False)  # noqa: FBT003


def make_items(tokens: Sequence[Token], lexicon: Lexicon) -> list[Item]:
    """Find what the tokens of a text can be in dates of a language."""
    rows = [part for token in tokens for part in _split(token, lexicon)] if lexicon.prefixes else tokens
    items, sentences, at = list[Item](), _Sentences(), 0
    while at < len(rows):
        token = rows[at]
        labels, size = _match(rows, at, lexicon)
        counted = _counted(rows, at, lexicon, labels)
        sentence = sentences.see(token, labels)
        if token.breaks == _PARAGRAPH:
            items.append(_paragraph(token, sentence))
        if counted and counted.size >= size:
            kept = labels if counted.size == size else _NOTHING
            item = _plain(token, kept, rows[at + counted.size - 1].end, sentence)
            items.append(item._replace(number=counted.value, width=counted.width))
            size = counted.size
        else:
            items.append(_plain(token, labels, rows[at + max(size, 1) - 1].end, sentence))
        at += max(size, 1)
        if size > 1:
            sentences.see(rows[at - 1]._replace(breaks=0), labels)
    return items
