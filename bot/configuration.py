"""The configuration file and the environment to Settings, or one line that names what is wrong.

Own code and not pydantic-settings, which neither reaches an entry of a list from the environment nor refuses an unknown
variable. What a value may be is in `settings`; how a complaint reads, in `setting_errors`.
"""

import copy
import re
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import SettingsError
from bot.setting_errors import Key, Origin, dotted, known_keys, nearest, section_at, tell
from bot.settings import Section, Settings

_PREFIX = "PLAZO_"
_NO_SETTINGS = {"PLAZO_CONFIG", "PLAZO_CACHE"}
_MOST_SECRET_BYTES = 65_536


def read_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read the settings: the defaults, over them the file, over it the environment.

    Args:
        path: the file in TOML; None for none. Paths in it, and in the environment, count from its folder.
        environment: of which the variables that begin with PLAZO_ are read.

    Raises:
        SettingsError: something is wrong; the message names file or variable, key, and what was expected.
    """
    table = _read_file(path) if path else {}
    variables = _read_names(environment)
    origin = Origin(file=path, table=table, variables=variables)
    merged = _merge(table, environment, origin)
    folder = (path.parent if path else Path()).absolute()
    _read_secrets(merged, Settings, (), folder, origin)
    try:
        return Settings.model_validate({"database": {}, **merged}, context={"folder": folder})
    except ValidationError as error:
        raise SettingsError(tell(error, origin)) from None  # its cause would show what was given


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: not TOML: expected text in UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: not TOML: {error}") from None


def _read_names(environment: Mapping[str, str]) -> dict[Key, str]:
    """The variables of settings by the key that each gives."""
    found: dict[Key, str] = {}
    for name in sorted(environment):
        if not name.startswith(_PREFIX) or name in _NO_SETTINGS:
            continue
        parts = name.removeprefix(_PREFIX).lower().split("__")
        if len(parts) == 1:
            pairs = ((section, key) for section, table in Settings.tables().items() for key in known_keys(table))
            known = [f"{_PREFIX}{section}__{key}".upper() for section, key in pairs]
            raise SettingsError(f"{name}: no such variable: expected PLAZO_<SECTION>__<KEY>{nearest(name, known)}")
        key = tuple(int(part) if re.fullmatch("[0-9]{1,4}", part) else part for part in parts)
        if key in found:
            raise SettingsError(f"{name}: {dotted(key)}: given by {found[key]}, too: expected one of the two")
        found[key] = name
    return found


def _merge(table: Mapping[str, Any], environment: Mapping[str, str], origin: Origin) -> dict[str, Any]:
    merged = copy.deepcopy(dict(table))
    for key in sorted(origin.variables, key=lambda key: [(isinstance(part, str), part) for part in key]):
        name = origin.variables[key]
        try:
            _place(merged, key, environment[name], origin)
        except (TypeError, IndexError) as error:
            raise SettingsError(f"{name}: {dotted(key)}: {error}") from None
    return merged


def _place(merged: dict[str, Any], key: Key, value: str, origin: Origin) -> None:
    """Set one value from the environment.

    Raises:
        TypeError: something that is no table or list stands where the key leads through.
        IndexError: a list's entry is named, and those before it are not there.
    """
    node: Any = merged
    for part, following in pairwise(key):
        _make_room(node, part, [] if isinstance(following, int) else {})
        node = node[part]
    _make_room(node, key[-1], None)
    if isinstance(node, dict):
        _drop_other_form(node, key, origin)
    node[key[-1]] = value


def _make_room(node: object, part: str | int, empty: object) -> None:
    """Make sure that a table has a key, or a list an entry."""
    if isinstance(node, dict) and isinstance(part, str):
        node.setdefault(part, empty)
    elif isinstance(node, dict):
        raise TypeError(f"expected a key in place of {part}, since a table is there")
    elif not isinstance(node, list):
        raise TypeError(f"expected nothing from {part!r} on, since a single value is there")
    elif not isinstance(part, int):
        raise TypeError(f"expected a number in place of {part!r}, since a list is there")
    elif part == len(node):
        node.append(empty)
    elif part > len(node):
        raise IndexError(f"expected entry {len(node)} first, since entries count from 0")


def _drop_other_form(node: dict[str | int, Any], key: Key, origin: Origin) -> None:
    """Let a secret from the environment take the place of the file's, whichever of its two forms each has."""
    name, section = str(key[-1]), section_at(key[:-1])
    secret = name.removesuffix("_file")
    other = f"{secret}_file" if name == secret else secret
    if section and secret in section.secrets() and (*key[:-1], other) not in origin.variables:
        node.pop(other, None)


def _read_secrets(table: dict[str, Any], section: type[Section], place: Key, folder: Path, origin: Origin) -> None:
    """Put the content of each `<key>_file` under its key, in a table and those within."""
    for name in sorted(section.secrets()):
        given = table.pop(f"{name}_file", None)
        if given is None:
            continue
        key = (*place, f"{name}_file")
        where = f"{origin.name(key)}: {dotted(key)}"
        if name in table:
            raise SettingsError(f"{where}: {name} is given, too: expected one of the two")
        table[name] = _read_secret(given, folder, where)
    for name, inner in section.tables().items():
        found = table.get(name)
        for number, entry in enumerate(found if isinstance(found, list) else [found]):
            if isinstance(entry, dict):
                at = (*place, name, number) if isinstance(found, list) else (*place, name)
                _read_secrets(entry, inner, at, folder, origin)


def _read_secret(given: object, folder: Path, where: str) -> str:
    if not isinstance(given, str) or not given:
        raise SettingsError(f"{where}: expected a file's path")
    try:
        with (folder / given).open("rb") as file:
            text = file.read(_MOST_SECRET_BYTES).decode("utf-8")
    except OSError as error:
        raise SettingsError(f"{where}: {given}: cannot be read: {error.strerror}") from None
    except ValueError:  # not UTF-8, or a path that no file can have
        raise SettingsError(f"{where}: {given}: expected a file of text in UTF-8") from None
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise SettingsError(f"{where}: {given}: expected a secret, but the file is empty")
    return secret
