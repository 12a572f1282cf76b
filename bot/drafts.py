"""The drafts of letters in the operator's folder: written, found, read, changed, and who decided what.

    drafts/<slug>.md, .yaml   what was read and not published yet; it answers nothing
    retracted/                what was published once
    decisions.jsonl           one line a decision, only ever added to

Publishing is in `publishing`. Every file is replaced whole, so that whoever reads it sees the old or the new one.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.errors import EntryError, FileError
from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.draft import Draft
from knowledge.extraction.drafts.file import draft_text, parse_draft
from knowledge.loading import read_yaml

_LONGEST_SLUG = 80
_RESERVED = frozenset({"subjects", "decisions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided: when (ISO 8601), who, by which command, on which letter and fact."""

    when: str
    who: str
    command: str
    letter: str
    fact: str | None = None
    decision: str
    before: object = None
    after: object = None


def slug_of(reference: str) -> str:
    """The name of a letter's files: its reference without what a file's name should not hold."""
    slug = re.sub(r"[^\w.-]+", "-", reference).strip("-.")[:_LONGEST_SLUG] or "letter"
    return f"letter-{slug}" if slug.casefold() in _RESERVED else slug


def numbered(slug: str) -> Iterator[str]:
    """A name, and further ones for where it is taken."""
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))


@dataclass(frozen=True, slots=True)
class Desk:
    """The operator's folder of letters, as its drafts see it."""

    folder: Path

    @property
    def drafts(self) -> Path:
        """Where drafts are."""
        return self.folder / "drafts"

    @property
    def retracted(self) -> Path:
        """Where letters are that were published once."""
        return self.folder / "retracted"

    @property
    def history(self) -> Path:
        """The file of decisions."""
        return self.folder / "decisions.jsonl"

    def files(self) -> list[Path]:
        """The drafts' files, by name."""
        return sorted(self.drafts.glob("*.yaml")) if self.drafts.is_dir() else []

    def find(self, name: str) -> Path:
        """The file of a draft.

        Args:
            name: the letter's reference, the draft's file, or its name without an ending.

        Raises:
            EntryError: there is none; the message names those there are.
        """
        direct = self.drafts / f"{slug_of(name.removesuffix('.yaml'))}.yaml"
        path = Path(name)
        for candidate in (direct, path, self.folder / path):
            if candidate.suffix == ".yaml" and candidate.is_file() and self._is_ours(candidate):
                return candidate
        by_reference = next((file for file in self.files() if _reference(file) == name), None)
        if by_reference is None:
            there = ", ".join(_reference(file) or file.stem for file in self.files()) or "none"
            raise EntryError(f"no draft {name!r}: there are {there}")
        return by_reference

    def _is_ours(self, path: Path) -> bool:
        return path.resolve().parent == self.drafts.resolve()

    def save(self, path: Path, draft: Draft) -> None:
        """Write a draft's file, whole.

        Raises:
            FileError: it cannot be written.
        """
        write_whole(path, draft_text(draft))

    def note(self, *decisions: Decision) -> None:
        """Add a line for each decision, durably.

        Raises:
            FileError: it cannot be written.
        """
        lines = [json.dumps(asdict(decision), ensure_ascii=False) + "\n" for decision in decisions]
        try:
            with self.history.open("a", encoding="utf-8") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise FileError(f"{self.history}: cannot be written: {error.strerror}") from error

    def place_for(self, reference: str) -> Path:
        """Where the draft of a letter is, or would be: no other letter's has that name."""
        paths = (self.drafts / f"{name}.yaml" for name in numbered(slug_of(reference)))
        return next(path for path in paths if not path.exists() or _reference(path) == reference)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others out that change drafts or publish, until it ends; they wait."""
        import fcntl  # noqa: PLC0415 - not on every system; only where something is changed

        try:
            file = (self.folder / ".lock").open("a")
        except OSError as error:
            raise FileError(f"{self.folder}: cannot be written to: {error.strerror}") from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def change(self, path: Path, alter: Callable[[Draft], tuple[Draft, Sequence[Decision]]]) -> Draft:
        """Change a draft as its file has it now, and keep who did so. The draft counts; the history follows.

        Args:
            path: the draft's file.
            alter: makes the new draft, and tells what was decided.

        Raises:
            BadLetterError: the draft cannot be read.
            FileError: something cannot be written.
        """
        with self.locked():
            draft, decisions = alter(read_draft(path))
            self.save(path, draft)
            self.note(*decisions)
        return draft


def read_draft(path: Path) -> Draft:
    """Read a draft's file.

    Raises:
        BadLetterError: it cannot be read or is not as it should be; the message names file and field.
    """
    return parse_draft(read_yaml(path), path.name)


def letter_text(path: Path) -> str:
    """The letter's text beside a draft's or letter's file.

    Raises:
        BadLetterError: it is not there, or is not UTF-8.
    """
    text = path.with_suffix(".md")
    try:
        return text.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLetterError(f"{path.name}: the letter's text {text.name} cannot be read beside it") from error


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        FileError: it cannot be written; what was there before still is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=path.parent, prefix=".", suffix=".new", delete=False, encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made = Path(file.name)
        made.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        made.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}") from error


def _reference(path: Path) -> str | None:
    try:
        return read_draft(path).reference
    except BadLetterError:
        return None
