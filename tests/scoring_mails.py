"""Compares what was understood of a mail with what is wanted, by the rules of the acceptance.

Exactly: kind, language, letter, country, missing in any order, late, and whether there is a question; a participant's
address and the digits of the telephone. By shared words, 0.6 of both together at least: organisation, name, position.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from handlers.inbox import Understood

Gold: TypeAlias = Mapping[str, Any]

_ENOUGH = 0.6
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+")


def _words(text: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return set(_WORD.findall(plain.casefold()))


def _alike(wanted: str | None, came: str | None) -> bool:
    if not wanted or not came:
        return not wanted and not came
    a, b = _words(wanted), _words(came)
    return 2 * len(a & b) >= _ENOUGH * (len(a) + len(b))


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")


def _same_persons(wanted: Sequence[Gold], found: Understood) -> bool:
    return len(wanted) == len(found.participants) and all(
        _alike(one["name"], person.name)
        and _alike(one["position"], person.position)
        and (one["email"] or "") == (person.email or "").lower()
        and _digits(one["phone"]) == _digits(person.phone)
        for one, person in zip(wanted, found.participants, strict=True)
    )


_FIELDS: Mapping[str, Callable[[Any, Understood], bool]] = {
    "kind": lambda wanted, found: wanted == found.kind,
    "language": lambda wanted, found: wanted == found.language,
    "letter": lambda wanted, found: wanted == found.letter,
    "organization": lambda wanted, found: _alike(wanted, found.organization),
    "country": lambda wanted, found: wanted == found.country,
    "participants": _same_persons,
    "question": lambda wanted, found: wanted == bool(found.question),
    "missing": lambda wanted, found: sorted(wanted) == sorted(found.missing),
    "late": lambda wanted, found: wanted == found.late,
}


def differing(gold: Gold, found: Understood) -> list[str]:
    """The fields in which what was understood differs from what is wanted."""
    return [name for name, agrees in _FIELDS.items() if not agrees(gold[name], found)]


def read_gold(folder: Path) -> Iterator[tuple[Gold, bytes]]:
    """The mails of a folder with what is wanted of each."""
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            gold = json.loads(line)
            yield gold, (folder / gold["file"]).read_bytes()
