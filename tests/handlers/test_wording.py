"""The texts of the six languages: the same keys, the same placeholders, and nothing executed."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError, meta

from bot import paths
from bot.library import Knowledge
from handlers.wording import Wording
from knowledge.loading import read_yaml
from knowledge.model import LANGUAGES

MESSAGES = sorted(paths.MESSAGES.glob("*.yaml"))


def texts(path: Path) -> dict[str, str]:
    """All texts of a file by key, those in maps as `map.key`."""
    found: dict[str, str] = {}
    for key, value in read_yaml(path).items():
        rows = {f"{key}.{name}": text for name, text in value.items()} if isinstance(value, Mapping) else {key: value}
        found.update({name: str(text) for name, text in rows.items()})
    return found


def placeholders(text: str) -> set[str]:
    """The names that a template takes."""
    return meta.find_undeclared_variables(Environment(autoescape=True).parse(text))


def test_there_is_a_file_for_each_language() -> None:
    assert tuple(path.stem for path in MESSAGES) == LANGUAGES


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_every_file_has_the_same_keys(path: Path) -> None:
    assert texts(path).keys() == texts(paths.MESSAGES / "en.yaml").keys()


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_every_file_names_its_language_and_leaves_no_text_empty(path: Path) -> None:
    own = texts(path)
    assert own["language"] == path.stem
    assert [key for key, text in own.items() if not text.strip() and key not in {"separator", "comma"}] == []


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_a_translation_takes_what_the_english_text_takes(path: Path) -> None:
    english = texts(paths.MESSAGES / "en.yaml")
    dates = {"day", "month", "month_number", "year"}
    other = {
        key: placeholders(text)
        for key, text in texts(path).items()
        if placeholders(text) - dates != placeholders(english[key]) - dates
    }
    assert other == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_asks_are_called_the_same(language: str) -> None:
    names = [text for key, text in texts(paths.MESSAGES / f"{language}.yaml").items() if key.startswith("asks.")]
    assert sorted(names) == sorted(set(names))


def test_a_text_that_is_not_there_is_an_error(knowledge: Knowledge) -> None:
    with pytest.raises(KeyError):
        knowledge.wording("en").say("no_such_text")


def test_a_placeholder_that_is_not_filled_is_an_error(knowledge: Knowledge) -> None:
    with pytest.raises(UndefinedError):
        knowledge.wording("en").say("line", label="Date")


def test_what_is_filled_in_is_never_executed(knowledge: Knowledge) -> None:
    shown = knowledge.wording("en").say("line", label="{{ 7 * 7 }}", value="{% raise %}")
    assert shown == "{{ 7 * 7 }}: {% raise %}"


@pytest.mark.parametrize(("key", "there"), [("line", True), ("kinds.phone", True), ("kinds.no", False), ("no", True)])
def test_has_tells_whether_a_text_is_there(key: str, there: bool) -> None:
    assert Wording({"language": "en", "line": "x", "kinds": {"phone": "Phone"}, "no": "No"}).has(key) is there


@pytest.mark.parametrize(("language", "text"), [("ar", "\u2068CL-19/35\u2069"), ("en", "CL-19/35"), ("zh", "CL-19/35")])
def test_foreign_words_are_kept_apart_from_right_to_left_text(knowledge: Knowledge, language: str, text: str) -> None:
    assert knowledge.wording(language).apart("CL-19/35") == text


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_no_text_has_markup_or_loose_ends(path: Path) -> None:
    bad = re.compile(r"<[a-z/]|\bTODO\b|  |\s$|&[a-z]+;")
    assert {
        key: text for key, text in texts(path).items() if key not in {"separator", "comma"} and bad.search(text)
    } == {}
