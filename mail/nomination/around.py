"""What stands around a name in a sentence: the post after it or before it, addresses, numbers, an organisation."""

import re
from collections.abc import Sequence

from mail.nomination.organizations import Organization, find_organizations
from mail.nomination.records import Record, is_organization, is_position, split_parts, take_details
from mail.nomination.runs import Run
from mail.nomination.scan import Scan
from mail.nomination.text import squeeze
from mail.nomination.words import MailWords

_WEAK = frozenset(
    [
        "en", "for", "in", "of", "at", "with", "por", "con", "a", "dans", "sur", "в", "на", "с",
        "по", "при", "за", "от", "из", "في", "من", "على", "عن", "de", "and", "y", "et", "и",
        "as", "como", "comme", "la", "le", "el", "the", "l", "s", "ب", "ل", "的", "和", "以",
        "及", "与", "电", "话",
    ]
)  # fmt: skip
_PURPOSE = frozenset(["para", "pour", "for", "для", "por"])
_ARTICLES = frozenset(["la", "el", "los", "las", "le", "les", "l", "the"])
_LONGEST_APPOSITION = 8
_CUT = re.compile(r"[;()（）|]|\.\s|\.$|。")
_MARKS = ",(（،，–—-:："


class Around:
    """Describes the persons of one sentence."""

    def __init__(self, scan: Scan, organizations: Sequence[Organization]) -> None:
        """Take the sentence and the organisations in it."""
        self.scan = scan
        self.words = scan.words
        self.organizations = organizations

    def describe(self, record: Record, run: Run, floor: int, stop: int) -> None:
        """Add to a person what the sentence tells.

        Args:
            record: the person.
            run: where the name stands.
            floor: the token where the name before ends.
            stop: the place in the text where the next name begins.
        """
        tokens = self.scan.tokens
        begin = run.end
        titles = {h.start: h.end for h in self.scan.hits("courtesy") + self.scan.hits("academic")}
        if tokens[run.start].is_han and run.end in titles:
            begin = titles[run.end]
        start = tokens[begin - 1].end
        rest = take_details(self.scan.text[start:stop], self.words, record)
        after = self._after(rest, record)
        if after:
            record.position = after
        if not record.position:
            record.position = self._before(run, floor)

    def _after(self, rest: str, record: Record) -> str:
        """The post that follows a name, after a mark or at once."""
        lead = rest.lstrip().lstrip("的是")
        if not lead:
            return ""
        scan = Scan(lead, self.words)
        if not scan.tokens:
            return ""
        for hit in scan.hits("introduce"):
            if hit.start <= 1 and any(h.start in {hit.end, hit.end + 1} for h in scan.hits("posts")):
                return self._sort(self._pieces(_CUT.split(lead[scan.tokens[hit.end].start :])[0]), record)
        marked = lead[0] in _MARKS
        starts = any(h.start == 0 for h in (*scan.hits("posts"), *scan.hits("position_starts")))
        if not marked and not starts:
            return ""
        text = lead.lstrip(_MARKS + " ")
        inner = lead[0] in "(（"
        cut = re.split(r"[)）]", text) if inner else _CUT.split(text)
        pieces = self._pieces(cut[0])
        known = any(is_position(piece, self.words) for piece in pieces[:3])
        apposed = (
            bool(pieces) and not known and lead[0] in ",،，" and text[len(pieces[0]) :].lstrip()[:1] in set(",،，")
        )
        return self._sort(pieces, record, apposed=apposed)

    def _pieces(self, text: str) -> list[str]:
        """What may be a post, cut where the sentence goes on."""
        found = []
        for part in split_parts(text):
            scan = Scan(part, self.words)
            cut = self._stop_of(scan)
            kept = squeeze(part[: scan.tokens[cut].start]) if cut < len(scan.tokens) else part
            if kept:
                found.append(kept)
            if cut < len(scan.tokens):
                break
        return found

    def _stop_of(self, scan: Scan) -> int:
        begin = max((h.end for h in scan.hits("position_starts") if h.start == 0), default=0)
        verbs = [
            h.start
            for name in ("nominate", "interest", "self", "out", "withdraw", "instead_of")
            for h in scan.hits(name)
        ]
        stops = [
            h.start
            for h in scan.hits("stops")
            if scan.tokens[h.start].text not in _WEAK and not _is_of_post(scan, h.start)
        ]
        return min((n for n in (*verbs, *stops) if n >= begin and not self._in_post(scan, n)), default=len(scan.tokens))

    def _in_post(self, scan: Scan, n: int) -> bool:
        return any(h.start <= n < h.end for h in scan.hits("posts"))

    def _sort(self, pieces: Sequence[str], record: Record, *, apposed: bool = False) -> str:
        position = ""
        for piece in pieces[:1]:
            position = self._trim(piece, record) if apposed and self._is_apposition(piece) else ""
        for piece in pieces[1:] if position else pieces:
            if is_organization(piece, self.words) and (position or not is_position(piece, self.words)):
                record.put("organization", _bare_organization(piece, self.words))
            elif is_position(piece, self.words) and not position:
                position = self._trim(piece, record)
            elif position and not record.organization and Scan(piece, self.words).has("units"):
                position = f"{position}, {piece}"
            elif position or not piece:
                break
        return position

    def _is_apposition(self, piece: str) -> bool:
        """Whether what stands between two commas after a name may be a post that no list knows."""
        scan = Scan(piece, self.words)
        if not scan.tokens or len(scan.tokens) > _LONGEST_APPOSITION or any(token.is_number for token in scan.tokens):
            return False
        known = is_position(piece, self.words) or is_organization(piece, self.words) or bool(scan.countries)
        begins = any(h.start == 0 for name in ("stops", "ends", "not_names", "contact_person") for h in scan.hits(name))
        return not (known or begins or scan.labels)

    def _trim(self, piece: str, record: Record) -> str:
        scan = Scan(piece, self.words)
        begin = max((h.end for h in scan.hits("position_starts") if h.start == 0), default=0)
        for organization in find_organizations(scan):
            if organization.start > 0 and not scan.tokens[0].is_han:
                record.put("organization", organization.text)
        return squeeze(piece[scan.tokens[begin].start :]) if 0 < begin < len(scan.tokens) else piece

    def _before(self, run: Run, floor: int) -> str:
        """The post that stands before a name: "our Director of Policy, Ms …"."""
        tokens = self.scan.tokens
        end = run.start if tokens[run.start].is_han else max(run.titled_from, 0)
        begin = max(floor, end - 16)
        walls = [
            h.end
            for name in ("nominate", "ends", "behalf", "self", "instead_of", "position_starts", "replace")
            for h in self.scan.hits(name)
        ]
        walls += [o.end for o in self.organizations if not self._is_part(o, end)]
        begin = max([begin, *(wall for wall in walls if wall <= end and not self._in_post(self.scan, wall - 1))])
        for n in range(begin, end - 1):
            if set(self.scan.gap(n)) & set(",;:.()，。；：、（"):
                begin = n + 1
        posts = [h.start for h in self.scan.hits("posts") if begin <= h.start < end]
        if not posts:
            return ""
        first = begin if tokens[run.start].is_han else min(posts)
        return squeeze(self.scan.between(first, end - 1))

    def _is_part(self, organization: Organization, end: int) -> bool:
        """Whether what looks like an organisation is a part of the post before a name."""
        return any(h.start < organization.start for h in self.scan.hits("posts")) or (
            self.scan.tokens[organization.start].is_han
            and organization.end < end
            and organization.end - organization.start < 6  # noqa: PLR2004
        )


def _is_of_post(scan: Scan, n: int) -> bool:
    """Whether a preposition belongs to a post: "Delegada para la Innovación", not "para participar"."""
    if scan.tokens[n].text not in _PURPOSE:
        return False
    after = [token for token in scan.tokens[n + 1 : n + 3] if token.text not in _ARTICLES]
    return bool(after) and after[0].is_capital


def _bare_organization(piece: str, words: MailWords) -> str:
    scan = Scan(piece, words)
    found = find_organizations(scan)
    return found[0].text if found else piece
