"""Who signs a letter: the name after the closing formula. His post is not told."""

from collections.abc import Sequence

from knowledge.extraction.document import Block
from knowledge.extraction.folding import flatten
from knowledge.extraction.people import names_of
from knowledge.extraction.words import LetterWords
from knowledge.text import IS_HAN

_LONGEST_NAME = 80


def read_signatory(closing: Sequence[Block], words: LetterWords) -> str | None:
    """The name under a letter; None where it is not signed by name.

    Args:
        closing: the blocks from the closing formula to the last line of the signature.
        words: of all languages.
    """
    for block in closing:
        for line in block.lines or (block.text,):
            if name := _name(line.strip(" *_"), words):
                return name
    return None


def _name(line: str, words: LetterWords) -> str | None:
    flat = flatten(line).text
    if not line or len(line) > _LONGEST_NAME or words.closing.match(flat) or line[-1] in ",:;，：":
        return None
    bare = words.signed.sub(" ", flat).strip(" ()[]（）*_.:")
    if not bare:
        return None
    if words.signed.search(flat):
        line = line.rpartition(")")[2] or line.partition("(")[0] or line.partition("（")[0]
    if found := words.post.match(flat):
        line = _after_post(line, flat, found.end()) if IS_HAN.search(line) else ""
    names = names_of(line, words) if line.strip() else []
    return names[0] if len(names) == 1 and (IS_HAN.search(line) or len(names[0].split()) > 1) else None


def _after_post(line: str, flat: str, end: int) -> str:
    return line[flatten(line).place(end) :] if end < len(flat) else ""
