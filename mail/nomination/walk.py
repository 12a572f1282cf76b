"""Reads a text line by line and collects the persons it puts forward, whatever form they are given in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mail.nomination.details import find_emails, undisguise
from mail.nomination.labelled import bare_label, read_labels, without_bullet
from mail.nomination.names import is_name, strip_titles
from mail.nomination.prose import Sentence
from mail.nomination.records import Record, is_organization, is_position, person_from_chunk, take_details
from mail.nomination.scan import Scan
from mail.nomination.tables import cells_of, head_of, headless_record, put_value, row_record, spaced_cells
from mail.nomination.text import has_han, squeeze, tokenize
from mail.nomination.words import MailWords
from mail.nomination.zones import is_greeting, sentences

MOST_RECORDS = 100
_PERSONAL = frozenset({"name", "surname", "given"})
_DETAILS = frozenset({"position", "email", "phone", "mobile", "patronymic"})
_LONGEST_ITEM = 45
_LONGEST_LINE = 14
_LONGEST_HAN = 30


@dataclass(slots=True, kw_only=True)
class Found:
    """What a text holds: persons, labelled organisations and countries, and the sentences of its prose, in order."""

    records: list[Record] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


class Walker:
    """Goes through the lines of one text."""

    def __init__(self, words: MailWords) -> None:
        """Take the words."""
        self.words = words
        self.found = Found()
        self.current: Record | None = None
        self.kinds: list[str | None] | None = None
        self.spaced = False
        self.expecting = self.withdrawn = self.contact = self.headed = self.listing = False
        self.gap = False
        self.stacked = False
        self.prose: list[str] = []

    def walk(self, lines: Sequence[str]) -> Found:
        """Read all lines."""
        n = 0
        lines = [undisguise(line) for line in lines]
        while n < len(lines) and len(self.found.records) < MOST_RECORDS:
            n += self._line(lines, n)
        self._end_prose()
        return self.found

    def _line(self, lines: Sequence[str], n: int) -> int:
        """Read the line at `n`; how many lines were used."""
        line = lines[n].strip()
        if not line:
            self._end_prose()
            self.gap, self.stacked = True, False
            self.contact = self.contact and self.headed
            self.headed = False
            self.kinds = None if self.spaced else self.kinds
            self.spaced = False
            return 1
        if not self.prose and not self.found.sentences and is_greeting(line, self.words):
            return 1
        used = self._row(line) or self._labels(lines, n)
        if used:
            self.gap = False
            return used
        self.kinds = None
        if self._item(lines, n, line):
            self.gap = False
            return 1
        self.prose.append(line)
        self.gap = self.stacked = False
        return 1

    # -- tables ------------------------------------------------------------------------------------------------------

    def _row(self, line: str) -> int:
        cells = cells_of(line)
        if len(cells) < 2:  # noqa: PLR2004
            wide = spaced_cells(line)
            head = head_of(wide, self.words) if len(wide) > 2 else None  # noqa: PLR2004
            if head:
                self._end_prose()
                self.kinds, self.spaced = head, True
                return 1
            if not (self.spaced and self.kinds and len(wide) > 1):
                return 0
            cells = wide
        if all(set(cell) <= set("-=+:_ ") for cell in cells):
            return 1
        self._end_prose()
        head = head_of(cells, self.words)
        if head:
            self.kinds = head
            return 1
        if self.kinds is None and len([c for c in cells if c]) == 2 and bare_label(cells[0], self.words):  # noqa: PLR2004
            value = next(cell for cell in cells[1:] if cell)
            self._put([(str(bare_label(cells[0], self.words)), value)])
            return 1
        record = row_record(cells, self.kinds, self.words) if self.kinds else headless_record(cells, self.words)
        if record is None:
            return 1 if self.kinds else 0
        self._add(record)
        return 1

    # -- labels ------------------------------------------------------------------------------------------------------

    def _labels(self, lines: Sequence[str], n: int) -> int:
        line = lines[n].strip()
        pairs = read_labels(line, self.words)
        if pairs:
            self._end_prose()
            used = 1
            if not pairs[-1][1]:
                value = self._value_below(lines, n)
                if value:
                    pairs[-1] = (pairs[-1][0], value)
                    used = 2
            self._put(pairs)
            return used
        kind = bare_label(line, self.words)
        if kind in _PERSONAL | _DETAILS and n + 1 < len(lines) and (not self.prose):
            value = self._value_below(lines, n)
            if value and len(tokenize(value)) <= _LONGEST_LINE:
                self._put([(str(kind), value)])
                return 2
        return 0

    def _value_below(self, lines: Sequence[str], n: int) -> str:
        below = lines[n + 1].strip() if n + 1 < len(lines) else ""
        is_label = bool(read_labels(below, self.words)) or bare_label(below, self.words) is not None
        return "" if is_label or len(cells_of(below)) > 1 or without_bullet(below)[1] else below

    def _put(self, pairs: Sequence[tuple[str, str]]) -> None:
        if all(not value for _, value in pairs):
            if pairs[0][0] in _PERSONAL | {"other"}:
                self.expecting = True
                self.contact = False
            elif pairs[0][0] == "contact":
                self.contact = self.headed = True
            return
        for kind, value in pairs:
            self._put_one(kind, value)

    def _put_one(self, kind: str, value: str) -> None:
        if kind == "contact":
            bare = take_details(value, self.words, Record())
            if squeeze(bare) and not self._is_detail(value):
                self.contact = True
            elif self.current and not self.contact:
                take_details(value, self.words, self.current)
            return
        if kind in _PERSONAL:
            self.contact = self.contact and not self.gap
            self._named(kind, value)
            return
        if self.contact:
            return
        if kind == "organization":
            self.found.organizations.append(squeeze(value))
        if kind == "country":
            record = Record()
            put_value(record, "country", value, self.words)
            self.found.countries += [record.country] if record.country else []
        if kind in _DETAILS | {"organization", "country", "unit"}:
            if self.current is None or (kind in self.current.kinds and kind in _DETAILS):
                if kind not in _DETAILS:
                    return
                if self.current is not None and kind in {"phone", "mobile", "email"}:
                    return
                self.current = Record()
                self.found.records.append(self.current)
            put_value(self.current, kind, value, self.words)

    def _is_detail(self, value: str) -> bool:
        return bool(find_emails(value)) and len(tokenize(take_details(value, self.words, Record()))) <= 1

    def _named(self, kind: str, value: str) -> None:
        if self.contact:
            return
        if kind == "name" and len(tokenize(value)) > 25:  # noqa: PLR2004 - a sentence, not a name
            self._prose(value)
            return
        current = self.current
        if current and kind == "name" and current.surname and not current.given and not current.name:
            kind = "given"
        fresh = (
            current is None
            or kind in current.kinds
            or (current.has_name() and "name" not in current.kinds and not current.kinds & _PERSONAL)
        )
        fresh = fresh or (kind == "name" and current is not None and current.has_name())
        if fresh:
            current = Record(out=self.withdrawn)
            self.found.records.append(current)
            self.current = current
        if current is not None:
            put_value(current, kind, value, self.words)
            current.kinds.add(kind)
            current.out = current.out or self.withdrawn

    # -- items and lines ---------------------------------------------------------------------------------------------

    def _item(self, lines: Sequence[str], n: int, line: str) -> bool:
        """A list's item or a short line of its own: a person, or something more about the person before."""
        text, bulleted = without_bullet(line)
        size = len(tokenize(text))
        limit = _LONGEST_HAN if has_han(text) else _LONGEST_LINE
        alone = not self.prose and size <= limit and not self._wraps(lines, n)
        if not (alone or (bulleted and size <= _LONGEST_ITEM)):
            return False
        if self._is_more(text, bulleted=bulleted):
            self.stacked = True
            return True
        scan = Scan(text, self.words)
        if scan.has("contact_person"):
            return False
        if (
            not bulleted
            and scan.has("nominate", "self", "withdraw", "interest")
            and line.endswith((".", "。", ":", "："))
            and size > 5
        ):
            return False
        record = person_from_chunk(text, self.words)
        if record is None:
            return False
        bare, titled = strip_titles(text, self.words)
        told = record.email or record.position or record.phone or titled
        announced = self.expecting or self.listing or (bulleted and bool(self.found.records))
        if not (
            (announced and (told or is_name(bare, self.words)))
            or (told and record.position and (record.email or record.phone or bulleted))
        ):
            return False
        if not bulleted and not self.expecting and not (record.email or record.phone) and not self._is_next(lines, n):
            return False
        self._end_prose()
        self._add(record)
        self.stacked = self.listing = True
        return True

    def _is_next(self, lines: Sequence[str], n: int) -> bool:
        """Whether the lines that follow tell more of a person."""
        below = lines[n + 1].strip() if n + 1 < len(lines) else ""
        return bool(below) and (
            bool(find_emails(below)) or is_position(below, self.words) or bool(read_labels(below, self.words))
        )

    def _wraps(self, lines: Sequence[str], n: int) -> bool:
        """Whether a line is the beginning of a broken paragraph."""
        below = lines[n + 1].strip() if n + 1 < len(lines) else ""
        return len(lines[n]) > 60 and bool(below) and below[0].islower()  # noqa: PLR2004

    def _is_more(self, text: str, *, bulleted: bool) -> bool:
        """Whether a line only adds an address, a number or a post to the person before."""
        if self.current is None or self.contact:
            return False
        probe = Record()
        rest = squeeze(take_details(text, self.words, probe))
        if not any(c.isalnum() for c in rest) and (probe.email or probe.phone or probe.mobile):
            for kind in ("email", "phone", "mobile"):
                self.current.put(kind, getattr(probe, kind))
            return True
        if not self.stacked or self.gap or bulleted:
            return False
        return self._more_words(rest, probe)

    def _more_words(self, rest: str, probe: Record) -> bool:
        current = self.current
        if current is None:
            return False
        bare, titled = strip_titles(rest, self.words)
        if is_name(bare, self.words, sure=titled) and not is_position(rest, self.words):
            return False
        person = person_from_chunk(rest, self.words)
        if person and person.position:
            return False
        if is_organization(rest, self.words) and (current.position or not is_position(rest, self.words)):
            current.put("organization", rest)
        elif not current.position and current.name:
            current.put("position", rest)
        else:
            return False
        for kind in ("email", "phone", "mobile"):
            current.put(kind, getattr(probe, kind))
        return True

    # -- prose -------------------------------------------------------------------------------------------------------

    def _end_prose(self) -> None:
        if not self.prose:
            return
        joint = "" if has_han(self.prose[0][-1:]) else " "
        text, self.prose = joint.join(self.prose), []
        self._prose(text)

    def _prose(self, text: str) -> None:
        parts = sentences(text, self.words)
        self.found.sentences += parts
        before = len(self.found.records)
        expecting = self.listing = False
        for part in parts:
            sentence = Sentence(part, self.words, expecting=expecting)
            records = sentence.records()
            for record in records:
                self._add(record, sentence=True)
            if not records and self.current and not sentence.scan.has("nominate"):
                self._details_of(part)
            expecting = part.rstrip().endswith((":", "：")) and sentence.puts_forward
        last = Scan(parts[-1], self.words) if parts else None
        if last is None:
            return
        colon = parts[-1].rstrip().endswith((":", "：", "،", "؛"))
        self.contact = last.has("contact_person") and colon
        forward = last.has("nominate", "interest", "self") or any(
            Scan(p, self.words).has("nominate", "self") for p in parts
        )
        self.withdrawn = any(Scan(p, self.words).has("withdraw") for p in parts[-2:]) and not any(
            Scan(p, self.words).has("replace") and not Scan(p, self.words).has("no_replacement") for p in parts[-2:]
        )
        self.expecting = not self.contact and (colon or (forward and len(self.found.records) == before))

    def _details_of(self, part: str) -> None:
        current = self.current
        scan = Scan(part, self.words)
        if current is None or any(o.start >= 0 for o in scan.hits("ask")):
            return
        probe = Record()
        take_details(part, self.words, probe)
        named = list(Sentence(part, self.words, expecting=False).runs)
        if not named:
            for kind in ("email", "phone", "mobile"):
                current.put(kind, getattr(probe, kind))

    def _add(self, record: Record, *, sentence: bool = False) -> None:
        record.out = record.out or (self.withdrawn and not sentence)
        name = record.full_name(self.words)
        for known in self.found.records:
            if known.has_name() and known.full_name(self.words) == name:
                for kind in ("position", "email", "phone", "mobile", "organization", "country"):
                    known.put(kind, getattr(record, kind))
                known.weak = known.weak and record.weak
                self.current = known
                return
        if self.contact:
            return
        self.found.records.append(record)
        self.current = record
