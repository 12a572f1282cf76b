"""What many tests share: the knowledge, opened once, and a way to ask it."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from bot.answers import Rendered, respond
from bot.library import Knowledge, open_knowledge
from knowledge.query import NEW_DIALOGUE, Dialogue
from tests import dovecot as dovecot_server
from tests.asking import LONG_AFTER, Ask
from tests.dovecot import DovecotServer
from tests.postgres import MISSING, PostgresServer, find_programs
from tests.scoring import Asked, ask_corpus

# pytest would walk into a folder `.hypothesis` at the root, and Hypothesis warns of that: an error here.
set_hypothesis_home_dir(Path(__file__).resolve().parents[1] / ".pytest_cache" / "hypothesis")


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of this session, for tests and the program that they start; processes side by side share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def knowledge(cache_folder: Path) -> Knowledge:
    """All that Plazo knows, compiled into the session's cache."""
    return open_knowledge(folder=cache_folder)


@pytest.fixture(scope="session")
def ask(knowledge: Knowledge) -> Ask:
    """Asks a question, long after all letters unless told otherwise."""

    def asks(
        question: str, now: str = LONG_AFTER, language: str | None = None, dialogue: Dialogue = NEW_DIALOGUE
    ) -> Rendered:
        return respond(question, knowledge, datetime.fromisoformat(now), dialogue, language)

    return asks


@pytest.fixture(scope="session")
def corpus(ask: Ask) -> Callable[[str], tuple[Asked, ...]]:
    """Gives the example questions of a language with their answers, asked once in a session."""

    @cache
    def asked(language: str) -> tuple[Asked, ...]:
        return ask_corpus(language, ask)

    return asked


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this session's own, started when a test first asks for it."""
    if find_programs() is None:
        pytest.fail(MISSING, pytrace=False)
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    """A Dovecot of this session's own, started when a test first asks for it; each test takes mailboxes of its own."""
    if dovecot_server.find_program() is None:
        pytest.fail(dovecot_server.MISSING, pytrace=False)
    with DovecotServer() as server:
        yield server
