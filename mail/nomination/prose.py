"""Persons in running text: which names a sentence puts forward, which it only mentions, and what posts they hold."""

import re
from collections.abc import Sequence

from mail.nomination.names import Run, runs
from mail.nomination.organizations import Organization, find_organizations
from mail.nomination.records import Record, is_organization, is_position, split_parts, take_details
from mail.nomination.russian import is_oblique, nominative_name, nominative_post
from mail.nomination.scan import Scan
from mail.nomination.text import squeeze
from mail.nomination.words import MailWords

_WEAK = frozenset(
    [
        "en",
        "for",
        "in",
        "of",
        "at",
        "with",
        "por",
        "con",
        "a",
        "dans",
        "sur",
        "в",
        "на",
        "с",
        "по",
        "при",
        "за",
        "от",
        "из",
        "في",
        "من",
        "على",
        "عن",
        "de",
        "and",
        "y",
        "et",
        "и",
        "as",
        "como",
        "comme",
        "la",
        "le",
        "el",
        "the",
        "l",
        "s",
        "ب",
        "ل",
        "的",
        "和",
        "以",
        "及",
        "与",
        "电",
        "话",
    ]
)
_PURPOSE = frozenset(["para", "pour", "for", "для", "por"])
_ARTICLES = frozenset(["la", "el", "los", "las", "le", "les", "l", "the"])
_NEAR = 4
_CUT = re.compile(r"[;()（）|]|\.\s|\.$|。")
_MARKS = ",(（،，–—-:："


class Sentence:
    """One sentence with the persons in it."""

    def __init__(self, text: str, words: MailWords, *, expecting: bool) -> None:
        """Take a sentence.

        Args:
            text: cleaned.
            words: all words.
            expecting: what stands before announces persons.
        """
        self.scan = Scan(text, words)
        self.words = words
        self.organizations = find_organizations(self.scan)
        self.puts_forward = self.scan.has("nominate", "interest", "self", "withdraw", "replace") or expecting
        self.introduces = self.scan.has("introduce")
        self.expecting = expecting
        self.runs = self._runs()

    def _runs(self) -> list[Run]:
        titled = runs(self.scan)
        taken = {n for run in titled for n in range(max(run.titled_from, 0), run.end)}
        for organization in self.organizations:
            taken |= set(range(organization.start, organization.end))
        titled = [run for run in titled if not self._inside_organization(run)]
        if not self.puts_forward and not self.introduces:
            return titled
        free = [run for run in runs(self.scan, free=True) if taken.isdisjoint(range(run.start, run.end))]
        return sorted([*titled, *(run for run in free if self._is_put_forward(run))], key=lambda run: run.start)

    def _inside_organization(self, run: Run) -> bool:
        return any(o.start < run.start and run.end < o.end for o in self.organizations)

    def _is_put_forward(self, run: Run) -> bool:
        """Whether an untitled name is that of somebody put forward, rather than of anything else with capitals."""
        if self.scan.tokens[run.start].is_han:
            return any(
                h.end <= run.start <= h.end + 14 or run.end <= h.start <= run.end + 14
                for h in self.scan.hits("nominate")
            )
        if self.scan.tokens[run.start].is_arabic:
            return self._is_arabic_name(run)
        verbs = [h for name in ("nominate", "self", "introduce") for h in self.scan.hits(name)]
        before = any(h.end <= run.start for h in verbs)
        after = [h for h in self.scan.hits("nominate") + self.scan.hits("withdraw") if h.start >= run.end]
        follows = self.scan.gap(run.end - 1).strip()[:1]
        closed = follows in {",", "(", "（", "،", "–", "—", "-", ":", ".", "", "，", "<", ";"}
        posts = any(h.start == run.end for h in self.scan.hits("posts"))
        joined = any(h.start in {run.end, run.end + 1} for h in after)
        ended = run.end < len(self.scan.tokens) and any(
            h.start == run.end for name in ("stops", "ends", "links") for h in self.scan.hits(name)
        )
        return ((before or self.expecting) and (closed or posts or joined or ended)) or (
            bool(after) and (closed or posts or joined)
        )

    def _is_arabic_name(self, run: Run) -> bool:
        """Arabic has no capitals: an untitled name must follow the verb and be followed by a post."""
        verbs = [h for name in ("nominate", "introduce") for h in self.scan.hits(name)]
        taken = self.scan.covered("nominate", "interest", "withdraw", "introduce")
        follows = self.scan.gap(run.end - 1).strip()[:1] in {"،", "(", "-", "–", ","}
        posts = any(h.start == run.end for h in self.scan.hits("posts"))
        return (
            follows and posts and any(h.end == run.start for h in verbs) and taken.isdisjoint(range(run.start, run.end))
        )

    def records(self) -> list[Record]:
        """The persons that the sentence names, in order."""
        found = []
        for k, run in enumerate(self.runs):
            following = self.runs[k + 1] if k + 1 < len(self.runs) else None
            stop = (
                self.scan.tokens[
                    max(following.titled_from, 0) if not self.scan.tokens[following.start].is_han else following.start
                ].start
                if following
                else len(self.scan.text)
            )
            floor = self.runs[k - 1].end if k else 0
            role = self._role(run, floor)
            if role == "other":
                continue
            title = self._title(run)
            record = Record(name=nominative_name(self.scan.between(run.start, run.end - 1), title))
            record.out = role == "out" or self._is_out(run, following)
            record.weak = not self.puts_forward
            self._describe(record, run, floor, stop)
            if is_oblique(title):
                record.position = nominative_post(record.position)
            found.append(record)
        return found

    def _title(self, run: Run) -> str:
        tokens = self.scan.tokens
        if not run.is_titled or tokens[run.start].is_han:
            return ""
        return self.scan.text[tokens[run.titled_from].start : tokens[run.start].start].strip()

    def _role(self, run: Run, floor: int) -> str:
        """Whether the words right before a name tell that somebody else is meant: `other`, `out`, or nothing."""
        begin = run.titled_from if run.titled_from >= 0 and not self.scan.tokens[run.start].is_han else run.start
        near = [h for h in self.scan.hits("instead_of") if floor <= h.start and begin - _NEAR <= h.end <= begin]
        if near:
            return "out"
        if any(
            begin - _NEAR <= h.end <= begin and h.start >= floor and not self._joins(h.end, begin)
            for h in self.scan.hits("behalf")
        ):
            return "other"
        if any(h.end <= begin and h.start >= floor for h in self.scan.hits("contact_person")):
            return "other"
        return ""

    def _joins(self, first: int, last: int) -> bool:
        """Whether an organisation stands between, so that words do not concern the name: "on behalf of X, Ms Y"."""
        return any(first <= o.start < last for o in self.organizations)

    def _is_out(self, run: Run, following: Run | None) -> bool:
        last = max(following.titled_from, 0) if following else len(self.scan.tokens)
        if following and self.scan.tokens[following.start].is_han:
            last = following.start
        return any(run.end <= h.start < last for h in self.scan.hits("out")) and not any(
            run.end <= h.start < last for h in self.scan.hits("instead_of")
        )

    # -- what stands around a name -----------------------------------------------------------------------------------

    def _describe(self, record: Record, run: Run, floor: int, stop: int) -> None:
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
        marked = lead[0] in _MARKS
        starts = any(h.start == 0 for h in (*scan.hits("posts"), *scan.hits("position_starts")))
        if not marked and not starts:
            return ""
        text = lead.lstrip(_MARKS + " ")
        inner = lead[0] in "(（"
        cut = re.split(r"[)）]", text) if inner else _CUT.split(text)
        return self._sort(self._pieces(cut[0]), record)

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

    def _sort(self, pieces: Sequence[str], record: Record) -> str:
        position = ""
        for piece in pieces:
            if is_organization(piece, self.words) and (position or not is_position(piece, self.words)):
                record.put("organization", _bare_organization(piece, self.words))
            elif is_position(piece, self.words) and not position:
                position = self._trim(piece, record)
            elif position and not record.organization and Scan(piece, self.words).has("units"):
                position = f"{position}, {piece}"
            elif position or not piece:
                break
        return position

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
