"""Tables of persons: with a head in any of the languages, without one, or turned, with the labels at the left."""

import re

from mail.nomination.details import find_emails, find_phones
from mail.nomination.labelled import cell_kind
from mail.nomination.names import is_name, strip_titles
from mail.nomination.records import Record, is_organization, is_position, person_from_chunk
from mail.nomination.scan import Scan
from mail.nomination.text import squeeze
from mail.nomination.words import MailWords

_MOST_COLUMNS = 20
_PERSONAL = frozenset({"name", "surname", "given"})
_COLUMNS = re.compile(r"\t|\s*\|\s*|\s{3,}")


def cells_of(line: str) -> list[str]:
    """The cells of a row; one where the line is none."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")][:_MOST_COLUMNS]
    if line.count("|") > 1 or (line.count("|") == 1 and line.strip().startswith("|")):
        return [cell.strip() for cell in line.strip().strip("|").split("|")][:_MOST_COLUMNS]
    return [line.strip()]


def spaced_cells(line: str) -> list[str]:
    """The cells of a row whose columns are set with blanks."""
    return [cell for cell in _COLUMNS.split(line.strip()) if cell][:_MOST_COLUMNS]


def head_of(cells: list[str], words: MailWords) -> list[str | None] | None:
    """What each column holds, where the row is a table's head."""
    kinds = [cell_kind(cell, words) if cell else None for cell in cells]
    known = [kind for kind in kinds if kind and kind != "number"]
    if len(known) < 2 or len(known) * 2 < sum(bool(cell) for cell in cells) or not _PERSONAL & set(known):  # noqa: PLR2004
        return None
    if any(find_emails(cell) for cell in cells):
        return None
    return kinds


def paired(cells: list[str], words: MailWords) -> list[tuple[str, str]]:
    """The labels and values of a row that holds two pairs or more, each label at the left of its value."""
    if len(cells) < 4 or len(cells) % 2:  # noqa: PLR2004 - one pair is read as any labelled value
        return []
    kinds = [cell_kind(cell, words) if cell else None for cell in cells]
    told = all(kinds[n] for n in range(0, len(cells), 2)) and not any(kinds[n] for n in range(1, len(cells), 2))
    return [(str(kinds[n]), cells[n + 1]) for n in range(0, len(cells), 2)] if told else []


def row_record(cells: list[str], kinds: list[str | None], words: MailWords) -> Record | None:
    """The person in a row of a table with a head."""
    record = Record()
    for cell, kind in zip(cells, kinds, strict=False):
        value = squeeze(cell) if kind not in {"phone", "mobile"} else cell.strip()
        if not value or kind is None or value.lower() in {"n/a", "na", "tbc", "tbd"} or value in {"-", "—", "–"}:
            continue
        put_value(record, kind, value, words)
    return record if record.has_name() else None


def put_value(record: Record, kind: str, value: str, words: MailWords) -> None:
    """Keep a value under its kind of label, read as such a value is."""
    if kind == "email":
        found = find_emails(value)
        if found:
            record.put("email", found[0].value)
        return
    if kind in {"phone", "mobile"}:
        numbers = find_phones(value, labelled=True)
        if numbers:
            record.put(kind, numbers[0].value)
        record.put("email", next((found.value for found in find_emails(value)), ""))
        return
    if kind == "position" and Scan(value, words).has("courtesy") and len(value) < 12 and not is_position(value, words):  # noqa: PLR2004
        return
    if kind == "name":
        _put_name(record, value, words)
    elif kind == "country":
        hits = words.countries.find(Scan(value, words).tokens)
        if hits:
            record.put("country", max(hits, key=lambda h: h.end - h.start).label)
    elif kind not in {"other", "number", "salutation", "contact", "fax"}:
        record.put(kind, value)


def _put_name(record: Record, value: str, words: MailWords) -> None:
    """A name, after which more may stand in the same place."""
    bare = value.split("\n", maxsplit=1)[0]
    divided = any(mark in bare for mark in ",;،，；(（@") or re.search(r"\s[-–—]\s", bare)
    person = person_from_chunk(bare, words, sure=True) if divided else None
    if person is None:
        stripped, _ = strip_titles(bare, words)
        record.put("name", stripped)
        return
    if bare.count(",") == 1 and not person.position and not person.email and not person.organization:
        record.put("name", person.name)
        return
    for kind in ("name", "position", "email", "phone", "mobile", "organization", "country"):
        record.put(kind, getattr(person, kind))


def headless_record(cells: list[str], words: MailWords) -> Record | None:
    """The person in a row of a table without a head, told by what the cells hold."""
    record = Record()
    for cell in cells:
        value = squeeze(cell)
        if not value or value.isdigit():
            continue
        stripped, titled = strip_titles(value, words)
        emails, phones = find_emails(cell), find_phones(cell, labelled=True)
        if emails:
            record.put("email", emails[0].value)
        elif phones:
            record.put("phone", phones[0].value)
        elif not record.name and is_name(stripped, words, sure=titled):
            record.put("name", stripped)
        elif is_organization(value, words):
            record.put("organization", value)
        elif hits := [h for h in words.countries.find(Scan(value, words).tokens) if h.start == 0]:
            record.put("country", hits[0].label)
        elif is_position(value, words) or record.name:
            record.put("position", value)
    return record if record.name and (record.email or record.position or record.phone) else None
