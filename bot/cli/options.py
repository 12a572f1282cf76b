"""What the commands of the running service share: the option `--config`, and the settings it leads to."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.config_file import find_configuration, own_letters

if TYPE_CHECKING:  # pydantic is for the commands that need settings
    from bot.library import Knowledge
    from bot.settings import Settings

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The configuration; by default PLAZO_CONFIG, else plazo.toml here."),
]


def find_config(config: Path | None) -> Path | None:
    """The configuration file that counts, None for the built-in defaults.

    Raises:
        SettingsError: a file is named, and is not there.
    """
    return find_configuration(config, os.environ, Path())


def open_letters(config: Path | None) -> "Knowledge":
    """All that Plazo knows, with the operator's own letters.

    Args:
        config: what `--config` names.

    Raises:
        SettingsError: the configuration cannot be read, or names a folder of letters that is not there.
        KnowledgeError: a letter or vocabulary cannot be used.
    """
    from bot.library import Sources, open_knowledge

    return open_knowledge(Sources(own=own_letters(config, os.environ, Path())))


def load_settings(config: Path | None) -> "Settings":
    """The settings for a command.

    Args:
        config: what `--config` names.

    Raises:
        SettingsError: something is wrong with them; the message is one line.
    """
    from bot.configuration import read_settings

    return read_settings(find_config(config), os.environ)
