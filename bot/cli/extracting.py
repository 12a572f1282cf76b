"""What `plazo letters extract` prints: a letter's facts as the contract's object, or for people."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli.console import WRONG_INPUT, bold, complain, dim, one_line
from bot.letterwords import letter_words
from knowledge.errors import UnreadableLetterError
from knowledge.extraction.extract import extract
from knowledge.extraction.formats.plain import decoded
from knowledge.extraction.reading import read_document
from knowledge.extraction.standing import as_it_stands
from knowledge.extraction.values import Extracted
from knowledge.extraction.words import LetterWords


def print_extracted(files: Sequence[Path], *, as_json: bool) -> int:
    """Read letters and print what they state, each in its turn.

    Returns:
        The exit status: 2 where one of them cannot be read.
    """
    words = letter_words()
    status = 0
    for file in files:
        try:
            found = _read(file, words)
        except (OSError, UnreadableLetterError) as error:
            status = WRONG_INPUT
            _refuse(file, _reason(error, file), as_json=as_json)
            continue
        if as_json:
            print(json.dumps({"file": str(file), **as_object(found)}, ensure_ascii=False), flush=True)
        else:
            print("\n".join(_shown(file, found)), flush=True)
    return status


def _read(file: Path, words: LetterWords) -> Extracted:
    data = file.read_bytes()
    document = read_document(file.name, data)
    return as_it_stands(extract(document, words), document, _source(data))


def _source(data: bytes) -> str | None:
    try:
        return decoded(data)
    except UnreadableLetterError:
        return None


def as_object(found: Extracted) -> dict[str, Any]:
    """The object of the contract, without its file."""
    made = asdict(found)
    for row in (*made["deadlines"], *made["events"]):
        del row["zone"], row["written"]
    return made


def _reason(error: Exception, file: Path) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    return str(error).removeprefix(f"{file.name}: ")


def _refuse(file: Path, reason: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": str(file), "id": None, "error": reason}, ensure_ascii=False), flush=True)
    else:
        complain(f"{file}: {reason}")


def _shown(file: Path, found: Extracted) -> Iterator[str]:
    yield bold(one_line(str(file)))
    for name in ("language", "reference", "date", "subject", "signatory"):
        if value := getattr(found, name):
            yield f"  {name}: {one_line(value)}"
    yield from (f"  to: {one_line(name)}" for name in found.addressees)
    for contact in found.contacts:
        details = (contact.name, contact.phone, contact.fax and f"fax {contact.fax}", contact.email)
        yield f"  contact: {one_line(', '.join(detail for detail in details if detail))}"
    for deadline in found.deadlines:
        yield bold(f"  deadline: {deadline.value or 'counted from something else'}")
        yield dim(f"    “{one_line(deadline.quote)}”")
    for event in found.events:
        yield bold(f"  event: {event.value}") + (f", {one_line(event.place)}" if event.place else "")
        yield dim(f"    “{one_line(event.quote)}”")
    yield from (f"  url: {one_line(url)}" for url in found.urls)
    yield from (f"  check: {one_line(warning)}" for warning in found.warnings)
