"""`plazo letters add`, `drafts`, `publish`, `retract`: from a letter's file to what Plazo answers from, and back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import bold, complain, fail, one_line
from bot.cli.desk import (
    ByOption,
    Clerk,
    LetterArgument,
    clerk_of,
    counts,
    fact_lines,
    known_concepts,
    open_desk,
    subject_line,
)
from bot.cli.options import ConfigOption, open_letters
from bot.cli.state import JsonOption, NowOption, print_json
from bot.drafts import Decision, Desk, letter_text, read_draft, write_whole
from knowledge.errors import BadLetterError
from knowledge.extraction.draft import Draft, State, carried_over, decided, in_turn

if TYPE_CHECKING:
    from bot.publishing import Published
    from knowledge.book import FactBook
    from knowledge.extraction.values import Extracted


def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A letter: .md, .txt, .pdf, .docx or .html.")],
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read a letter anew that is there already; what is the same stays decided.")
    ] = False,
) -> None:
    """Read a letter into a draft, and show what needs an eye. A draft answers nothing."""
    from bot.letterwords import letter_words
    from knowledge.extraction.extract import extract
    from knowledge.extraction.reading import read_document

    clerk = clerk_of(config, by, now)
    try:
        data = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror or 'cannot be read'}")
    document = read_document(file.name, data)
    found = extract(document, letter_words())
    text = document.text()
    draft = _proposed(found, text, file, clerk, config)
    book = open_letters(config).library.book
    path = clerk.desk.place_for(draft.reference)
    if not again:
        _refuse_known(draft.reference, path, book)
    elif path.exists():
        draft = carried_over(draft, read_draft(path))
    with clerk.desk.locked():
        write_whole(path.with_suffix(".md"), text)
        clerk.desk.save(path, draft)
        clerk.desk.note(_decision(clerk, "add", draft.reference, "drafted"))
    print("\n".join(_summary(draft, path)))


def _proposed(found: "Extracted", text: str, file: Path, clerk: Clerk, config: Path | None) -> Draft:
    from bot.letterwords import letter_words
    from knowledge.extraction.draft_topics import TopicReader
    from knowledge.extraction.proposing import DEFAULT_LANGUAGE, Known, Origin, propose

    library = open_letters(config).library
    known = Known(
        book=library.book,
        words=letter_words(),
        reader=TopicReader(lexicon=library.lexicon(found.language or DEFAULT_LANGUAGE)),
        concepts=known_concepts(),
    )
    return propose(found, text, Origin(source=file.name, by=clerk.by, at=clerk.at), known)


def _refuse_known(reference: str, path: Path, book: "FactBook") -> None:
    if path.exists():
        fail(f"{reference} is drafted already: review it, or add it --again")
    if reference in book.letters:
        fail(f"{reference} is published already: add it --again to make a new draft of it")


def _decision(clerk: Clerk, command: str, reference: str, decision: str) -> Decision:
    return Decision(when=clerk.at, who=clerk.by, command=command, letter=reference, decision=decision)


def _summary(draft: Draft, path: Path) -> Iterator[str]:
    yield bold(
        f"{one_line(draft.reference)}  {draft.date or 'no date'}  {draft.language}  from {one_line(draft.source)}"
    )
    yield from (f"! {one_line(warning)}" for warning in draft.warnings)
    if draft.covers:
        yield f"about {one_line(', '.join(draft.covers))}"
    yield from map(subject_line, draft.subjects)
    for fact in in_turn(draft):
        yield from fact_lines(fact)
    yield counts(draft)
    yield f"Draft: {path}"
    yield f"Next: plazo letters review {path.stem}"


def list_drafts(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the drafts: how many facts are decided, and how many need an eye."""
    files = open_desk(config).files()
    if not files and not as_json:
        print("No drafts.")
    for path in files:
        try:
            draft = read_draft(path)
        except BadLetterError as error:
            complain(str(error))
            continue
        if as_json:
            print_json(_as_json(draft, path))
        else:
            print(bold(f"{one_line(draft.reference)}  {draft.date or 'no date'}  {path.name}"))
            print(f"    {counts(draft)}; added by {one_line(draft.added_by)}, {draft.added_at}")


def _as_json(draft: Draft, path: Path) -> dict[str, object]:
    return {
        "reference": draft.reference,
        "date": draft.date,
        "language": draft.language,
        "file": str(path),
        "facts": len(draft.facts),
        "accepted": len(draft.accepted),
        "rejected": sum(fact.state is State.REJECTED for fact in draft.facts),
        "undecided": len(draft.undecided),
        "warnings": sum(bool(fact.warnings) for fact in draft.facts),
        "added_by": draft.added_by,
        "added_at": draft.added_at,
    }


def publish(
    reference: LetterArgument,
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
    only_accepted: Annotated[
        bool, typer.Option("--only-accepted", help="Reject what is undecided, and publish the rest.")
    ] = False,
) -> None:
    """Publish a draft: from then on Plazo answers from it. Everything is checked before anything is moved."""
    from bot.publishing import publish as publish_draft

    clerk = clerk_of(config, by, now)
    path = clerk.desk.find(reference)
    if only_accepted:
        _reject_rest(clerk, path)
    done = publish_draft(clerk.desk, path)
    clerk.desk.note(_decision(clerk, "publish", done.reference, "published"))
    print(f"Published: {done.reference}")
    print("\n".join(_answers(done)))


def _reject_rest(clerk: Clerk, path: Path) -> None:
    def reject(draft: Draft) -> tuple[Draft, list[Decision]]:
        rest = {fact.id for fact in draft.undecided}
        facts = tuple(
            decided(fact, State.REJECTED, clerk.by, clerk.at) if fact.id in rest else fact for fact in draft.facts
        )
        noted = [replace(_decision(clerk, "publish", draft.reference, "rejected"), fact=name) for name in sorted(rest)]
        return draft.model_copy(update={"facts": facts}), noted

    clerk.desk.change(path, reject)


def retract(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The reference of a published letter.")],
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
) -> None:
    """Take a published letter back: it is kept in `retracted/`, and answers nothing any more."""
    from bot.publishing import retract as retract_letter

    clerk = clerk_of(config, by, now)
    done = retract_letter(clerk.desk, reference)
    clerk.desk.note(_decision(clerk, "retract", done.reference, "retracted"))
    print(f"Retracted: {done.reference}")
    print("\n".join(_answers(done)))


def _answers(done: "Published") -> Iterator[str]:
    """What is answered now and was not before, what no more, and which deadlines changed."""
    from handlers.deadline import deadlines_of

    old, new = deadlines_of(done.before), deadlines_of(done.after)
    for name, deadline in new.items():
        label = one_line((deadline.fact.label or {}).get("en", ""))
        if name not in old:
            yield f"  new deadline: {deadline.fact.value}, {label}"
        elif old[name].fact.value != deadline.fact.value:
            yield f"  moved deadline: {old[name].fact.value} → {deadline.fact.value}, {label}"
    for name, deadline in old.items():
        if name not in new:
            yield f"  withdrawn deadline: {deadline.fact.value}, {one_line((deadline.fact.label or {}).get('en', ''))}"
    for sign, book, other in (("now answered", done.after, done.before), ("no more answered", done.before, done.after)):
        facts = [fact for i, fact in book.facts.items() if i not in other.facts]
        if facts:
            kinds = dict.fromkeys(fact.kind for fact in facts)
            yield f"  {sign}: {len(facts)} facts ({', '.join(kinds)})"
    replaced = [i for i, fact in done.after.facts.items() if fact.replaced and i in done.before.facts]
    yield from (f"  replaced: {one_line(i)}" for i in replaced if not done.before.facts[i].replaced)


def check_draft(desk: Desk, path: Path, book: "FactBook") -> None:
    """Say all that is wrong with a draft's file, by file and field; exit status 2 where something is."""
    from bot.publishing import check
    from knowledge.extraction.draft_check import complaint, ground_of

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
