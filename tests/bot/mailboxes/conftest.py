"""A desk for each test, on servers that all tests share."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.library import Knowledge, open_knowledge
from bot.mailboxes.parsing import Parser
from knowledge.model import LANGUAGES
from tests.bot.mailboxes.desk import Desk
from tests.bot.program import Program
from tests.dovecot import DovecotServer
from tests.smtpserver import SmtpServer

MakeDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def clerk_knowledge(plazo: Program) -> Knowledge:
    """What Plazo knows, every language of it, from the program's own cache."""
    opened = open_knowledge(folder=plazo.cache)
    for code in LANGUAGES:
        opened.library.lexicon(code)
    return opened


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """The event loop of all tests, since the parser has only one."""
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="session")
def parser(runner: asyncio.Runner) -> Iterator[Parser]:  # noqa: ARG001 - ends before its loop
    """The processes that parse, for all tests."""
    running = Parser()
    yield running
    running.close()


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """The server that Plazo hands its mail in to."""
    with SmtpServer() as running:
        yield running


@pytest.fixture
def make_desk(  # noqa: PLR0917 - the parts of a desk
    plazo: Program,
    dovecot: DovecotServer,
    smtp: SmtpServer,
    clerk_knowledge: Knowledge,
    parser: Parser,
    runner: asyncio.Runner,
    tmp_path: Path,
) -> MakeDesk:
    """Makes a desk, with what is to be otherwise."""

    def make(name: str = "desk", **otherwise: Any) -> Desk:  # noqa: ANN401 - fields of a Desk
        given = {"dovecot": dovecot, "smtp": smtp, "parser": parser, "runner": runner, **otherwise}
        return Desk(plazo, tmp_path / name, knowledge=clerk_knowledge, **given)

    return make


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk with one mailbox."""
    return make_desk()
