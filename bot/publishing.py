"""Makes a draft a published letter, and takes a published one back; both are checked as a whole beforehand.

A letter counts from the moment its `.yaml` stands in the folder, and until it no longer does: subjects and text are
put there before, and taken away after. So whatever is cut off in between leaves nothing half published, and the same
command finishes it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot import paths
from bot.drafts import Desk, letter_text, numbered, read_draft, slug_of, write_whole
from bot.errors import EntryError, FileError
from knowledge.book import FactBook
from knowledge.compiling import load_concepts
from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.draft import Draft, new_subjects
from knowledge.extraction.drafts.file import published_text, subjects_text
from knowledge.loading import SUBJECTS, check_shape, load_book, read_yaml
from knowledge.schema import LetterFile, SubjectRow

_LETTERS = frozenset({".md", ".yaml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is known before and after a letter was published or retracted; `left_out` are undecided facts."""

    reference: str
    before: FactBook
    after: FactBook
    left_out: tuple[str, ...] = ()


def load_with(folder: Path) -> FactBook:
    """All letters: those that come with Plazo and those of a folder, read from their files.

    Raises:
        BadLetterError: the first thing that is wrong, naming file and field.
    """
    return load_book([paths.LETTERS, folder], load_concepts(paths.VOCABULARY))


def publish(desk: Desk, path: Path, *, only_accepted: bool = False) -> Published:
    """Publish a draft: its accepted facts, with the subjects that they need.

    Args:
        desk: the operator's folder.
        path: the draft's file.
        only_accepted: leave out what is undecided, instead of refusing.

    Raises:
        BadLetterError: with it the letters would not be in order; nothing was changed.
        EntryError: facts wait for a decision, or none was accepted.
        FileError: something cannot be written; the letter counts in whole or not at all.
    """
    with desk.locked():
        draft = read_draft(path)
        _refuse_unfinished(draft, only_accepted=only_accepted)
        before = load_with(desk.folder)
        files = _files(desk, draft, letter_text(path), before)
        with _copy(desk.folder, files) as copy:
            after = load_with(copy)
        for name, text in files.items():
            write_whole(desk.folder / name, text)
        _remove(path)
    left_out = tuple(fact.id for fact in draft.undecided)
    return Published(reference=draft.reference, before=before, after=after, left_out=left_out)


def check(desk: Desk, path: Path) -> FactBook:
    """All letters as they would be with a draft's accepted facts.

    Raises:
        BadLetterError: the first thing that is wrong, naming file and field.
    """
    draft = read_draft(path)
    files = _files(desk, draft, letter_text(path), load_with(desk.folder))
    with _copy(desk.folder, files) as copy:
        return load_with(copy)


def retract(desk: Desk, reference: str) -> Published:
    """Take a published letter back: it is kept, and answers nothing any more.

    Args:
        desk: the operator's folder.
        reference: the letter's.

    Raises:
        EntryError: there is no such letter in the folder.
        BadLetterError: another letter speaks of it; nothing was changed.
        FileError: something cannot be moved.
    """
    with desk.locked():
        before = load_with(desk.folder)
        path = _own(desk, reference, before)
        with _copy(desk.folder, {}, without=path.stem) as copy:
            try:
                after = load_with(copy)
            except BadLetterError as error:
                raise BadLetterError(f"{reference} cannot be retracted, another letter needs it: {error}") from error
        try:
            desk.retracted.mkdir(exist_ok=True)
            names = numbered(path.stem)
            kept = next(there for name in names if not (there := desk.retracted / f"{name}.yaml").exists())
            path.replace(kept)
            path.with_suffix(".md").replace(kept.with_suffix(".md"))
        except OSError as error:
            raise FileError(f"{path}: cannot be moved: {error.strerror}") from error
    return Published(reference=reference, before=before, after=after)


def _refuse_unfinished(draft: Draft, *, only_accepted: bool) -> None:
    waiting = len(draft.undecided)
    if waiting and not only_accepted:
        raise EntryError(f"{draft.reference}: {waiting} facts are undecided: review them, or say --only-accepted")
    if not draft.accepted:
        raise EntryError(f"{draft.reference}: no fact is accepted, so there is nothing to publish")


def _files(desk: Desk, draft: Draft, text: str, book: FactBook) -> Mapping[str, str]:
    """What publishing writes, in the order in which it is written."""
    slug = _name_for(desk, draft.reference, text)
    subjects = new_subjects(draft, book.subjects.__contains__)
    files = {SUBJECTS: _with_subjects(desk.folder / SUBJECTS, subjects)} if subjects else {}
    return files | {f"{slug}.md": text, f"{slug}.yaml": published_text(draft)}


def _name_for(desk: Desk, reference: str, text: str) -> str:
    """The name of a letter's files; one whose text is another by now is not replaced, since that takes two steps."""
    there = published_letter(desk, reference)
    if there is None:
        return next(name for name in numbered(slug_of(reference)) if not (desk.folder / f"{name}.yaml").exists())
    if letter_text(there[0]) != text:
        raise EntryError(f"{reference} is published with another text: retract it first")
    return there[0].stem


def _with_subjects(path: Path, rows: list[SubjectRow]) -> str:
    """The list of subjects with further ones, what a person wrote there left as it is."""
    old = path.read_text("utf-8") if path.is_file() else ""
    known = read_yaml(path) if old.strip() else []
    text = subjects_text(rows)
    if not known:
        return text
    joined = f"{old.rstrip()}\n{text}"
    try:
        if yaml.safe_load(joined) and len(yaml.safe_load(joined)) == len(known) + len(rows):
            return joined
    except yaml.YAMLError:
        pass  # written in another way than one entry below the other
    added = yaml.safe_load(text)
    return yaml.safe_dump([*known, *added], allow_unicode=True, sort_keys=False)


@contextmanager
def _copy(folder: Path, files: Mapping[str, str], without: str | None = None) -> Iterator[Path]:
    """A folder as it would be with some files written and one letter away."""
    with TemporaryDirectory(prefix="plazo-") as name:
        copy = Path(name)
        for path in folder.iterdir():
            if path.suffix in _LETTERS and path.stem != without and path.name not in files:
                (copy / path.name).symlink_to(path.absolute())
        for file, text in files.items():
            (copy / file).write_text(text, "utf-8")
        yield copy


def published_letter(desk: Desk, reference: str) -> tuple[Path, LetterFile] | None:
    """The file of a letter that is published in the folder, and what it holds.

    Raises:
        BadLetterError: a file there is not as it should be.
    """
    for path in sorted(desk.folder.glob("*.yaml")):
        if path.name != SUBJECTS:
            letter = check_shape(LetterFile, read_yaml(path), path.name)
            if letter.reference == reference:
                return path, letter
    return None


def _own(desk: Desk, reference: str, book: FactBook) -> Path:
    if there := published_letter(desk, reference):
        return there[0]
    if reference in book.letters:
        raise EntryError(f"{reference} comes with Plazo and cannot be retracted")
    raise EntryError(f"no letter {reference!r} is published: there are {', '.join(book.letters)}")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_suffix(".md").unlink(missing_ok=True)
