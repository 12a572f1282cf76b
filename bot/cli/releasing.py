"""Publishes drafts, takes letters back, checks drafts: what `plazo letters publish`, `retract` and `check` do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.cli.console import complain, fail, one_line
from bot.cli.desk import Clerk, counts, known_concepts
from bot.drafts import Desk, letter_text, read_draft
from bot.publishing import Published, check, publish, retract
from handlers.deadline import Deadline, deadlines_of
from knowledge.book import FactBook
from knowledge.extraction.drafts.check import complaint, ground_of
from knowledge.extraction.drafts.draft import State


def publish_draft(name: str, clerk: Clerk, *, only_accepted: bool) -> None:
    """Publish a draft, and say what that changes.

    Args:
        name: the letter's reference, or the name of its draft.
        clerk: who publishes it.
        only_accepted: whether what is undecided is rejected.
    """
    done = publish(clerk.desk, clerk.desk.find(name), only_accepted=only_accepted)
    rejected = clerk.decision("publish", done.reference, "rejected")
    noted = [replace(rejected, fact=fact) for fact in done.left_out]
    clerk.desk.note(*noted, clerk.decision("publish", done.reference, "published"))
    print("\n".join([f"Published: {one_line(done.reference)}", *_changes(done)]))


def retract_letter(reference: str, clerk: Clerk) -> None:
    """Take a published letter back, and say what that changes."""
    done = retract(clerk.desk, reference)
    clerk.desk.note(clerk.decision("retract", done.reference, "retracted"))
    print("\n".join([f"Retracted: {one_line(done.reference)}", *_changes(done)]))


def _changes(done: Published) -> Iterator[str]:
    """Which deadlines changed, what is answered now and was not before, and what no more."""
    old, new = deadlines_of(done.before), deadlines_of(done.after)
    for name, deadline in new.items():
        if name not in old:
            yield f"  new deadline: {_shown(deadline)}"
        elif old[name].fact.value != deadline.fact.value:
            yield f"  moved deadline: {old[name].fact.value} → {_shown(deadline)}"
    yield from (f"  withdrawn deadline: {_shown(deadline)}" for name, deadline in old.items() if name not in new)
    for sign, book, other in (("now answered", done.after, done.before), ("no more answered", done.before, done.after)):
        facts = [fact for i, fact in book.facts.items() if i not in other.facts]
        if facts:
            yield f"  {sign}: {len(facts)} facts ({', '.join(dict.fromkeys(fact.kind for fact in facts))})"
    for i, fact in done.after.facts.items():
        before = done.before.facts.get(i)
        if before and fact.replaced != before.replaced:
            yield f"  {'replaced' if fact.replaced else 'counts again'}: {one_line(i)}"


def _shown(deadline: Deadline) -> str:
    return f"{deadline.fact.value}, {one_line((deadline.fact.label or {}).get('en', ''))}"


def check_draft(desk: Desk, path: Path, book: FactBook) -> None:
    """Say all that is wrong with a draft's file, by file and field; exit status 2 where something is."""
    draft = read_draft(path)
    ground = ground_of(letter_text(path), draft, book, known_concepts())
    live = [fact for fact in draft.facts if fact.state is not State.REJECTED]
    wrong = [(fact.id, problem) for fact in live if (problem := complaint(fact.row, draft, ground))]
    for name, problem in wrong[:-1]:
        complain(f"{path.name}: {name}: {problem}")
    if wrong:
        fail(f"{path.name}: {wrong[-1][0]}: {wrong[-1][1]}")
    check(desk, path)
    print(f"In order: {counts(draft)}.")
