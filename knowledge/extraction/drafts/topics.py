"""What a letter's words are about, as concepts and subjects: what a question that names them would find.

Words are matched against the same lists as a question's, and never repaired: a letter has few slips, and a repaired
word could give a fact a topic that its sentence lacks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.selecting import CLAIMABLE
from knowledge.model import Tags
from knowledge.text import Token, fold, tokenize
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.matching import Match, Matcher

_EMPTY = frozenset({"letter", "itu", "edition", "series", "process", "other-matter", "off-topic"})
"""Topics that say nothing of what a sentence is about."""
_NAMING = frozenset({"concept", "name"})
_COURTEOUS = frozenset({"neutral", "social"})
"""What wraps a question; in a letter its words are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReader:
    """Reads topics with the words of the letter's language."""

    lexicon: Lexicon

    def topics(self, text: str) -> Tags:
        """The concepts and subjects that a text names."""
        tokens = self._tokens(text)
        matches = self._matches(tokens)
        for match in list(matches):
            if len(match.at) > 1 and all(label.category in _COURTEOUS for label in match.labels):
                matches += self._matches([tokens[n] for n in match.at[1:]])  # "please confirm" is what is to be done
        found = (label for match in matches for label in match.labels if label.category in _NAMING)
        return frozenset(label.id for label in found) - _EMPTY

    def concepts(self, text: str, subjects: Tags) -> Tags:
        """The concepts that a text names.

        Args:
            text: the letter's words.
            subjects: ids that are left out, since a sentence that mentions a subject need not be about it.
        """
        return self.topics(text) - subjects - CLAIMABLE

    def is_new(self, text: str) -> bool:
        """Whether a text holds a word that no list explains, and so can become a name without hiding another one."""
        tokens = self._tokens(text)
        explained = {n for match in self._matches(tokens) for n in match.at}
        return any(n not in explained and not token.is_number for n, token in enumerate(tokens))

    def is_filling(self, word: str) -> bool:
        """Whether a word only joins others: an article, a preposition."""
        labels = [label for match in self._matches(self._tokens(word)) for label in match.labels]
        return bool(labels) and all(label.category in {"function", "until"} for label in labels)

    def _tokens(self, text: str) -> Sequence[Token]:
        return tokenize(fold(text).translate(self.lexicon.variants))

    def _matches(self, tokens: Sequence[Token]) -> list[Match]:
        return [match for match in Matcher(tokens, self.lexicon).matches() if not match.repaired]
