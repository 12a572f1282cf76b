"""Reads a text line by line and collects the persons it puts forward, whatever form they are given in."""

from collections.abc import Sequence

from mail.nomination.collect import Collector, Found
from mail.nomination.details import find_emails, undisguise
from mail.nomination.labelled import bare_label, read_labels, without_bullet
from mail.nomination.names import is_name, strip_titles
from mail.nomination.records import Record, is_organization, is_position, person_from_chunk, take_details
from mail.nomination.scan import Scan
from mail.nomination.tables import cells_of, head_of, headless_record, paired, put_value, row_record, spaced_cells
from mail.nomination.text import has_han, squeeze, tokenize
from mail.nomination.zones import is_greeting

MOST_RECORDS = 100
_PERSONAL = frozenset({"name", "surname", "given"})
_DETAILS = frozenset({"position", "email", "phone", "mobile", "patronymic"})
_LONGEST_ITEM = 45
_LONGEST_LINE = 14
_LONGEST_HAN = 30
_LONGEST_REMARK = 5
_ENDED = (".", "。", ":", "：")


class Walker(Collector):
    """Goes through the lines of one text."""

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
        if not used:
            self.kinds = None
            used = int(self._item(lines, n, line))
        if not used:
            self.prose.append(line)
            self.stacked = False
        self.gap = False
        return max(used, 1)

    # -- tables ------------------------------------------------------------------------------------------------------

    def _row(self, line: str) -> int:
        cells = self._cells(line)
        if len(cells) < 2:  # noqa: PLR2004 - one cell is no row
            return 0
        if all(set(cell) <= set("-=+:_ ") for cell in cells):
            return 1
        pairs = paired(cells, self.words)
        if pairs:
            self._end_prose()
            self._put(pairs)
            return 1
        head = head_of(cells, self.words)
        label = bare_label(cells[0], self.words) if self.kinds is None and len([c for c in cells if c]) == 2 else None  # noqa: PLR2004
        record = None
        if not head and not label:
            record = row_record(cells, self.kinds, self.words) if self.kinds else headless_record(cells, self.words)
            if record is None:
                return 1 if self.kinds else 0
        self._end_prose()
        if head:
            self.kinds = head
        elif label:
            self._put([(label, next(cell for cell in cells[1:] if cell))])
        elif record:
            self._add(record)
        return 1

    def _cells(self, line: str) -> list[str]:
        """The cells of a row; also of one set with blanks, where its head is or was one."""
        cells = cells_of(line)
        if len(cells) > 1:
            return cells
        wide = spaced_cells(line)
        if len(wide) > 2 and head_of(wide, self.words):  # noqa: PLR2004 - two words apart are no table's head
            self.spaced = True
            return wide
        return wide if self.spaced and self.kinds else cells

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
        in_form = kind is not None and n + 2 < len(lines) and bare_label(lines[n + 2], self.words) is not None
        if in_form or (kind in _PERSONAL | _DETAILS and n + 1 < len(lines) and not self.prose):
            value = self._value_below(lines, n)
            if value and (in_form or len(tokenize(value)) <= _LONGEST_LINE):
                self._end_prose()
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
            self._put_contact(value)
        elif kind in _PERSONAL:
            self.contact = self.contact and not self.gap
            self._named(kind, value)
        elif not self.contact:
            self._put_origin(kind, value)
            if self.current is None or (kind in self.current.kinds and kind == "position"):
                self._begin(kind)
            if self.current is not None:
                put_value(self.current, kind, value, self.words)

    def _put_contact(self, value: str) -> None:
        """Somebody to ask; a bare address or number is the participant's."""
        bare = take_details(value, self.words, Record())
        if any(c.isalnum() for c in bare) and not self._is_detail(value):
            self.contact = True
        elif self.current and not self.contact:
            take_details(value, self.words, self.current)

    def _put_origin(self, kind: str, value: str) -> None:
        if kind == "organization":
            self.found.organizations.append(squeeze(value))
        if kind == "country":
            record = Record()
            put_value(record, "country", value, self.words)
            self.found.countries += [record.country] if record.country else []

    def _begin(self, kind: str) -> None:
        """A detail before any name, or a second post, begins a person."""
        if kind in _DETAILS:
            self.current = Record()
            self.found.records.append(self.current)

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
        record = None if self._is_remark(text, size, bulleted=bulleted) else person_from_chunk(text, self.words)
        if record is None or not self._is_person(record, text, bulleted=bulleted):
            return False
        if not (bulleted or self.expecting or record.email or record.phone or self._is_next(lines, n)):
            return False
        self._end_prose()
        self._add(record)
        self.stacked = self.listing = True
        return True

    def _is_remark(self, text: str, size: int, *, bulleted: bool) -> bool:
        """Whether a short line says something rather than names somebody."""
        scan = Scan(text, self.words)
        if scan.has("contact_person"):
            return True
        ended = text.rstrip().endswith(_ENDED) and size > _LONGEST_REMARK
        return not bulleted and ended and scan.has("nominate", "self", "withdraw", "interest")

    def _is_person(self, record: Record, text: str, *, bulleted: bool) -> bool:
        """Whether a line that can be read as a person's is one: announced, or with enough that tells so."""
        bare, titled = strip_titles(text, self.words)
        told = bool(record.email or record.position or record.phone or titled)
        announced = self.expecting or self.listing or (bulleted and bool(self.found.records))
        if announced and (told or is_name(bare, self.words)):
            return True
        return bool(record.position) and bool(record.email or record.phone or bulleted)

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
