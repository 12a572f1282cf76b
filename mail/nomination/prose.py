"""Persons in running text: which names a sentence puts forward, and which it only mentions."""

from mail.nomination.around import Around
from mail.nomination.organizations import find_organizations
from mail.nomination.records import Record
from mail.nomination.runs import Run, runs
from mail.nomination.russian import is_oblique, nominative_name, nominative_post
from mail.nomination.scan import Scan
from mail.nomination.words import MailWords

_NEAR = 4
_MOSTLY = 0.9
_MARKS = ",(（،，–—-:："


def text_is_capitals(text: str) -> bool:
    """Whether a sentence is written in capitals throughout, so that they tell no name."""
    letters = [c for c in text if c.isalpha() and c.lower() != c.upper()]
    return len(letters) > _NEAR and sum(c.isupper() for c in letters) > _MOSTLY * len(letters)


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
        self.puts_forward = self.scan.has("nominate", "interest", "self", "accepts", "withdraw", "replace") or expecting
        self.introduces = self.scan.has("introduce")
        self.expecting = expecting
        self.runs = self._runs()

    def _runs(self) -> list[Run]:
        titled = runs(self.scan)
        taken = {n for run in titled for n in range(max(run.titled_from, 0), run.end)}
        for organization in self.organizations:
            taken |= set(range(organization.start, organization.end))
        titled = [run for run in titled if not self._inside_organization(run)]
        if text_is_capitals(self.scan.text) and titled:
            return titled
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
        if self._is_of_post(run):
            return False
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

    def _is_of_post(self, run: Run) -> bool:
        """Whether words with capitals belong to a post before them: "Gerente de Desarrollo Económico"."""
        near = [
            h
            for name in ("posts", "units")
            for h in self.scan.hits(name)
            if run.start - _NEAR <= h.start and h.end < run.start
        ]
        links = self.scan.links
        return any(
            all(n in links and not set(self.scan.before(n)) & set(_MARKS) for n in range(h.end, run.start))
            for h in near
        )

    def _is_arabic_name(self, run: Run) -> bool:
        """Arabic has no capitals: an untitled name must follow the verb and be followed by a post."""
        verbs = [h for name in ("nominate", "introduce") for h in self.scan.hits(name)]
        taken = self.scan.covered("nominate", "interest", "withdraw", "introduce")
        follows = self.scan.gap(run.end - 1).strip()[:1] in {"،", "(", "-", "–", ","}
        posts = any(h.start == run.end for h in self.scan.hits("posts"))
        announced = self.puts_forward and self.scan.before(run.start).strip() == ":"
        told = announced or any(h.end == run.start for h in verbs)
        return follows and posts and told and taken.isdisjoint(range(run.start, run.end))

    def records(self) -> list[Record]:
        """The persons that the sentence names, in order."""
        found = []
        around = Around(self.scan, self.organizations)
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
            around.describe(record, run, floor, stop)
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
        leaving = [*self.scan.hits("instead_of"), *self.scan.hits("withdraw")]
        near = [h for h in leaving if floor <= h.start and begin - _NEAR <= h.end <= begin]
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
