"""A scene for each test: on SQLite, and once more on PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.library import Knowledge
from bot.store.database import Database
from tests.bot.reminders.scene import Scene, StoppedClock, settings_of, utc
from tests.bot.store.conftest import (
    cleared,
    database,
    databases,
    postgres_databases,
    sqlite_databases,
    sqlite_template,
)

__all__ = ["cleared", "database", "databases", "postgres_databases", "sqlite_databases", "sqlite_template"]
BEGINNING = "2030-01-01T12:00"


@pytest.fixture
def make_scene(knowledge: Knowledge, tmp_path: Path) -> Callable[[Database], Scene]:
    """Makes a scene on a database."""

    def make(on: Database) -> Scene:
        return Scene(on, knowledge, tmp_path, StoppedClock(utc(BEGINNING)), settings_of())

    return make


@pytest.fixture
def scene(database: Database, make_scene: Callable[[Database], Scene]) -> Scene:
    """A process of Plazo on a database, at the beginning of 2030."""
    return make_scene(database)
