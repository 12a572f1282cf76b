"""Everything that Plazo knows, ready for use: the book, the lexicons, and what tells languages apart."""

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.book import FactBook
from knowledge.understanding.entities import References
from knowledge.understanding.language import WordLists
from knowledge.understanding.lexicon import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The knowledge of one start of the program; `lexicon` gives that of a language, loading it when first needed."""

    book: FactBook
    references: References
    word_lists: WordLists
    lexicon: Callable[[str], Lexicon]
