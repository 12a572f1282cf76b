"""A bot that runs: the real service against the Bot API's stand-in, one for a module."""

from collections.abc import Iterator

import pytest

from tests.bot.program import Program
from tests.bot.service import Service, telegram
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
