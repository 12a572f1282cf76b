"""Reads the words of mail programs from `config/mail/`; `mail` itself reads no files."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import paths
from handlers.place_names import country_spellings
from knowledge.loading import read_yaml
from knowledge.model import LANGUAGES
from mail.automatic import RobotWords
from mail.nomination.words import MailWords, build_words
from mail.quoted import QuotingWords, fold

_ByLanguage = Mapping[str, Iterable[str]]


def _folded(words: _ByLanguage) -> frozenset[str]:
    return frozenset(fold(word) for of_language in words.values() for word in of_language)


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def quoting_words(folder: Path = paths.MAIL_WORDS) -> QuotingWords:
    """The words that mail programs write around earlier messages."""
    data = _read(folder / "quoting.yaml")
    labels = {word: field for field, words in data["fields"].items() for word in _folded(words)}
    return QuotingWords(
        wrote=tuple(sorted(_folded(data["wrote"]))),
        openings=tuple(sorted(_folded(data["openings"]))),
        fields=labels,
        original=_folded(data["original"]),
        forwarded=_folded(data["forwarded"]),
        forwarded_by=tuple(sorted(_folded(data["forwarded_by"]))),
        reply=_folded(data["reply"]),
        forward=_folded(data["forward"]),
    )


@cache
def robot_words(folder: Path = paths.MAIL_WORDS) -> RobotWords:
    """The words by which robots give themselves away."""
    data = _read(folder / "robots.yaml")
    return RobotWords(**{name: tuple(sorted(_folded(words))) for name, words in data.items()})


_FEMININE = (("ien", "ienne"), ("éen", "éenne"), ("ais", "aise"), ("ois", "oise"), ("ain", "aine"), ("és", "esa"))


def _derived(words: Iterable[str]) -> Iterable[str]:
    """Words derived from a country's name, with the feminine forms of French and Spanish where they are regular."""
    for word in words:
        yield word
        yield from (word.removesuffix(ending) + other for ending, other in _FEMININE if word.endswith(ending))
        if word.endswith("o"):
            yield word[:-1] + "a"


@cache
def mail_words(folder: Path = paths.MAIL_WORDS) -> MailWords:
    """The words by which people's mails are read, with the names of countries."""
    derived: dict[str, list[str]] = read_yaml(folder / "countries.yaml")
    return build_words(
        [read_yaml(folder / f"{language}.yaml") for language in (*LANGUAGES, "other")],
        country_spellings(),
        ((word, code) for code, words in derived.items() for word in _derived(words)),
    )
