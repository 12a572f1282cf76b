"""Contacts in tables whose head says which column holds names, telephone numbers and addresses."""

from collections.abc import Iterator, Sequence

from knowledge.extraction.contact_book import ContactBook, take_details
from knowledge.extraction.document import Block, BlockKind
from knowledge.extraction.folding import flatten
from knowledge.extraction.people import names_of, people_in
from knowledge.extraction.words import Label, LetterWords

_LONGEST_HEAD = 40
_DETAILS = {Label.PHONE, Label.FAX, Label.PHONE_FAX, Label.EMAIL}


def read_contact_tables(
    book: ContactBook, blocks: Sequence[Block], words: LetterWords, regions: Sequence[str]
) -> set[int]:
    """Take contacts from tables.

    Args:
        book: is filled.
        blocks: of the text.
        words: of all languages.
        regions: whose telephone numbers stand without a code, the likeliest first.

    Returns:
        The numbers of the blocks that are rows of such tables.
    """
    own: set[int] = set()
    columns: tuple[Label | None, ...] = ()
    for number, block in enumerate(blocks):
        if block.kind is not BlockKind.CELL_ROW:
            columns = ()
            continue
        if head := _columns(block.cells, words):
            columns = head
            own.add(number)
        elif columns and len(columns) == len(block.cells):
            _read_row(book, block.cells, columns, words, regions)
            own.add(number)
    return own


def _columns(cells: Sequence[str], words: LetterWords) -> tuple[Label | None, ...]:
    """What the columns hold, where one of them holds names and another one details; else nothing."""
    kinds = tuple(_kind(cell, words) for cell in cells)
    return kinds if Label.CONTACT in kinds and _DETAILS & set(kinds) else ()


def _kind(cell: str, words: LetterWords) -> Label | None:
    flat = flatten(cell.strip(" :：")).text
    if len(flat) > _LONGEST_HEAD or "@" in flat or any(c.isdigit() for c in flat):
        return None
    if words.name_head.fullmatch(flat):
        return Label.CONTACT
    labels = (words.labels.get(found.group()) for found in words.label.finditer(flat))
    return next((label for label in labels if label in _DETAILS), None)


def _read_row(
    book: ContactBook,
    cells: Sequence[str],
    columns: Sequence[Label | None],
    words: LetterWords,
    regions: Sequence[str],
) -> None:
    rows = list(zip(cells, columns, strict=True))
    names = [name for cell, label in rows if label is Label.CONTACT for name in _names(cell, words)]
    for name in names:
        book.add_person(name)
    for cell, label in rows:
        take_details(book, names, cell, label, regions)


def _names(cell: str, words: LetterWords) -> Iterator[str]:
    yield from names_of(cell, words) or [person.name for person in people_in(cell, words)]
