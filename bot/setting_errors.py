"""What is wrong with settings, told in plain words in one line: where it stands, which key, what was expected.

Says never what a secret is, nor what stands where a table should: a secret may be in there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from bot.setting_values import RULE
from bot.settings import Section, Settings

Key = tuple[str | int, ...]
"""Where a setting stands: `("mailboxes", 0, "address")`."""
_LEAST_LIKENESS = 60  # of 100, for a name to be offered instead
_MOST_SHOWN = 60
_EXPECTED = {
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "literal_error": "{expected}",
    "model_type": "a table of keys",
    "string_type": "a text, in quotation marks",
    "string_unicode": "a text in UTF-8",
    "tuple_type": "a list",
}
"""What was expected, by pydantic's type of error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where each setting comes from: the file, or a variable of the environment."""

    file: Path | None
    table: Mapping[str, Any]
    variables: Mapping[Key, str]

    def name(self, key: Key) -> str:
        """The variable that gives the setting, or a part of it; else the file."""
        above = (self.variables[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.variables)
        below = (name for other, name in self.variables.items() if other[: len(key)] == key and not self._in_file(key))
        return next(above, None) or next(below, None) or (str(self.file) if self.file else "the environment")

    def _in_file(self, key: Key) -> bool:
        found: Any = self.table
        for part in key:
            try:
                found = found[part]
            except (LookupError, TypeError):
                return False
        return True


def dotted(key: Key) -> str:
    """A key as people write it: `mailboxes.0.address`."""
    return ".".join(str(part) for part in key)


def nearest(name: str, known: Iterable[str]) -> str:
    """A question after a name that is unknown: whether the most similar known one was meant; else empty."""
    found = process.extractOne(name, list(known), score_cutoff=_LEAST_LIKENESS)
    return f"; did you mean {found[0]}?" if found else ""


def known_keys(section: type[Section]) -> list[str]:
    """All that may stand in a table."""
    return [*section.model_fields, *(f"{name}_file" for name in sorted(section.secrets()))]


def section_at(key: Key) -> type[Section] | None:
    """The table at a place; numbers are passed over, as a list's tables are alike."""
    section: type[Section] | None = Settings
    for part in key:
        if isinstance(part, str):
            section = section.tables().get(part) if section else None
    return section


def tell(error: ValidationError, origin: Origin) -> str:
    """Everything that is wrong, in one line."""
    return "; ".join(dict.fromkeys(_lines(error, origin)))


def _lines(error: ValidationError, origin: Origin) -> Iterator[str]:
    for details in error.errors(include_url=False):
        rule = details.get("ctx", {}).get("key", "")
        own = tuple(int(part) if part.isdecimal() else part for part in rule.split(".") if part)
        key = (*details["loc"], *own)
        yield f"{origin.name(key)}: {dotted(key)}: {_complaint(details, key)}"


def _complaint(details: ErrorDetails, key: Key) -> str:
    section = section_at(key[:-1])
    name = str(key[-1])
    if details["type"] == "extra_forbidden":
        return f"no such key{nearest(name, known_keys(section) if section else ())}"
    if details["type"] == "missing":
        field = section.model_fields.get(name) if section else None
        return f"missing: expected {field.description if field and field.description else 'a value'}"
    context = details.get("ctx", {})
    template = "{expected}" if details["type"] == RULE else _EXPECTED.get(details["type"])
    expected = template.format(**context) if template else f"something else ({details['msg']})"
    found = _shown(context["found"] if context.get("key") else details["input"], key)
    return f"{found}expected {expected}"


def _shown(found: object, key: Key) -> str:
    """What was found, if a short value that is no secret; without a password in a web address."""
    names = [part for part in key if isinstance(part, str)]
    section = section_at(tuple(names[:-1]))
    if section is None or names[-1] in section.secrets() or names[-1] in section.tables():
        return ""
    if found is None or isinstance(found, list | tuple | dict):
        return ""
    shown = re.sub(r"//.*@", "//…@", str(found))
    return f"{shown[:_MOST_SHOWN]!r} is wrong: "
