"""What is collected of one person while a mail is read, and how a piece of text becomes one."""

import re
from dataclasses import dataclass, field

from mail.nomination.countries import countries_in
from mail.nomination.details import Detail, find_emails, find_phones
from mail.nomination.names import is_name, strip_titles, tidy
from mail.nomination.organizations import find_organizations
from mail.nomination.runs import runs
from mail.nomination.scan import Scan
from mail.nomination.text import squeeze
from mail.nomination.words import MailWords

_PARTS = re.compile(r"[,;،؛，；、|()（）\[\]<>\t\n]|\s[-–—]\s?|[–—]|(?<=\w)\s?:\s|：|(?<![\w])/(?![\w])")
_LONGEST_PART = 200
_FAX, _PHONE, _MOBILE = "fax", "phone", "mobile"


@dataclass(slots=True, kw_only=True)
class Record:
    """A person, as far as known. `out` is set for somebody who is replaced, `weak` for a mere mention."""

    name: str = ""
    surname: str = ""
    given: str = ""
    patronymic: str = ""
    position: str = ""
    unit: str = ""
    organization: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    out: bool = False
    weak: bool = False
    kinds: set[str] = field(default_factory=set)
    line: int = 0

    def full_name(self, words: MailWords) -> str:
        """The name in its usual order."""
        if self.surname and not self.name:
            surname, _ = strip_titles(self.surname, words)
            given, _ = strip_titles(self.given, words)
            if not given:
                return tidy(surname, words)
            if any("\u4e00" <= c <= "\u9fff" for c in surname):
                return surname + given
            rest = f"{given} {self.patronymic}".strip()
            return tidy(f"{surname}, {rest}", words)
        return tidy(self.name or self.given, words)

    def has_name(self) -> bool:
        """Whether it names anybody."""
        return bool(self.name or self.surname or self.given)

    def put(self, kind: str, value: str) -> None:
        """Keep a value of a kind of label."""
        if not value:
            return
        self.kinds.add(kind)
        if getattr(self, kind, None) == "":
            setattr(self, kind, value)


def kind_of_phone(text: str, start: int, words: MailWords) -> str | None:
    """What the label before a number says that it is: phone, mobile or fax; None where there is no label."""
    scan = Scan(text[max(0, start - 30) : start], words)
    hits = [h for h in scan.labels if h.label in {_FAX, _PHONE, _MOBILE, "email"} and h.end >= len(scan.tokens) - 1]
    return max(hits, key=lambda h: (h.end, h.end - h.start)).label if hits else None


def take_details(text: str, words: MailWords, record: Record) -> str:
    """Move addresses and numbers out of a text into a record.

    Returns:
        The rest of the text, with the labels of what was taken blanked out.
    """
    emails = find_emails(text)
    cuts: list[Detail] = list(emails)
    for email in emails:
        record.put("email", email.value)
    masked = _blank(text, emails)
    for phone in find_phones(masked, labelled=True):
        kind = kind_of_phone(masked, phone.start, words)
        if kind is None and "+" not in phone.value and not phone.value.startswith("00"):
            continue
        cuts.append(phone)
        if kind != _FAX:
            record.put(kind if kind == _MOBILE else _PHONE, phone.value)
    if not cuts:
        return text
    return _without_labels(text, cuts, words)


def _blank(text: str, cuts: list[Detail]) -> str:
    for cut in cuts:
        text = text[: cut.start] + " " * (cut.end - cut.start) + text[cut.end :]
    return text


def _without_labels(text: str, cuts: list[Detail], words: MailWords) -> str:
    blanked = _blank(text, cuts)
    scan = Scan(blanked, words)
    starts = sorted(cut.start for cut in cuts)
    pieces = []
    for hit in scan.labels:
        if hit.label not in {"email", _PHONE, _MOBILE, _FAX}:
            continue
        end = scan.tokens[hit.end - 1].end
        near = next((start for start in starts if start >= end), None)
        if near is not None and not blanked[end:near].strip(" .:：()（）=-–\t№nNo°º#<[*|/"):
            pieces.append(Detail(value="", start=scan.tokens[hit.start].start, end=near))
    return _blank(blanked, pieces)


def split_parts(text: str) -> list[str]:
    """A text cut at what divides a name from a post, an organisation and the like."""
    return [part for piece in _PARTS.split(text) if (part := squeeze(piece or ""))]


def is_position(text: str, words: MailWords) -> bool:
    """Whether a piece of text is a post: a word for one stands near its beginning, or anywhere in a short one."""
    if not text or len(text) > _LONGEST_PART:
        return False
    scan = Scan(text, words)
    return scan.has("posts")


def is_organization(text: str, words: MailWords) -> bool:
    """Whether a piece of text is an organisation rather than a post."""
    scan = Scan(text, words)
    found = [*scan.hits("organizations"), *scan.hits("missions")]
    if not found or not scan.tokens:
        return False
    posts = [h for h in scan.hits("posts") if not scan.tokens[h.start].is_han or h.end == len(scan.tokens)]
    first = min(h.start for h in found)
    if scan.tokens[0].is_han:
        return not posts and max(h.end for h in found) >= len(scan.tokens)
    return not posts or (first < min(h.start for h in posts) and len(scan.tokens) > 2)  # noqa: PLR2004


def person_from_chunk(text: str, words: MailWords, *, sure: bool = False) -> Record | None:
    """The person that a line or an item names at its beginning, with what stands after the name.

    Args:
        text: cleaned, of one person.
        words: all words.
        sure: the text is said to be a name, so that unusual ones count.
    """
    record = Record()
    rest = take_details(text, words, record)
    parts = split_parts(rest)
    if not parts:
        return None
    swapped = _surname_first(parts, rest, words)
    if swapped:
        parts = swapped
    if not _take_name(parts, record, words, sure=sure):
        return None
    _take_rest(parts[1:], record, words)
    return record


def _surname_first(parts: list[str], rest: str, words: MailWords) -> list[str] | None:
    """The parts of "SURNAME, Given, Director" with the name put together."""
    lead = rest.lstrip(" \t•*-–")
    if len(parts) < 2 or not lead.startswith(parts[0]) or not lead[len(parts[0]) :].lstrip().startswith(","):  # noqa: PLR2004
        return None
    head, bare = strip_titles(parts[0], words)[0], strip_titles(parts[1], words)[0]
    capitals = head.upper() == head and head.lower() != head and bare.upper() != bare
    one_word = len(head.split()) == 1 and len(bare.split()) <= 2 and "," in rest  # noqa: PLR2004
    plain = not is_position(bare, words) and not is_organization(bare, words) and not countries_in(bare, words)
    named = all(word[0].isupper() for word in bare.split()) and len(bare.split()) <= 3  # noqa: PLR2004
    if not (plain and named and (capitals or one_word) and not is_position(head, words)):
        return None
    return [tidy(f"{head}, {bare}", words), *parts[2:]]


def _take_name(parts: list[str], record: Record, words: MailWords, *, sure: bool) -> bool:
    first, titled = strip_titles(parts[0], words)
    if is_name(first, words, sure=sure or titled) and not (titled and _has_post_inside(first, words)):
        record.name = first
        return True
    scan = Scan(parts[0], words)
    found = runs(scan, free=True)
    if found and (found[0].titled_from <= 0 or found[0].start == 0):
        run = found[0]
        record.name = scan.between(run.start, run.end - 1)
        tail = squeeze(parts[0][scan.tokens[run.end - 1].end :])
        titles = {h.start: h.end for h in scan.hits("courtesy")}
        if run.end in titles:
            tail = squeeze(parts[0][scan.tokens[titles[run.end] - 1].end :])
        if tail:
            parts.insert(1, tail)
        return True
    if len(found) == 1 and found[0].is_titled and is_position(parts[0], words) and found[0].end >= len(scan.tokens) - 1:
        record.name = scan.between(found[0].start, found[0].end - 1)
        cut = (
            scan.tokens[max(found[0].titled_from, 0)].start
            if not scan.tokens[found[0].start].is_han
            else scan.tokens[found[0].start].start
        )
        record.position = squeeze(parts[0][:cut])
        return True
    if len(parts) > 1 and is_position(parts[0], words):
        name, other_titled = strip_titles(parts[1], words)
        if is_name(name, words, sure=other_titled):
            record.name, record.position = name, parts[0]
            parts.pop(0)
            return True
    if scan.tokens and scan.tokens[0].is_han and is_position(parts[0], words):
        return _take_han(scan, parts, record)
    return False


def _has_post_inside(text: str, words: MailWords) -> bool:
    return any(hit.start for hit in Scan(text, words).hits("posts"))


def _take_han(scan: Scan, parts: list[str], record: Record) -> bool:
    """Read "司长王明": a post with the name after it."""
    last = max((h.end for h in scan.hits("posts")), default=0)
    tail = (
        Scan(squeeze(parts[0][scan.tokens[last - 1].end :]), scan.words) if last and last < len(scan.tokens) else None
    )
    if tail is None or not is_name(tail.text, scan.words):
        return False
    record.name, record.position = tail.text, scan.between(0, last - 1)
    return True


def _take_rest(parts: list[str], record: Record, words: MailWords) -> None:
    """Sort what stands after a name into post, organisation and country."""
    for part in parts:
        scan = Scan(part, words)
        if not scan.tokens or (len(scan.tokens) == 1 and len(part) < 2):  # noqa: PLR2004
            continue
        whole = [h for h in words.countries.find(scan.tokens) if h.start == 0 and h.end == len(scan.tokens)]
        if whole:
            record.put("country", whole[0].label)
        elif _tells_nothing(scan):
            continue
        elif is_organization(part, words) and not (not record.position and is_position(part, words)):
            _take_organization(part, scan, record)
        elif not record.position or (_goes_on(scan, record) and len(record.position) + len(part) < _LONGEST_PART):
            value = _position_of(part, scan, record)
            record.position = f"{record.position}, {value}" if record.position and value else record.position or value


def _tells_nothing(scan: Scan) -> bool:
    """Whether a piece is a label without a value, a title alone, or about somebody to ask."""
    if any(h.start == 0 and h.end == len(scan.tokens) for h in scan.labels) or scan.has("contact_person"):
        return True
    return len(scan.tokens) == 1 and scan.has("courtesy") and not scan.has("posts")


def _goes_on(scan: Scan, record: Record) -> bool:
    """Whether a further piece belongs to the post before it: "Senior Officer, Small Business Programmes"."""
    if any(token.is_number and len(token.text) > 1 for token in scan.tokens):
        return False
    return (not record.organization and not scan.has("stops", "ends")) or (
        scan.has("units") and not record.organization
    )


def _take_organization(part: str, scan: Scan, record: Record) -> None:
    if (
        scan.hits("units")
        and scan.hits("units")[0].start == 0
        and record.position
        and not record.unit
        and not any(h.start == 0 and h.label != "units" for h in scan.hits("missions"))
    ):
        strong = [h for h in scan.hits("organizations") if h.start > 0]
        if (
            not strong
            and {h.start for h in scan.hits("units")} & {h.start for h in scan.hits("organizations")}
            and record.position
        ):
            record.unit = part
            return
    record.put("organization", part)


def _position_of(part: str, scan: Scan, record: Record) -> str:
    """A post without what introduces it and without the organisation that it is in."""
    begin = max((h.end for h in scan.hits("position_starts") if h.start == 0), default=0)
    if 0 < begin < len(scan.tokens):
        part = part[scan.tokens[begin].start :]
    inner = Scan(part, scan.words)
    for organization in find_organizations(inner):
        if organization.start > 0 and not inner.tokens[0].is_han:
            record.put("organization", organization.text)
    return part
