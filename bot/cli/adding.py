"""Reads a letter into a draft, and lists the drafts: what `plazo letters add` and `drafts` do."""

from collections.abc import Iterator
from pathlib import Path

from bot.cli.console import bold, complain, fail, one_line
from bot.cli.desk import Clerk, counts, fact_lines, known_concepts, subject_line
from bot.cli.options import open_letters
from bot.cli.state import print_json
from bot.drafts import Desk, read_draft, write_whole
from bot.letterwords import letter_words
from bot.publishing import published_letter
from knowledge.book import FactBook
from knowledge.errors import BadLetterError
from knowledge.extraction.document import Document
from knowledge.extraction.drafts.draft import Draft, State, carried_over, in_turn, published_before
from knowledge.extraction.drafts.proposing import DEFAULT_LANGUAGE, Known, Origin, propose
from knowledge.extraction.drafts.topics import TopicReader
from knowledge.extraction.extract import extract
from knowledge.extraction.reading import read_document
from knowledge.library import Library


def add_letter(file: Path, clerk: Clerk, config: Path | None, *, again: bool) -> None:
    """Read a letter, write its draft, and show what needs an eye; exit status 2 where it cannot be read or is known.

    Args:
        file: the letter's.
        clerk: who adds it.
        config: what `--config` names.
        again: whether a letter that is there already is read anew.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror or 'it cannot be read'}")
    document = read_document(file.name, data)
    library = open_letters(config).library
    draft = _proposed(document, file, clerk, library)
    path = clerk.desk.place_for(draft.reference)
    if not again:
        _refuse_known(draft.reference, path, library.book)
    elif path.exists():
        draft = carried_over(draft, read_draft(path))
    elif there := published_letter(clerk.desk, draft.reference):
        draft = carried_over(draft, published_before(there[1]))
    with clerk.desk.locked():
        write_whole(path.with_suffix(".md"), document.text())
        clerk.desk.save(path, draft)
        clerk.desk.note(clerk.decision("add", draft.reference, "drafted"))
    print("\n".join(_summary(draft, path)))


def _proposed(document: Document, file: Path, clerk: Clerk, library: Library) -> Draft:
    words = letter_words()
    found = extract(document, words)
    known = Known(
        book=library.book,
        words=words,
        reader=TopicReader(lexicon=library.lexicon(found.language or DEFAULT_LANGUAGE)),
        concepts=known_concepts(),
    )
    return propose(found, document.text(), Origin(source=file.name, by=clerk.by, at=clerk.at), known)


def _refuse_known(reference: str, path: Path, book: FactBook) -> None:
    if path.exists():
        fail(f"{reference} is drafted already: review it, or add it --again")
    if reference in book.letters:
        fail(f"{reference} is published already: add it --again to make a new draft of it")


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


def print_drafts(desk: Desk, *, as_json: bool) -> None:
    """List the drafts: how many facts are decided, and how many need an eye."""
    files = desk.files()
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
