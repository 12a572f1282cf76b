"""A server for each test."""

from collections.abc import Iterator

import pytest

from tests.botapi.people import Person
from tests.botapi.server import BotApiServer


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as server:
        yield server


@pytest.fixture
def ana(server: BotApiServer) -> Person:
    return server.person(1001, "Ana", language_code="es")
