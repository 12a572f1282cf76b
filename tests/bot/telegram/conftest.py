"""A bot that runs: the real service against the Bot API's stand-in, one for a module."""

from collections.abc import Iterator

import pytest

from bot.library import Knowledge, open_knowledge
from knowledge.model import LANGUAGES
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.stage import Stage
from tests.botapi.server import BotApiServer

ADMIN = 9001


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    """Telegram's side."""
    with BotApiServer() as running:
        yield running


@pytest.fixture(scope="module")
def service(server: BotApiServer, plazo: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Our side, running."""
    settings = telegram(server.base_url, server.token, admins=[ADMIN])
    with Service(plazo, tmp_path_factory.mktemp("service"), settings) as running:
        yield running


@pytest.fixture(scope="session")
def known(plazo: Program) -> Knowledge:
    """What the bot knows and says, from the program's own cache, which has every language from now on."""
    opened = open_knowledge(folder=plazo.cache)
    for code in LANGUAGES:
        opened.library.lexicon(code)
    return opened


@pytest.fixture(scope="session")
def stage(plazo: Program, known: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service with what a test needs beside it: one for all tests, each of which brings people of its own."""
    with BotApiServer() as server:
        settings = telegram(server.base_url, server.token, admins=[ADMIN])
        with Service(plazo, tmp_path_factory.mktemp("service"), settings) as running:
            yield Stage(server, running, known).warm()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each of the six languages."""
    return str(request.param)
