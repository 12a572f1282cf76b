"""Who signs a mail: name, post, organisation, number. Whoever only signs is no participant."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mail.nomination.details import find_phones
from mail.nomination.labelled import read_labels
from mail.nomination.names import is_name, strip_titles
from mail.nomination.organizations import find_organizations
from mail.nomination.records import Record, is_organization, is_position, person_from_chunk, take_details
from mail.nomination.scan import Scan
from mail.nomination.tables import put_value
from mail.nomination.text import squeeze, tokenize
from mail.nomination.words import MailWords

_MOST_LINES = 14
_MOST_WORDS = 16


@dataclass(slots=True, kw_only=True)
class Signature:
    """The one who signs, and the organisations named there."""

    record: Record = field(default_factory=Record)
    organizations: list[str] = field(default_factory=list)
    text: str = ""


def read_signature(lines: Sequence[str], words: MailWords) -> Signature:
    """Read what stands after the closing words."""
    found = Signature(text="\n".join(lines))
    for line in [line.strip() for line in lines if line.strip()][:_MOST_LINES]:
        _line(line, found, words)
    return found


def _line(line: str, found: Signature, words: MailWords) -> None:
    record = found.record
    pairs = read_labels(line, words)
    if pairs:
        for kind, value in pairs:
            if kind == "organization":
                found.organizations.append(squeeze(value))
            if kind in {"email", "phone", "mobile", "position", "name"}:
                put_value(record, kind, value, words)
        return
    rest = _without_number(take_details(line, words, record), record)
    text = squeeze(rest)
    if not text or len(tokenize(text)) > _MOST_WORDS:
        return
    if not record.name and _name(rest, record, words):
        found.organizations += [record.organization] if record.organization else []
        return
    for piece in [p.strip() for p in text.replace("|", "\n").replace(" - ", "\n").split("\n") if p.strip()]:
        _piece(piece, found, words)


def _without_number(text: str, record: Record) -> str:
    """What is left of a line; one that is nothing but digits is the signer's number, in national form too."""
    if any(c.isalpha() for c in text) or not (numbers := find_phones(text, labelled=True)):
        return text
    record.put("phone", numbers[0].value)
    return ""


def _name(rest: str, record: Record, words: MailWords) -> bool:
    bare, titled = strip_titles(squeeze(rest), words)
    if is_name(bare, words, sure=titled and not is_position(bare, words)):
        record.name = bare
        return True
    person = person_from_chunk(rest, words)
    if person is None:
        return False
    for kind in ("name", "position", "organization"):
        record.put(kind, getattr(person, kind))
    return True


def _piece(piece: str, found: Signature, words: MailWords) -> None:
    record = found.record
    if is_organization(piece, words) and not (is_position(piece, words) and not record.position):
        found.organizations.append(piece)
    elif is_position(piece, words) and not record.position:
        record.position = piece
        inner = find_organizations(Scan(piece, words))
        found.organizations += [o.text for o in inner if o.start > 0]
    elif (
        not record.position
        and record.name
        and not words.countries.find(tokenize(piece))
        and not any(c.isdigit() for c in piece)
    ):
        record.position = piece
