"""Words of requests for reminders that hold in every language: what means everything, and what takes something out.

Pure. They come from `config/reminders`; what a request names is `subscribing`'s affair.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.wording import Wording
from knowledge.text import fold, tokenize

_BETWEEN = ";"
_NUMBER_SIGN = re.compile(r"№|\bn(?:r|um|o)?\.?\s*[º°]|\bn[or]\.(?=\s*\w*-?\d)", re.IGNORECASE)
"""The abbreviation for "number", which looks like a "no"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWords:
    """`everything` are whole requests, as `key` makes them; `excluding` are phrases as tokens of folded text."""

    everything: frozenset[str] = frozenset()
    excluding: frozenset[tuple[str, ...]] = frozenset()

    def excludes(self, text: str) -> bool:
        """Whether a text denies something or makes an exception, so that what it names may be what is not wanted."""
        tokens = _tokens(_NUMBER_SIGN.sub(" ", text))
        sizes = {len(phrase) for phrase in self.excluding}
        return any(tokens[at : at + size] in self.excluding for size in sizes for at in range(len(tokens) - size + 1))


def request_words(texts: Iterable[Wording]) -> RequestWords:
    """The words of several languages together.

    Args:
        texts: of `config/reminders`, in every language that may be written.
    """
    several = list(texts)
    everything = (word for one in several for word in (*one.say("everything").split(_BETWEEN), one.say("scopes.all")))
    excluding = (phrase for one in several for phrase in one.say("excluding").split(_BETWEEN))
    return RequestWords(everything=frozenset(map(key, everything)), excluding=frozenset(map(_tokens, excluding)))


def key(text: str) -> str:
    """A text as it is compared: spaces and case don't count."""
    return " ".join(text.casefold().split())


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenize(fold(text)))
