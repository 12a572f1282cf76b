"""Loads what Plazo knows: from a compiled cache where it fits the files, else by compiling them anew.

The cache is keyed by the content of every letter, vocabulary, message and module that it was made from, so it is never
stale; it is a convenience, and a folder that cannot be written only costs time. It holds pickles, so only files that
belong to this user are read, and each begins with a digest, so that a damaged one is made anew.
"""

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot import paths
from handlers.wording import Wording
from knowledge.library import Library
from knowledge.model import LANGUAGES
from knowledge.understanding.lexicon import Lexicon

SUBJECTS = "subjects.yaml"
_KEPT = 4
"""So many values of one name: commands may go with and without the operator's letters."""
_DIGEST_BYTES = hashlib.sha256().digest_size


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many objects of which none is garbage: collecting in between would take three quarters of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Sources:
    """The folders that everything is made from; `own` holds the operator's letters, beside those that come along."""

    letters: Path = paths.LETTERS
    own: Path | None = None
    vocabulary: Path = paths.VOCABULARY
    messages: Path = paths.MESSAGES
    conversation: Path = paths.CONVERSATION
    replies: Path = paths.REPLIES
    reminders: Path = paths.REMINDERS

    @property
    def letter_folders(self) -> list[Path]:
        """The folders of letters."""
        return [self.letters, *([self.own] if self.own and self.own.is_dir() else [])]

    def keys(self) -> tuple[str, str]:
        """The digests of all that is compiled, and of what words and texts alone are made from.

        Both take in the code and the Python that compile. For words, letters count only by what they speak of.
        """
        words = _digest_of([*(folder / SUBJECTS for folder in self.letter_folders), *self._words()], sys.version)
        letters = (path for folder in self.letter_folders for path in _data_files(folder))
        return _digest_of(letters, words), words

    def _words(self) -> Iterator[Path]:
        for folder in (self.vocabulary, self.messages, self.conversation, self.replies, self.reminders):
            yield from _data_files(folder)
        yield from sorted(path for path in paths.CODE.rglob("*.py") if paths.EXTRACTING not in path.parents)


def _data_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".md"})


def _digest_of(files: Iterable[Path], beside: str) -> str:
    digest = hashlib.sha256(beside.encode())
    for path in files:
        if path.is_file():
            digest.update(f"{path.name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cache: pickled values by name, for one key; of each name those that were used last are kept."""

    folder: Path
    key: str

    def get(self, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever `make` makes
        """The value by that name, read or else made and kept."""
        path = self.folder / f"{name}-{self.key}.pickle"
        try:
            with path.open("rb") as file:
                digest, data = file.read(_DIGEST_BYTES), file.read()
                if os.fstat(file.fileno()).st_uid == os.getuid() and hashlib.sha256(data).digest() == digest:
                    os.utime(path)
                    with _uncollected():
                        return pickle.loads(data)  # noqa: S301 - our own file, in our own cache, whole
        except OSError:
            pass  # not there: made anew
        value = make()
        self._keep(path, name, value)
        return value

    def _keep(self, path: Path, name: str, value: object) -> None:
        import tempfile  # noqa: PLC0415 - only where something is kept

        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
                file.write(hashlib.sha256(data).digest() + data)
            Path(file.name).replace(path)
            kept = sorted(self.folder.glob(f"{name}-*.pickle"), key=lambda file: file.stat().st_mtime, reverse=True)
            for old in kept[_KEPT:]:
                old.unlink(missing_ok=True)
        except OSError:
            return  # a cache that cannot be kept is none


@dataclass(slots=True)
class Knowledge:
    """What Plazo knows, and what it says, language by language. What it knows can be renewed while it is in use.

    `wording` is for answers, `conversation` for what stands around them, `replies` for replies by e-mail, `reminders`
    for what is sent unasked.
    """

    library: Library
    wording: Callable[[str], Wording]
    conversation: Callable[[str], Wording]
    replies: Callable[[str], Wording]
    reminders: Callable[[str], Wording]

    def renew(self, other: "Knowledge") -> None:
        """Know what another one knows, from now on; whoever works with the old book goes on with it to the end."""
        self.library = other.library


def open_knowledge(sources: Sources = Sources(), folder: Path | None = None) -> Knowledge:
    """Load everything; lexicons and texts of a language when they are first needed.

    Args:
        sources: where the files are.
        folder: of the cache; by default the user's.

    Raises:
        KnowledgeError: a letter or vocabulary cannot be used; the message names file and field.
    """
    whole_key, words_key = sources.keys()
    shelf = Shelf(folder or paths.cache_folder(), whole_key)
    words = Shelf(shelf.folder, words_key)

    def base() -> Any:  # noqa: ANN401 - three values, named below
        from knowledge.compiling import compile_base  # noqa: PLC0415 - only where there is no cache yet

        return compile_base(sources.letter_folders, sources.vocabulary)

    book, references, lists = shelf.get("base", base)

    @cache
    def lexicon(language: str) -> Lexicon:
        def make() -> Lexicon:
            from knowledge.compiling import compile_lexicon  # noqa: PLC0415 - only where there is no cache yet

            return compile_lexicon(sources.vocabulary, language, book)

        found: Lexicon = words.get(f"lexicon-{language}", make)
        return found

    def texts(folder: Path) -> Callable[[str], Wording]:
        @cache
        def wording(language: str) -> Wording:
            def make() -> object:
                from knowledge.loading import read_yaml  # noqa: PLC0415 - only where there is no cache yet

                return read_yaml(folder / f"{language}.yaml")

            return Wording(words.get(f"{folder.name}-{language}", make))

        return wording

    library = Library(book=book, references=references, word_lists=lists, lexicon=lexicon)
    return Knowledge(
        library=library,
        wording=texts(sources.messages),
        conversation=texts(sources.conversation),
        replies=texts(sources.replies),
        reminders=texts(sources.reminders),
    )


def load_all(knowledge: Knowledge) -> None:
    """Load the words and texts of every language, compiling what is not in the cache yet."""
    for language in LANGUAGES:
        knowledge.library.lexicon(language)
        knowledge.wording(language)
        knowledge.conversation(language)
        knowledge.replies(language)
        knowledge.reminders(language)
