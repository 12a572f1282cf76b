"""A letter's own reference, date, subject and addressees, from its head. Contacts are told by `contacts`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.extraction.dates import find_dates
from knowledge.extraction.document import Block, BlockKind
from knowledge.extraction.fields import Field, lines_of, read_fields
from knowledge.extraction.folding import flatten
from knowledge.extraction.numbers import emails_in, phones_in
from knowledge.extraction.references import is_reference, read_reference
from knowledge.extraction.traditional import simplified
from knowledge.extraction.words import Label, LetterWords
from knowledge.text import fold

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ENDS = " |•·,;*"
_SHORTEST_SUBJECT = 20
_LONGEST_SUBJECT_LINE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a letter says of the letter itself."""

    reference: str | None
    date: str | None
    subject: str | None
    addressees: tuple[str, ...]
    fields: tuple[Field, ...]
    """All lines of the head, with their labels."""


def read_head(blocks: Sequence[Block], language: str, words: LetterWords) -> Head:
    """Read a letter's head.

    Args:
        blocks: those before the text, salutation left out.
        language: of the letter; its dates may be written in another.
        words: of all languages.
    """
    fields = _complete([field for line in lines_of(blocks, words) for field in read_fields(line, words)])
    subject, taken = _subject(fields)
    rest = [field for n, field in enumerate(fields) if n not in taken]
    return Head(
        reference=read_reference(rest, words),
        date=first_day([f for f in rest if f.label in {None, Label.DATE, Label.REFERENCE}], language, words),
        subject=subject,
        addressees=tuple(_addressees(rest, words)),
        fields=tuple(rest),
    )


def _complete(fields: list[Field]) -> list[Field]:
    """Labels whose value stands in the next line take it over."""
    done: list[Field] = []
    for field in fields:
        last = done[-1] if done else None
        if field.label is None and last and not last.value and len(stack := _stack(done)) > 1:
            done[-len(stack) :] = _shared_out(field, stack)
            continue
        if last and last.label and not last.value and field.label is None and last.label is not Label.TO:
            done[-1] = Field(label=last.label, value=field.value, line=field.line)
        else:
            done.append(field)
    return done


def _stack(fields: Sequence[Field]) -> list[Field]:
    """The empty details at the end of fields: labels that stand in a column of their own."""
    found: list[Field] = []
    for field in reversed(fields):
        if field.value or field.label not in _DETAILS:
            break
        found.insert(0, field)
    return found


_DETAILS = {Label.PHONE, Label.FAX, Label.EMAIL, Label.WEB}


def _shared_out(field: Field, labels: Sequence[Field]) -> list[Field]:
    """Give a column of values to the labels beside it: addresses to those for addresses, numbers in order."""
    mails = [one.value for one in emails_in(field.value)]
    numbers = [one.value for one in phones_in(field.value, "ZZ", only_full=True)]
    found: list[Field] = []
    for label in labels:
        values = mails if label.label is Label.EMAIL else numbers if label.label is not Label.WEB else []
        found.append(Field(label=label.label, value=values.pop(0) if values else "", line=field.line))
    return found


def _subject(fields: Sequence[Field]) -> tuple[str | None, set[int]]:
    """The subject, and the numbers of the fields that it is made of."""
    subjects = [n for n, field in enumerate(fields) if field.label is Label.SUBJECT and field.value]
    subjects += [
        n for n, f in enumerate(fields) if f.label is Label.REFERENCE and f.value and not is_reference(f.value)
    ]
    for n in subjects[:1]:
        field = fields[n]
        if field.value:
            more = _continued(fields, n)
            return " ".join([field.value, *(f.value for f in more)]), {*range(n, n + 1 + len(more))}
    headings = [n for n, f in enumerate(fields) if _may_be_subject(f)]
    marked = [n for n in headings if fields[n].line.is_bold] or headings[-1:]
    if not marked:
        return None, set()
    block = max((fields[n].line.block for n in marked), key=lambda b: (_length(fields, b) >= _SHORTEST_SUBJECT, b))
    own = [n for n in headings if fields[n].line.block == block]
    text = " ".join(fields[n].value for n in own)
    return (text, set(own)) if len(text) >= _SHORTEST_SUBJECT else (None, set())


def _length(fields: Sequence[Field], block: int) -> int:
    return sum(len(f.value) for f in fields if f.line.block == block)


def _may_be_subject(field: Field) -> bool:
    return field.label is None and field.line.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING} and field.line.block > 1


def _continued(fields: Sequence[Field], n: int) -> list[Field]:
    """The lines of the same block that go on with a field."""
    more: list[Field] = []
    for field in fields[n + 1 :]:
        if field.label or field.line.block != fields[n].line.block or field.line.kind is BlockKind.CELL_ROW:
            break
        more.append(field)
    return more


def first_day(fields: Sequence[Field], language: str, words: LetterWords) -> str | None:
    """The first whole day that lines give, one that is labelled as the date before all others."""
    for field in sorted(fields, key=lambda f: f.label is not Label.DATE):
        for code in dict.fromkeys((language, "en", "fr", "es")):
            for found in find_dates(field.value, code, words.dates):
                if found.value and _DAY.fullmatch(found.value):
                    return found.value
    return None


def in_own_calendar(words: LetterWords, blocks: Sequence[Block]) -> LetterWords:
    """The words for a letter whose head shows that it counts its years from the Republic of China's first, 1912."""
    head = simplified("\n".join(block.text for block in blocks[:_FIRST_BLOCKS]))
    return replace(words, dates=words.dates.counting_from(_BEFORE_REPUBLIC)) if _REPUBLIC.search(head) else words


_FIRST_BLOCKS = 20
_BEFORE_REPUBLIC = 1911
_REPUBLIC = re.compile(r"民国\s?[\d一二三四五六七八九十百〇]{1,5}\s?年|(?<!\d)1\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日")


def _addressees(fields: Sequence[Field], words: LetterWords) -> Iterator[str]:
    at = next((n for n, field in enumerate(fields) if _is_to(field, words)), None)
    if at is None:
        return
    first = fields[at]
    if first.value:
        yield from _several(first.value if first.label else _without_to(first.value, words))
    for previous, field in zip(fields[at:], fields[at + 1 :], strict=False):
        if field.label is not None:
            if field.label is Label.TO or previous.line.block != field.line.block:
                break
            continue
        if not _goes_on(first, field) or _is_date_line(field.value):
            break
        if _is_broken(previous, field):
            continue
        yield from _several(_whole(fields, field))


def _is_to(field: Field, words: LetterWords) -> bool:
    if field.label is Label.TO:
        return True
    return field.label is None and bool(words.to_line.match(flatten(field.value).text))


def _goes_on(first: Field, field: Field) -> bool:
    is_list = field.line.kind in {BlockKind.ITEM, BlockKind.CELL_ROW}
    return (
        is_list
        or field.line.block == first.line.block
        or (not first.value and field.line.block == first.line.block + 1)
    )


def _is_broken(previous: Field, field: Field) -> bool:
    """Whether a line goes on with the item of the line before."""
    return field.line.kind is BlockKind.ITEM and not field.line.is_new and previous.line.block == field.line.block


def _whole(fields: Sequence[Field], field: Field) -> str:
    if field.line.kind is not BlockKind.ITEM:
        return field.value
    return " ".join(f.value for f in fields if f.line.block == field.line.block and f.label is None)


def _is_date_line(text: str) -> bool:
    return bool(re.search(r"\d{4}", fold(text))) and len(text) < 40  # noqa: PLR2004 - a short line with a year


def _without_to(text: str, words: LetterWords) -> str:
    """A line without the words that say "to the": "A los Estados Miembros"."""
    small = {word for language in words.languages.values() for word in language.function}
    head = text
    while head and fold(head.partition(" ")[0]) in small | _TO_WORDS:
        head = head.partition(" ")[2]
    return head or text


_TO_WORDS = frozenset(fold(word) for word in ("to", "a", "à", "aux", "au", "al", "إلى", "致"))


def _several(text: str) -> Iterator[str]:
    for part in re.split(r";\s|,\s(?=[A-ZÀ-ÞА-Я])|；", text.rstrip(" ,;:：.")):
        if bare := part.strip(" •·-–"):
            yield bare
