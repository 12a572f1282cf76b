"""Finds the configuration file, and in it where the operator's own letters are.

That one setting counts for commands that are started too often to read all of them; it is looked up here without the
library that checks settings. What is wrong with the rest is for the other commands to tell.
"""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import SettingsError

DEFAULT_NAME = "plazo.toml"
VARIABLE = "PLAZO_SERVICE__LETTERS_DIR"


def find_configuration(option: Path | None, environment: Mapping[str, str], folder: Path) -> Path | None:
    """Find the configuration file.

    Args:
        option: what the command line names.
        environment: its PLAZO_CONFIG counts where the command line names nothing.
        folder: the working folder, in which plazo.toml is looked for where neither names a file.

    Returns:
        The file, or None for the built-in defaults.

    Raises:
        SettingsError: a file is named, and is not there.
    """
    variable = environment.get("PLAZO_CONFIG")
    for name, path in (("--config", option), ("PLAZO_CONFIG", Path(variable) if variable else None)):
        if path is not None:
            if not (folder / path).is_file():
                raise SettingsError(f"{name}: {path}: no such file")
            return folder / path
    default = folder / DEFAULT_NAME
    return default if default.is_file() else None


def own_letters(option: Path | None, environment: Mapping[str, str], folder: Path) -> Path | None:
    """The folder of the operator's own letters; None where there is none.

    Args:
        option: what `--config` names.
        environment: of the process.
        folder: the working folder.

    Raises:
        SettingsError: the configuration cannot be read, or names a folder that is not there.
    """
    file = find_configuration(option, environment, folder)
    given = environment.get(VARIABLE) or (_given(file) if file else None)
    if not given:
        return None
    found = (file.parent if file else folder).absolute() / given
    if not found.is_dir():
        name = VARIABLE if environment.get(VARIABLE) else f"{file}: service.letters_dir"
        raise SettingsError(f"{name}: expected a folder that exists, but there is none at {found}")
    return found


def _given(file: Path) -> str | None:
    import tomllib  # noqa: PLC0415 - only where there is a file

    try:
        section = tomllib.loads(file.read_text("utf-8-sig")).get("service")
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{file}: not TOML: {error}") from None
    given = section.get("letters_dir") if isinstance(section, dict) else None
    if not isinstance(given, str | None):
        raise SettingsError(f"{file}: service.letters_dir: expected a folder's path")
    return given
