"""`plazo letters review`: the facts of a draft, one at a time, each beside the letter's words.

Works line by line: a person types a key and Enter, and so can a script. Every decision is written at once.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.cli.console import bold, dim, fail, one_line
from bot.cli.desk import Clerk, counts, detail_lines, known_concepts, title_of
from bot.cli.editing import FIELDS, edited
from bot.cli.options import open_letters
from bot.drafts import Decision, letter_text, read_draft
from knowledge.book import FactBook
from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.check import Ground, complaint, ground_of
from knowledge.extraction.drafts.draft import Draft, DraftFact, State, changed, decided, in_turn, merged
from knowledge.extraction.drafts.quotes import context_of

_KEYS = "a accept, e edit, r reject, s skip, b back, q quit, A all without warning, ? help: "
_HELP = """a  accept the fact: it will be published
e  edit a field; what is wrong is said at once
r  reject the fact
s  skip it for now
b  go back to the fact before
A  accept all undecided facts that have no warning
q  quit; every decision is kept, the next review goes on from here"""
_AROUND = 200
_SHOWN = 600


def review_draft(name: str, clerk: Clerk, config: Path | None, subject: str | None) -> None:
    """Review a draft.

    Args:
        name: the letter's reference, or the name of its draft.
        clerk: who decides.
        config: what `--config` names.
        subject: what the letter is about, where a person knows it to be a known subject.
    """
    path = clerk.desk.find(name)
    talk = Review(clerk=clerk, path=path, text=letter_text(path), book=open_letters(config).library.book)
    talk.open()
    if subject:
        talk.put_subject(subject)
    talk.run()


@dataclass(slots=True, kw_only=True)
class Review:
    """One review of one draft, with what was decided so far."""

    clerk: Clerk
    path: Path
    text: str
    book: FactBook
    concepts: frozenset[str] = field(default_factory=known_concepts)
    draft: Draft = field(init=False)
    ground: Ground = field(init=False)

    def open(self) -> None:
        """Read the draft.

        Raises:
            BadLetterError: it is not as it should be.
        """
        self._take(read_draft(self.path))

    def _take(self, draft: Draft) -> None:
        self.draft = draft
        self.ground = ground_of(self.text, draft, self.book, self.concepts)

    def put_subject(self, subject: str) -> None:
        """Put a known subject in the place of the one that the letter was taken to be about."""
        if subject not in self.book.subjects and subject not in {row.id for row in self.draft.subjects}:
            fail(f"--subject: unknown subject {subject!r}")
        if not self.draft.covers:
            fail(f"--subject: {self.draft.reference} has no subject to be replaced: edit the facts")
        old = self.draft.covers[0]

        def merge(draft: Draft) -> tuple[Draft, list[Decision]]:
            return merged(draft, old, subject), [replace(self._decision("subject"), before=old, after=subject)]

        self._take(self.clerk.desk.change(self.path, merge))

    def run(self) -> None:
        """Go through the facts until all are decided, or the answers end."""
        order = [fact.id for fact in in_turn(self.draft)]
        at = self._next(order, 0)
        while at < len(order):
            fact = self._fact(order[at])
            print("\n".join(self._shown(fact, at + 1, len(order))))
            key = read_answer(_KEYS)
            if key is None or key == "q":
                break
            if key == "b":
                at = max(at - 1, 0)
            elif key == "s" or self._act(key, fact):
                at = self._next(order, at + 1)
        print(counts(self.draft))
        if not self.draft.undecided:
            print(f"Next: plazo letters publish {self.path.stem}")

    def _next(self, order: list[str], start: int) -> int:
        """The place of the next undecided fact from a place on."""
        return next((n for n in range(start, len(order)) if not self._fact(order[n]).is_decided), len(order))

    def _fact(self, name: str) -> DraftFact:
        fact = self.draft.fact(name)
        if fact is None:
            raise BadLetterError(f"{self.path.name}: {name}: the fact was taken out meanwhile: review the draft again")
        return fact

    def _act(self, key: str, fact: DraftFact) -> bool:
        """Do what a key says; returns whether to go on to the next fact."""
        if key == "a":
            return self._accept(fact)
        if key == "r":
            self._decide({fact.id: State.REJECTED})
            return True
        if key == "A":
            plain = [one for one in self.draft.undecided if not one.warnings and not self._problem(one)]
            self._decide({one.id: State.ACCEPTED for one in plain})
            print(f"accepted: {len(plain)}")
            return self._fact(fact.id).is_decided
        if key == "e":
            self._edit(fact)
        else:
            print(_HELP)
        return False

    def _problem(self, fact: DraftFact) -> str | None:
        return complaint(fact.row, self.draft, self.ground)

    def _accept(self, fact: DraftFact) -> bool:
        if problem := self._problem(fact):
            print(f"cannot be accepted: {one_line(problem)}")
            return False
        self._decide({fact.id: State.ACCEPTED})
        return True

    def _decide(self, states: dict[str, State]) -> None:
        def alter(draft: Draft) -> tuple[Draft, list[Decision]]:
            noted = []
            for name, state in states.items():
                if (fact := draft.fact(name)) is not None:
                    draft = changed(draft, decided(fact, state, self.clerk.by, self.clerk.at))
                    noted.append(replace(self._decision(str(state)), fact=name, before=fact.state, after=str(state)))
            return draft, noted

        self._take(self.clerk.desk.change(self.path, alter))

    def _edit(self, fact: DraftFact) -> None:
        name = read_answer(f"field ({', '.join(FIELDS)}, label.fr …): ")
        if not name:
            return
        text = read_answer(f"new {one_line(name)}: ")
        if text is None:
            return
        try:
            new = edited(fact, name, text, self.draft.language)
        except BadLetterError as error:
            print(f"not taken: {one_line(str(error))}")
            return
        old_problem, problem = self._problem(fact), self._problem(new)
        if problem and problem.startswith(f"{name.partition('.')[0]}:"):
            print(f"not taken: {one_line(problem)}")
            return
        kept = tuple(warning for warning in fact.warnings if warning != old_problem)
        new = new.model_copy(update={"warnings": kept, "state": State.PROPOSED})
        noted = replace(
            self._decision("edited"),
            fact=fact.id,
            before=fact.row.model_dump(mode="json", exclude_defaults=True),
            after=new.row.model_dump(mode="json", exclude_defaults=True),
        )
        self._take(self.clerk.desk.change(self.path, lambda draft: (changed(draft, new), [noted])))
        if problem:
            print(f"still wrong: {one_line(problem)}")

    def _decision(self, decision: str) -> Decision:
        return self.clerk.decision("review", self.draft.reference, decision)

    def _shown(self, fact: DraftFact, number: int, count: int) -> Iterator[str]:
        before, middle, after = (one_line(text) for text in context_of(self.text, fact.quote))
        quote = one_line(fact.quote)
        yield ""
        yield f"{number} of {count}  {fact.id}  [{fact.state}]"
        yield bold(title_of(fact))
        yield from (f"    ! {one_line(warning)}" for warning in fact.warnings)
        yield from detail_lines(fact)
        if before:
            yield dim(f"  | {before[-_AROUND:]}")
        head, found, tail = middle.partition(quote)
        yield f"  | {dim(head[-_AROUND:])}{bold(quote[:_SHOWN] if found else middle[:_SHOWN])}{dim(tail[:_AROUND])}"
        if after:
            yield dim(f"  | {after[:_AROUND]}")


def read_answer(prompt: str) -> str | None:
    """A line that answers a prompt, without white space around; None where there are no more."""
    if sys.stdin.isatty():
        try:
            return input(prompt).strip()
        except EOFError:
            return None
    print(prompt, end="", flush=True)
    line = sys.stdin.readline()
    print(one_line(line) if line else "")
    return line.strip() if line else None
